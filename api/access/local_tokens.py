"""Tokens that this installation signs itself: JWTs under one Ed25519 key, each for one ledger."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

from joserfc import jwt
from joserfc.jwk import OKPKey

from api.access.caller import Caller
from api.access.errors import TokenNotMade
from api.access.operations import ALL
from api.access.roles import Role
from api.access.token_claims import LEEWAY_SECONDS, checked_claims, strings

ISSUER = "outcomes-ledger"
ALGORITHM = "Ed25519"
DAYS_MAX = 366
SPOT_CHECK_DAYS_MAX = 31
DAY_SECONDS = 86_400
NAME_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class LocalToken:
    """`text` is the secret. `id` may be told to anyone, and so may `key_id`, of the key that it is signed with."""

    id: str
    key_id: str
    text: str
    caller: Caller
    issued_at: int
    expires_at: int


class LocalTokens:
    def __init__(self, key: OKPKey) -> None:
        self._key = key
        self.key_id = str(key.kid)
        self.may_make = key.is_private

    def make(
        self, name: str, ledger: str, roles: Iterable[Role], days: int, scopes: Iterable[str] = (),
        sample: str | None = None,
    ) -> LocalToken:  # fmt: skip
        """Nobody is let in by it before it is noted in the ledger (`issue`). Raises `TokenNotMade`."""
        if not self.may_make:
            raise TokenNotMade("The key given is the public half, which checks tokens and makes none.")
        caller = Caller(name.strip(), ledger, frozenset(roles), frozenset(scopes), sample, secrets.token_hex(8))
        _refuse_unfit(caller, days)
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": ISSUER, "sub": caller.name, "ledger": ledger, "roles": sorted(caller.roles),
            "jti": caller.token_id, "iat": now, "nbf": now, "exp": now + days * DAY_SECONDS,
        }  # fmt: skip
        if caller.scopes:
            claims["scope"] = " ".join(sorted(caller.scopes))
        if sample:
            claims["sample"] = sample
        text = jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])
        return LocalToken(str(caller.token_id), self.key_id, text, caller, now, now + days * DAY_SECONDS)

    def read(self, text: str) -> tuple[Caller, int]:
        """The caller, and when the token expires (seconds of the epoch). Raises `TokenRefused`."""
        claims = checked_claims(text, self._key, [ALGORITHM], ISSUER, ISSUER, LEEWAY_SECONDS)
        roles = frozenset(Role(role) for role in strings(claims.get("roles")) if role in set(Role))
        sample = claims.get("sample")
        caller = Caller(
            str(claims["sub"]), str(claims.get("ledger", "")), roles, frozenset(strings(claims.get("scope"))),
            str(sample) if sample else None, str(claims["jti"]) if "jti" in claims else None,
        )  # fmt: skip
        return caller, int(claims["exp"])


def _refuse_unfit(caller: Caller, days: int) -> None:
    if not caller.name or not caller.name.isprintable() or len(caller.name) > NAME_LENGTH_MAX:
        raise TokenNotMade(f"Say by --as whom the token is for, in at most {NAME_LENGTH_MAX} characters.")
    if not caller.roles:
        raise TokenNotMade(f"Give the token a role by --role: one of {', '.join(Role)}.")
    if unknown := sorted(caller.scopes - set(ALL)):
        raise TokenNotMade(f"There is no scope {unknown[0]!r}: use one of {', '.join(ALL)}.")
    if (Role.PROGRAM in caller.roles) != bool(caller.scopes):
        raise TokenNotMade("A program's token needs scopes (--scope), and nobody else's has any.")
    if unfit := sorted(scope for scope in caller.scopes if Role.PROGRAM not in ALL[scope].roles):
        raise TokenNotMade(f"No program may {ALL[unfit[0]].sentence}: leave the scope {unfit[0]} out.")
    if (Role.SPOT_CHECKER in caller.roles) != bool(caller.sample):
        raise TokenNotMade("A spot checker's token names the round of its sample (--sample), and nobody else's does.")
    if Role.SPOT_CHECKER in caller.roles and len(caller.roles) > 1:
        raise TokenNotMade("A spot checker has no other role.")
    longest = SPOT_CHECK_DAYS_MAX if caller.sample else DAYS_MAX
    if not 1 <= days <= longest:
        raise TokenNotMade(f"The token can be good for 1 to {longest} days.")
