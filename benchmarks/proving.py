"""Sealing a log of ordinary events, and checking it: on one core."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from ledger.proof.check import check_log
from ledger.proof.checkpointing import seal
from ledger.sealing.ledger_keys import public_key

SEALED_PER_SECOND, CHECKED_PER_SECOND = 200_000, 100_000


def lines(stage: Stage) -> Iterator[Line]:
    sealed, checked = [], []
    for _ in range(ROUNDS):
        ledger = stage.copy_of_national()
        events = ledger.event_count()
        sealed.append(events / timed(seal, ledger))
        checked.append(events / timed(_check, ledger))
    yield Line("sealing: from rows to a signed checkpoint", "events/s", sealed, SEALED_PER_SECOND)
    yield Line("check: every row against what was signed", "events/s", checked, CHECKED_PER_SECOND)


def _check(ledger: Ledger) -> None:
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        assert key is not None
        assert check_log(cursor, [key]).fault is None
