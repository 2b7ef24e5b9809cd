"""The one door of every path: from a token to the caller, and to the one ledger that the token is for."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

from api.access.caller import Caller
from api.access.errors import TokenRefused
from api.access.local_tokens import LocalTokens
from ledger.database import Database
from ledger.errors import LedgerNameInvalid, LedgerUnknown
from ledger.ledger import Ledger
from ledger.ledgers import ledger_names, open_ledger

TOKENS_REMEMBERED_MAX = 10_000


class Door:
    """Safe to share between threads. `only` is the one ledger to serve; None means every ledger of the database."""

    def __init__(self, database: Database, tokens: LocalTokens, only: str | None = None) -> None:
        self.database = database
        self._tokens = tokens
        self._only = only
        self._remembered: OrderedDict[str, tuple[Caller, int]] = OrderedDict()
        self._ledgers: dict[str, Ledger] = {}
        self._opening = Lock()

    def caller(self, token: str) -> Caller:
        """Raises `TokenRefused`."""
        held = self._remembered.get(token)
        if held is None:
            held = self._tokens.read(token)
            self._remember(token, held)
        caller, expires_at = held
        if expires_at < time.time():
            self._remembered.pop(token, None)
            raise TokenRefused("The token does not hold. Ask for another one.")
        return caller

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
            raise TokenRefused("The token is for a ledger that is not served here.")
        try:
            with self._opening:
                return self._ledgers.setdefault(name, open_ledger(self.database, name))
        except (LedgerUnknown, LedgerNameInvalid):
            raise TokenRefused("The token is for a ledger that is not served here.") from None

    def _remember(self, token: str, held: tuple[Caller, int]) -> None:
        self._remembered[token] = held
        while len(self._remembered) > TOKENS_REMEMBERED_MAX:
            self._remembered.popitem(last=False)
