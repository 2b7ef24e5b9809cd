"""Which other servers the program asks: those that its settings name, and none that a caller does."""

from __future__ import annotations

import ast

import pytest

from api.access.errors import TokenRefused
from api.access.issuer_settings import IssuerSettings
from api.access.issuer_tokens import IssuerTokens
from tests.api.access.issuing_server import AUDIENCE, sign_in_service
from tests.api.samples import PROJECT

ROOMS = ("api", "ledger", "intake", "projections", "domain")
CLIENTS = ("urllib.request", "http.client", "httpx", "requests", "aiohttp", "smtplib", "ftplib")


def test_keys_are_never_fetched_from_where_a_token_says() -> None:
    with sign_in_service() as ours, sign_in_service() as theirs:
        tokens = IssuerTokens(IssuerSettings.model_validate({
            "issuer": ours.address, "audience": AUDIENCE, "algorithms": ("RS256",), "ledger": "small",
        }))  # fmt: skip
        for header in ({"jku": f"{theirs.address}/keys"}, {"x5u": f"{theirs.address}/keys"}, {"kid": theirs.address}):
            with pytest.raises(TokenRefused):
                tokens.read(theirs.token(header, iss=ours.address))
        with pytest.raises(TokenRefused):
            tokens.read(theirs.token())
        assert theirs.asked == []
        assert ours.asked


def test_no_module_but_the_issuers_asks_other_servers() -> None:
    """Traces go where OpenTelemetry's own variables say, by its own exporter."""
    asking = set()
    for room in ROOMS:
        for path in (PROJECT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
                if any(name == client or name.startswith(f"{client}.") for name in names for client in CLIENTS):
                    asking.add(path.relative_to(PROJECT).as_posix())
    assert asking == {"api/access/issuer_keys.py"}
