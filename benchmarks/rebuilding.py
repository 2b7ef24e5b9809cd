"""From the log to the tables: made anew, caught up, asked as known; and the memory that all of it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

from benchmarks.library import library_rate
from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.national.households import SCHEME
from benchmarks.processes import Run
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from projections import tracking
from projections.queries.as_known import answers
from projections.queries.eligible import Eligible
from projections.queries.pages import WHOLE
from projections.queries.results import EligibilityRow
from projections.rebuild import rebuild
from projections.runner import catch_up
from projections.tables import TABLES

REBUILT_PER_SECOND, TIMES_THE_LIBRARY, MEMORY_MIB = 100_000, 100, 1_024
DAY = date(2017, 3, 31)
CORES = 2


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.national
    events = ledger.event_count()
    from_zero, together, alone, known, library = [], [], [], [], []
    with Run(stage.database) as run:
        for _ in range(ROUNDS):
            library.append(library_rate(stage, ledger))
            _forget(ledger)
            from_zero.append(events / timed(catch_up, ledger))
            together.append(events / timed(rebuild, ledger, processes=min(CORES, os.cpu_count() or 1)))
            alone.append(events / timed(rebuild, ledger, processes=1))
            known.append(events / timed(eligibility_folded, ledger, DAY, tracking.live_position(ledger)))
    yield Line("rebuild of all projections, two processes", "events/s", together, REBUILT_PER_SECOND)
    peer = "the library's ProjectionRunner"
    yield Line("rebuild of all projections, two processes", "events/s", together, TIMES_THE_LIBRARY, peer, library)
    yield Line("rebuild of all projections, one process", "events/s", alone)
    yield Line("catching up from nothing", "events/s", from_zero, None, peer, library)
    yield Line("a whole ledger as known at a position: eligibility", "events/s", known)
    yield Line("the most memory of any process meanwhile", "MiB", [run.most_memory], MEMORY_MIB, less_is_more=True)


def eligibility_folded(ledger: Ledger, day: date, known: int) -> list[EligibilityRow]:
    """Of every family. Asked as anybody asks it, the tables tell of those that have not changed since."""
    return list(answers(ledger, known, WHOLE, Eligible(SCHEME, day, known)))


def _forget(ledger: Ledger) -> None:
    """As if nothing had been projected yet."""
    tracking.prepare(ledger)
    with ledger.transaction() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
        cursor.execute("UPDATE projection SET position = 0, log_mark = NULL")
