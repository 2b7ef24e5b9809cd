"""Workers of a rebuild give way to whoever waits for an answer on the same machine."""

from __future__ import annotations

import os

from ledger.ledger import Ledger
from projections.workers import NICE, workers

NICEST = 19


def test_workers_give_way(ledger: Ledger) -> None:
    with workers(ledger, 1) as pool:
        theirs = pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result(60)
    assert theirs == min(NICEST, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
