"""The leader's other duty: to sign, regularly, what the log has come to."""

from __future__ import annotations

import logging
import time

from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.proof.access_days import seal_access_log
from ledger.proof.checkpointing import seal_if_due

SEAL_SECONDS = 60.0
"""A checkpoint is made at most so often, and only when something was recorded since the last one."""

_log = logging.getLogger(__name__)


class RegularSeals:
    """Looks at the log once in `SEAL_SECONDS`; a ledger that cannot be sealed is projected all the same."""

    def __init__(self, ledger: Ledger, every_seconds: float = SEAL_SECONDS) -> None:
        self._ledger = ledger
        self._every_seconds = every_seconds
        self._looked_at = time.monotonic()

    def look(self) -> None:
        if time.monotonic() - self._looked_at < self._every_seconds:
            return
        self._looked_at = time.monotonic()
        try:
            seal_if_due(self._ledger, self._every_seconds)
            seal_access_log(self._ledger)
        except LedgerError as error:
            _log.warning("the ledger %s was not sealed: %s", self._ledger.name, error)
