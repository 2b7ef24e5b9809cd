"""The one door of every path: from a token to the caller, and to the one ledger that the token is for."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock

from api.access.caller import Caller
from api.access.errors import TokenRefused
from api.access.issuer_tokens import IssuerTokens
from api.access.local_tokens import ISSUER, LocalTokens
from api.access.operations import READ_NATION
from api.access.remembered import Remembered
from api.access.roles import Role
from api.access.token_claims import REFUSED, issuer_of
from ledger.database import Database
from ledger.errors import LedgerNameInvalid, LedgerUnknown
from ledger.ledger import Ledger
from ledger.ledgers import ledger_names, open_ledger
from ledger.token_keys import takes_key
from ledger.tokens import Usable, usable

TOKENS_REMEMBERED_MAX = 10_000
READ_AGAIN_SECONDS = 300
"""How long a token may go on to hold after its issuer took back the key that it was signed with."""
REVOKED_AFTER_SECONDS = 5
"""How long a token may go on to hold in another process than the one that revoked it."""

_NOT_SERVED = "The token is for a ledger that is not served here."


class Door:
    """Safe to share between threads. `only` is the one ledger to serve; None means every ledger of the database.
    `nation` is the ledger of those who are told the totals of all; with None nobody is.
    """

    def __init__(
        self, database: Database, tokens: LocalTokens, only: str | None = None, issuer: IssuerTokens | None = None,
        nation: str | None = None,
    ) -> None:  # fmt: skip
        self.database = database
        self.tokens = tokens
        self._issuer = issuer
        self._only = only
        self._nation = nation
        self._read: Remembered[str, tuple[Caller, float]] = Remembered(TOKENS_REMEMBERED_MAX)
        self._ledgers: dict[str, Ledger] = {}
        self._usable: dict[str, tuple[float, Usable | None]] = {}
        self._opening = Lock()

    def caller(self, token: str) -> Caller:
        """Raises `TokenRefused`."""
        caller = self._caller_read(token) or self._read_anew(token)
        lately = self._usable_lately(caller)
        if lately is None or not _is_among(caller, lately):
            lately = self._read_usable(caller)
        if not _is_among(caller, lately):
            raise TokenRefused(REFUSED)
        return caller

    def caller_remembered(self, token: str) -> Caller | None:
        """The same without asking the database or the issuer; None where they must be asked."""
        caller = self._caller_read(token)
        lately = self._usable_lately(caller) if caller else None
        return caller if caller and lately is not None and _is_among(caller, lately) else None

    def _caller_read(self, token: str) -> Caller | None:
        caller, until = self._read.held(token) or (None, 0.0)
        return caller if until > time.time() else None

    def _read_anew(self, token: str) -> Caller:
        claimed = issuer_of(token)
        readers = {ISSUER: self.tokens} | ({self._issuer.issuer: self._issuer} if self._issuer else {})
        if not isinstance(claimed, str) or claimed not in readers:
            raise TokenRefused(REFUSED)
        caller, expires_at = readers[claimed].read(token)
        self.ledger(caller)
        caller = replace(self._of_its_ledger(caller), holds_until=expires_at)
        self._read.keep(token, (caller, min(expires_at, time.time() + READ_AGAIN_SECONDS)))
        return caller

    def _of_its_ledger(self, caller: Caller) -> Caller:
        """Whatever a token says: what is read of all ledgers is the operator's to grant, by naming one for it."""
        if caller.ledger == self._nation:
            return caller
        roles, scopes = caller.roles - {Role.NATIONAL_READER}, caller.scopes - {READ_NATION.name}
        return replace(caller, roles=roles, scopes=scopes)

    def ledger(self, caller: Caller) -> Ledger:
        """The ledger that the caller's token is for. Raises `TokenRefused` where it is not served here."""
        return self.ledger_named(caller.ledger)

    def ledger_names(self) -> list[str]:
        """Of the ledgers served. Raises `LedgerNotChosen` where there is none, `LedgerUnknown` where not that one."""
        names = ledger_names(self.database)
        return names if names and self._only is None else [open_ledger(self.database, self._only).name]

    def ledger_named(self, name: str) -> Ledger:
        """Raises `TokenRefused`, as `ledger` does."""
        return self._ledgers.get(name) or self._open(name)

    def _open(self, name: str) -> Ledger:
        if self._only not in (None, name):
            raise TokenRefused(_NOT_SERVED)
        try:
            with self._opening:
                opened = self._ledgers.get(name) or open_ledger(self.database, name)
                return self._ledgers.setdefault(name, opened)
        except (LedgerUnknown, LedgerNameInvalid):
            raise TokenRefused(_NOT_SERVED) from None

    def read_again(self, name: str) -> None:
        """Which tokens of the ledger hold, from now on."""
        self._usable.pop(name, None)

    def _usable_lately(self, caller: Caller) -> Usable | None:
        read_at, read = self._usable.get(caller.ledger, (0.0, None))
        return read if read_at + REVOKED_AFTER_SECONDS > time.monotonic() else None

    def _read_usable(self, caller: Caller) -> Usable:
        ledger = self.ledger(caller)
        takes_key(ledger, self.tokens.key_id)  # a ledger that has none takes the first that comes
        read = usable(ledger)
        self._usable[caller.ledger] = (time.monotonic(), read)
        return read


def _is_among(caller: Caller, usable: Usable) -> bool:
    """Another issuer's tokens are its own to take back."""
    return caller.issuer is not None or (caller.token_id in usable.tokens and caller.key_id in usable.keys)
