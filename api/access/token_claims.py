"""Reading a signed token: the signature by a known key and an allowed algorithm, then every claim it must make."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode
from collections.abc import Collection
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from api.access.errors import TokenRefused

LEEWAY_SECONDS = 60
"""How far apart the clocks of issuer and server may be."""
TOKEN_LENGTH_MAX = 8_192

REFUSED = "The token does not hold. Ask for another one."


def checked_claims(
    text: str, key: Key | KeySet, algorithms: Collection[str], issuer: str, audience: str, leeway_seconds: int
) -> dict[str, Any]:
    """Raises `TokenRefused`, always with the same words: what is wrong is of use to a forger only."""
    if len(text) > TOKEN_LENGTH_MAX:
        raise TokenRefused(REFUSED)
    registry = jwt.JWTClaimsRegistry(
        now=int(time.time()), leeway=leeway_seconds,
        iss={"essential": True, "value": issuer}, aud={"essential": True, "value": audience},
        sub={"essential": True}, exp={"essential": True},
    )  # fmt: skip
    try:
        claims = jwt.decode(text, key, algorithms=list(algorithms)).claims
        registry.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenRefused(REFUSED) from None
    if not isinstance(claims["sub"], str) or not claims["sub"].strip():
        raise TokenRefused(REFUSED)
    return claims


def header_of(text: str) -> dict[str, Any]:
    """As the token says it, believed by nobody yet. Raises `TokenRefused`."""
    return _part(text, 0)


def issuer_of(text: str) -> object:
    """As the token says it, believed by nobody yet: it only says whose keys to try. Raises `TokenRefused`."""
    return _part(text, 1).get("iss")


def _part(text: str, place: int) -> dict[str, Any]:
    parts = text.split(".")
    if len(text) > TOKEN_LENGTH_MAX or len(parts) != 3:
        raise TokenRefused(REFUSED)
    try:
        said = orjson.loads(urlsafe_b64decode(parts[place].encode("ascii") + b"=" * (-len(parts[place]) % 4)))
    except ValueError:
        raise TokenRefused(REFUSED) from None
    if not isinstance(said, dict):
        raise TokenRefused(REFUSED)
    return said


def strings(value: object) -> list[str]:
    """A claim that is a list of words, or one text of words."""
    if isinstance(value, str):
        return value.split()
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
