"""Tokens that this installation signs itself: JWTs under its newest Ed25519 key, each for one ledger.

Those that older keys signed hold as long as the ledger takes these keys.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from joserfc import jwt
from joserfc.jwk import OKPKey

from api.access.caller import Caller
from api.access.errors import TokenNotMade, TokenRefused
from api.access.operations import ALL
from api.access.roles import Role
from api.access.token_claims import LEEWAY_SECONDS, REFUSED, checked_claims, header_of, strings

ISSUER = "outcomes-ledger"
ALGORITHM = "Ed25519"
DAYS_MAX = 366
SPOT_CHECK_DAYS_MAX = 31
DAY_SECONDS = 86_400
NAME_LENGTH_MAX = 100
READ_AGAIN_SECONDS = 5


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
    """Safe to share between threads. `read_again` gives the keys as they are by now: asked for when a token comes that
    is signed with none of those known, and no more often than every `READ_AGAIN_SECONDS`.
    """

    def __init__(self, keys: Sequence[OKPKey], read_again: Callable[[], Sequence[OKPKey]] | None = None) -> None:
        """The newest last. Where the last is the public half, tokens are checked and none is made."""
        self._read_again = read_again
        self._read_at = time.monotonic()
        self._know(keys)

    def _know(self, keys: Sequence[OKPKey]) -> None:
        self._keys = {str(key.kid): key for key in keys}
        self._key = keys[-1]

    @property
    def key_id(self) -> str:
        """Of the newest key."""
        return str(self._key.kid)

    @property
    def may_make(self) -> bool:
        return self._key.is_private

    @property
    def public_keys(self) -> list[dict[str, str]]:
        """As JWKs (RFC 8037)."""
        return [{"kid": id, "kty": "OKP", "crv": ALGORITHM, "x": str(key.as_dict(private=False)["x"])}
                for id, key in self._keys.items()]  # fmt: skip

    def make(
        self, name: str, ledger: str, roles: Iterable[Role], days: int, scopes: Iterable[str] = (),
        sample: str | None = None,
    ) -> LocalToken:  # fmt: skip
        """Nobody is let in by it before it is noted in the ledger (`issue`). Raises `TokenNotMade`."""
        if not self.may_make:
            raise TokenNotMade("The key given is the public half, which checks tokens and makes none.")
        caller = Caller(name.strip(), ledger, frozenset(roles), frozenset(scopes), sample, secrets.token_hex(8))
        _refuse_unfit(caller, days)
        now, key = int(time.time()), self._key
        claims = {
            "iss": ISSUER, "aud": ISSUER, "sub": caller.name, "ledger": ledger, "roles": sorted(caller.roles),
            "jti": caller.token_id, "iat": now, "nbf": now, "exp": now + days * DAY_SECONDS,
        }  # fmt: skip
        if caller.scopes:
            claims["scope"] = " ".join(sorted(caller.scopes))
        if sample:
            claims["sample"] = sample
        text = jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])
        return LocalToken(str(caller.token_id), str(key.kid), text, caller, now, now + days * DAY_SECONDS)

    def read(self, text: str) -> tuple[Caller, int]:
        """The caller, and when the token expires (seconds of the epoch). Raises `TokenRefused`."""
        key = self._key_of(text)
        claims = checked_claims(text, key, [ALGORITHM], ISSUER, ISSUER, LEEWAY_SECONDS)
        roles = frozenset(Role(role) for role in strings(claims.get("roles")) if role in set(Role))
        sample = claims.get("sample")
        caller = Caller(
            str(claims["sub"]), str(claims.get("ledger", "")), roles, frozenset(strings(claims.get("scope"))),
            str(sample) if sample else None, str(claims["jti"]) if "jti" in claims else None, key_id=str(key.kid),
        )  # fmt: skip
        return caller, int(claims["exp"])

    def _key_of(self, text: str) -> OKPKey:
        """That the token says it is signed with. Raises `TokenRefused` where it is none of ours."""
        id = header_of(text).get("kid")
        if id not in self._keys and self._read_again and time.monotonic() - self._read_at > READ_AGAIN_SECONDS:
            self._read_at = time.monotonic()
            self._know(self._read_again())
        found = self._keys.get(id) if isinstance(id, str) else None
        if found is None:
            raise TokenRefused(REFUSED)
        return found


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
