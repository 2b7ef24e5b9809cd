"""Tokens for tests, signed with the key of the data folder as `outcomes token` would."""

from __future__ import annotations

import os

from api.access.local_tokens import LocalTokens
from api.access.roles import HELD_BY_OWNER, Role
from api.access.signing_key import signing_key
from api.places import Place


def token_for(place: Place, *roles: Role, name: str = "tests", scopes: tuple[str, ...] = ()) -> str:
    """With every role of the owner where none is said."""
    assert place.ledger
    tokens = LocalTokens(signing_key(os.environ, place.data_folder))
    return tokens.make(name, place.ledger, roles or HELD_BY_OWNER, days=1, scopes=scopes).text


def bearer(place: Place, *roles: Role, name: str = "tests", scopes: tuple[str, ...] = ()) -> dict[str, str]:
    """The header of a request."""
    return {"Authorization": f"Bearer {token_for(place, *roles, name=name, scopes=scopes)}"}
