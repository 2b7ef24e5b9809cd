"""Tokens for tests, made with the key of the data folder as `outcomes token make` makes them."""

from __future__ import annotations

from api.access.issuing import issue
from api.access.opening import local_tokens
from api.access.roles import HELD_BY_OWNER, Role
from api.places import Place, opened_ledger


def token_for(
    place: Place, *roles: Role, name: str = "tests", scopes: tuple[str, ...] = (), sample: str | None = None
) -> str:
    """With every role of the owner where none is said."""
    with opened_ledger(place) as ledger:
        made = local_tokens(place.data_folder).make(name, ledger.name, roles or HELD_BY_OWNER, 1, scopes, sample)
        issue(ledger, made, by="tests")
    return made.text


def bearer(
    place: Place, *roles: Role, name: str = "tests", scopes: tuple[str, ...] = (), sample: str | None = None
) -> dict[str, str]:
    """The header of a request."""
    return {"Authorization": f"Bearer {token_for(place, *roles, name=name, scopes=scopes, sample=sample)}"}
