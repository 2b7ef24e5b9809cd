"""The authority's own sign-in service: whose tokens hold, with keys that change, and whose do not."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, OKPKey, RSAKey

from api.access import issuer_keys
from api.access.errors import IssuerUnusable, TokenRefused
from api.access.issuer_keys import KEPT_SECONDS
from api.access.issuer_settings import IssuerSettings, issuer_settings
from api.access.issuer_tokens import IssuerTokens
from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from ledger.access import access_log
from ledger.ledgers import open_ledger
from tests.api.access.forging import changed_last, encoded, put_together
from tests.api.access.issuing_server import AUDIENCE, SignInService, elliptic, sign_in_service
from tests.api.samples import ATTACHED


@pytest.fixture
def service() -> Iterator[SignInService]:
    with sign_in_service() as running:
        yield running


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock by which keys age."""
    started, passed = time.monotonic(), [0.0]
    monkeypatch.setattr(issuer_keys.time, "monotonic", lambda: started + passed[0])

    def move(seconds: float) -> None:
        passed[0] += seconds

    return move


def _settings(service: SignInService, **changed: Any) -> IssuerSettings:
    return IssuerSettings.model_validate({
        "issuer": service.address, "audience": AUDIENCE, "algorithms": ("RS256", "ES256"),
        "claims": {"name": "preferred_username", "roles": "groups", "ledger": "authority"},
        "roles": {"TF-Analysts": "analyst", "TF-Systems": "program"}, "ledgers": {"E10000025": "small"},
    } | changed)  # fmt: skip


@pytest.fixture
def tokens(service: SignInService) -> IssuerTokens:
    return IssuerTokens(_settings(service))


def test_the_issuers_words_become_a_name_roles_and_a_ledger(service: SignInService, tokens: IssuerTokens) -> None:
    caller, expires_at = tokens.read(service.token(groups=["Domain Users", "TF-Analysts"], jti="7"))
    assert (caller.name, caller.ledger, caller.roles) == ("r.khan@small.example", "small", {Role.ANALYST})
    assert (caller.token_id, caller.issuer) == ("7", service.address)
    assert expires_at > time.time() + 3_500


def test_a_group_that_is_not_mapped_gives_nothing(service: SignInService, tokens: IssuerTokens) -> None:
    assert tokens.read(service.token(groups=["administrator", "analyst"]))[0].roles == frozenset()


def test_scopes_are_a_programs_alone(service: SignInService, tokens: IssuerTokens) -> None:
    program = tokens.read(service.token(groups=["TF-Systems"], scope="load-extracts read-status"))[0]
    assert (program.roles, program.scopes) == ({Role.PROGRAM}, {"load-extracts", "read-status"})
    assert tokens.read(service.token(scope="erase"))[0].scopes == frozenset()


def test_a_spot_checker_without_a_sample_is_none(service: SignInService) -> None:
    tokens = IssuerTokens(_settings(service, roles={"DCLG": "spot-checker"}))
    assert tokens.read(service.token(groups=["DCLG"]))[0].roles == frozenset()
    assert tokens.read(service.token(groups=["DCLG"], sample="2013-07-31"))[0].sample == "2013-07-31"


@pytest.mark.parametrize("authority", [None, "E99", ["E10000025", "E99"], 7, {}])
def test_who_is_of_no_ledger_or_of_several_is_refused(
    service: SignInService, tokens: IssuerTokens, authority: Any
) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(service.token(authority=authority))


def _hmac_of_public_key(service: SignInService) -> str:
    head = f"{encoded({'alg': 'HS256', 'kid': 'first'})}.{encoded(service.claims())}"
    secret = service.keys["first"].as_pem(private=False)
    return f"{head}.{encoded(hmac.new(secret, head.encode(), hashlib.sha256).digest())}"


FORGED: dict[str, Callable[[SignInService], str]] = {
    "expired": lambda s: s.token(exp=int(time.time()) - 65),
    "not yet": lambda s: s.token(nbf=int(time.time()) + 65),
    "issued in the future": lambda s: s.token(iat=int(time.time()) + 600),
    "never ends": lambda s: s.token(exp=None),
    "another audience": lambda s: s.token(aud="api://payroll"),
    "no audience": lambda s: s.token(aud=None),
    "another issuer": lambda s: s.token(iss="https://elsewhere.example"),
    "issuer with a slash more": lambda s: s.token(iss=s.address + "/"),
    "nameless": lambda s: s.token(preferred_username=None),
    "a name that breaks lines": lambda s: s.token(preferred_username="r.khan\nadmin"),
    "unsigned": lambda s: put_together({"alg": "none", "kid": "first"}, s.claims()),
    "HS256 with the public key": _hmac_of_public_key,
    "another key of the same id": lambda s: s.token(key=RSAKey.generate_key(2048)),
    "unknown key": lambda s: s.token({"kid": "nobody"}),
    "no key named": lambda s: put_together({"alg": "RS256"}, s.claims(), s.token().rpartition(".")[2]),
    "key id that is no text": lambda s: put_together({"alg": "RS256", "kid": ["first"]}, s.claims(), "x"),
    "an algorithm not allowed": lambda s: s.token({"alg": "PS256"}),
    "an algorithm of another kind of key": lambda s: put_together(
        {"alg": "ES256", "kid": "first"}, s.claims(), "x" * 86),
    "signature taken off": lambda s: s.token().rpartition(".")[0] + ".",
    "signature changed": lambda s: changed_last(s.token()),
    "a key of its own, and where to fetch it": lambda s: s.token(
        {"jwk": OKPKey.generate_key("Ed25519").as_dict(private=False)}, key=RSAKey.generate_key(2048)),
}  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_does_not_hold_and_is_not_told_why(
    service: SignInService, tokens: IssuerTokens, forged: str
) -> None:
    assert tokens.read(service.token())
    with pytest.raises(TokenRefused) as refused:
        tokens.read(FORGED[forged](service))
    assert str(refused.value) == "The token does not hold. Ask for another one."


def test_a_shared_secret_among_the_keys_signs_nothing(service: SignInService, tokens: IssuerTokens) -> None:
    secret = OctKey.generate_key(256)
    service.add("secret", secret)
    with pytest.raises(TokenRefused):
        tokens.read(service.token({"alg": "HS256", "kid": "secret"}, key=secret))


# ---- keys that change --------------------------------------------------------------------------------------------


def test_keys_are_discovered_once_and_kept(service: SignInService, tokens: IssuerTokens) -> None:
    for _ in range(3):
        tokens.read(service.token())
    assert service.asked == ["/.well-known/openid-configuration", "/keys"]


def test_a_new_key_is_asked_for_when_it_is_first_met(
    service: SignInService, tokens: IssuerTokens, clock: Callable[[float], None]
) -> None:
    old = service.token()
    tokens.read(old)
    service.rotate("second")
    clock(31)
    assert tokens.read(service.token())
    with pytest.raises(TokenRefused):
        tokens.read(old)


def test_two_kinds_of_keys_side_by_side(service: SignInService, tokens: IssuerTokens) -> None:
    key = elliptic()
    service.add("curve", key)
    assert tokens.read(service.token({"alg": "ES256", "kid": "curve"}, key=key))
    assert tokens.read(service.token())


def test_many_unknown_keys_ask_the_issuer_once(service: SignInService, tokens: IssuerTokens) -> None:
    tokens.read(service.token())
    for number in range(50):
        with pytest.raises(TokenRefused):
            tokens.read(service.token({"kid": f"unknown-{number}"}))
    assert service.asked.count("/keys") == 1


def test_while_the_issuer_is_away_known_keys_hold_for_a_day(
    service: SignInService, tokens: IssuerTokens, clock: Callable[[float], None]
) -> None:
    tokens.read(service.token())
    service.is_down = True
    clock(KEPT_SECONDS - 10)
    assert tokens.read(service.token())
    clock(60)
    with pytest.raises(TokenRefused):
        tokens.read(service.token())


@pytest.mark.parametrize(
    "answer",
    [{"keys": "nothing"}, {"keys": [1, {}, {"kty": "RSA", "kid": "first"}]}, {"issuer": "https://elsewhere.example"},
     {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": "http://10.0.0.1/keys"}, {"padding": "x" * 600_000}],
)  # fmt: skip
def test_an_issuer_that_answers_nonsense_lets_nobody_in(
    service: SignInService, tokens: IssuerTokens, answer: dict[str, Any]
) -> None:
    service.more = answer
    with pytest.raises(TokenRefused):
        tokens.read(service.token())


# ---- what is said of it ------------------------------------------------------------------------------------------


def test_no_file_is_no_issuer() -> None:
    assert issuer_settings({}) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("issuer: http://login.example\naudience: x", "issuer: write an address that begins with https"),
        ("issuer: https://login.example", "audience"),
        ("issuer: https://login.example\naudience: x\nalgorithms: [HS256]", "algorithms: use some of RS256"),
        ("issuer: https://login.example\naudience: x\nalgorithms: [none]", "algorithms"),
        ("issuer: https://login.example\naudience: x\nleeway_seconds: 86400", "leeway_seconds"),
        ("issuer: https://login.example\naudience: x\nroles: {A: emperor}", "roles"),
        ("issuer: https://login.example\naudience: x\nsecret: y", "secret"),
        ("- 1", "the whole"),
        ("a: [", "is no YAML"),
    ],
)
def test_what_cannot_be_said_of_an_issuer_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "issuer.yaml").write_text(text)
    with pytest.raises(IssuerUnusable, match=told):
        issuer_settings({"OUTCOMES_ISSUER_FILE": str(tmp_path / "issuer.yaml")})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IssuerUnusable, match="cannot be read"):
        issuer_settings({"OUTCOMES_ISSUER_FILE": str(tmp_path / "none")})


# ---- over HTTP ---------------------------------------------------------------------------------------------------


def test_an_analyst_signs_in_with_the_authoritys_own_service(
    service: SignInService, database_url: str, data_folder: Path, loaded: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "issuer.yaml").write_text(_settings(service).model_dump_json())
    monkeypatch.setenv("OUTCOMES_ISSUER_FILE", str(tmp_path / "issuer.yaml"))
    app = create_app(Settings(Place(data_folder, loaded, database_url), projects=False))
    with TestClient(app) as client:
        def asked(path: str, token: str) -> int:
            return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code

        good = service.token()
        assert [asked(f"/v1/families/{ATTACHED}", good) for _ in range(2)] == [200, 200]
        assert asked("/v1/families/NOBODY", good) == 404
        assert asked("/v1/status", service.token(groups=[])) == 403
        for forged in FORGED.values():
            assert asked("/v1/status", forged(service)) == 401
        assert access_log(open_ledger(app.state.door.database, loaded), by="r.khan@small.example")
