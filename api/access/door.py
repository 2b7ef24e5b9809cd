"""The one door of every path: from a token to the caller, and to the one ledger that the token is for."""

from __future__ import annotations

import time
from threading import Lock

from api.access.caller import Caller
from api.access.errors import TokenRefused
from api.access.local_tokens import LocalTokens
from api.access.remembered import Remembered
from ledger.database import Database
from ledger.errors import LedgerNameInvalid, LedgerUnknown
from ledger.ledger import Ledger
from ledger.ledgers import ledger_names, open_ledger
from ledger.tokens import takes_key, usable_tokens

TOKENS_REMEMBERED_MAX = 10_000
REVOKED_AFTER_SECONDS = 5
"""How long a token may go on to hold in another process than the one that revoked it."""

_REFUSED = "The token does not hold. Ask for another one."
_NOT_SERVED = "The token is for a ledger that is not served here."


class Door:
    """Safe to share between threads. `only` is the one ledger to serve; None means every ledger of the database."""

    def __init__(self, database: Database, tokens: LocalTokens, only: str | None = None) -> None:
        self.database = database
        self._tokens = tokens
        self._only = only
        self._read: Remembered[str, tuple[Caller, int]] = Remembered(TOKENS_REMEMBERED_MAX)
        self._ledgers: dict[str, Ledger] = {}
        self._usable: dict[str, tuple[float, frozenset[str] | None]] = {}
        self._opening = Lock()

    def caller(self, token: str) -> Caller:
        """Raises `TokenRefused`."""
        caller, expires_at = self._read.get(token, self._tokens.read)
        usable = self._usable_lately(caller)
        if usable is None or caller.token_id not in usable:
            usable = self._read_usable(caller)
        if expires_at < time.time() or caller.token_id not in usable:
            raise TokenRefused(_REFUSED)
        return caller

    def caller_remembered(self, token: str) -> Caller | None:
        """The same without asking the database; None where it must be asked."""
        held = self._read.held(token)
        usable = self._usable_lately(held[0]) if held else None
        if held is None or usable is None or held[0].token_id not in usable or held[1] < time.time():
            return None
        return held[0]

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
                if not takes_key(opened, self._tokens.key_id):
                    raise TokenRefused(_NOT_SERVED)
                return self._ledgers.setdefault(name, opened)
        except (LedgerUnknown, LedgerNameInvalid):
            raise TokenRefused(_NOT_SERVED) from None

    def _usable_lately(self, caller: Caller) -> frozenset[str] | None:
        read_at, usable = self._usable.get(caller.ledger, (0.0, None))
        return usable if read_at + REVOKED_AFTER_SECONDS > time.monotonic() else None

    def _read_usable(self, caller: Caller) -> frozenset[str]:
        usable = usable_tokens(self.ledger(caller))
        self._usable[caller.ledger] = (time.monotonic(), usable)
        return usable
