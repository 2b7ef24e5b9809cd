"""Tokens of the authority's own sign-in service: who they name, and what that makes of them here."""

from __future__ import annotations

from typing import Any

from api.access.caller import Caller
from api.access.errors import TokenRefused
from api.access.issuer_keys import IssuerKeys
from api.access.issuer_settings import IssuerSettings
from api.access.roles import Role
from api.access.token_claims import REFUSED, checked_claims, header_of, strings

NAME_LENGTH_MAX = 200
TOKEN_ID_LENGTH_MAX = 100


class IssuerTokens:
    def __init__(self, settings: IssuerSettings) -> None:
        self.issuer = settings.issuer
        self._settings = settings
        self._keys = IssuerKeys(settings)

    def read(self, text: str) -> tuple[Caller, int]:
        """The caller, and when the token expires (seconds of the epoch). Raises `TokenRefused`."""
        settings, header = self._settings, header_of(text)
        if header.get("alg") not in settings.algorithms or not isinstance(header.get("kid"), str):
            raise TokenRefused(REFUSED)
        claims = checked_claims(
            text, self._keys.key(header["kid"]), settings.algorithms, settings.issuer, settings.audience,
            settings.leeway_seconds)  # fmt: skip
        return self._caller(claims), int(claims["exp"])

    def _caller(self, claims: dict[str, Any]) -> Caller:
        named = self._settings.claims
        name, ledger = claims.get(named.name), self._ledger(claims.get(named.ledger))
        if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > NAME_LENGTH_MAX:
            raise TokenRefused(REFUSED)
        roles = self._roles(strings(claims.get(named.roles)))
        sample, id = claims.get(named.sample), claims.get("jti")
        if Role.SPOT_CHECKER in roles and not isinstance(sample, str):
            roles -= {Role.SPOT_CHECKER}
        return Caller(
            name.strip(), ledger, roles, frozenset(strings(claims.get(named.scopes))) if Role.PROGRAM in roles
            else frozenset(), sample if isinstance(sample, str) else None,
            id[:TOKEN_ID_LENGTH_MAX] if isinstance(id, str) and id.isprintable() else None, self.issuer,
        )  # fmt: skip

    def _roles(self, said: list[str]) -> frozenset[Role]:
        ours = self._settings.roles or {str(role): role for role in Role}
        return frozenset(ours[word] for word in said if word in ours)

    def _ledger(self, said: object) -> str:
        """Raises `TokenRefused`: whoever is of no ledger, or of several, has nothing to look for here."""
        if self._settings.ledger is not None:
            return self._settings.ledger
        words = strings(said)
        ledgers = self._settings.ledgers
        found = words[0] if len(words) == 1 else ""
        found = found if ledgers is None else ledgers.get(found, "")
        if not found:
            raise TokenRefused(REFUSED)
        return found
