"""Keeping tables up with the log: ours beside the library's runner on the same events, and waiting for one's own write.

Ours decides every family under three schemes on every day; the library's projection counts the events of each family,
which is the least that one can do, in a transaction for each event.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

from benchmarks.families import observed, registered
from benchmarks.library import LibraryFamily, LibraryLedger, environment, project
from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.national.recording import record, record_terms
from benchmarks.rebuilding import CORES, forget
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from projections import tracking
from projections.rebuild import rebuild
from projections.runner import catch_up, run_forever, wait_for

FAMILIES, LIBRARY_EVENTS = 200, 400
"""Both have the same cost for each event, so that few tell it; benchmarks/rebuilding.py has more of ours."""

TIMES_THE_LIBRARY = 100
WAIT_MS = 20
WAITS = 40


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.new_ledger()
    record_terms(ledger)
    next(record(ledger, 1, cohort=FAMILIES))
    events = ledger.event_count()
    library, rebuilt, caught_up = [], [], []
    for number in range(ROUNDS):
        library.append(LIBRARY_EVENTS / _library_seconds(stage, ledger, f"library_{number}"))
        forget(ledger)
        caught_up.append(events / timed(catch_up, ledger))
        rebuilt.append(events / timed(rebuild, ledger, processes=CORES))
    peer = "the library's ProjectionRunner, events/s"
    yield Line("rebuild beside the library's runner", "events/s", rebuilt, TIMES_THE_LIBRARY, peer, library)
    yield Line("catching up beside the library's runner", "events/s", caught_up, None, peer, library)
    yield Line("from a command's return to its rows readable", "ms", _waits(ledger), WAIT_MS, less_is_more=True)


def _library_seconds(stage: Stage, ledger: Ledger, schema: str) -> float:
    """The first events of the same log, as the library would hold them."""
    said = environment(stage, schema)
    families: dict[object, LibraryFamily] = {}
    for entry in ledger.reader.page(0, limit=LIBRARY_EVENTS):
        families.setdefault(entry.event.originator_id, LibraryFamily()).observe([_as_json(entry.event.body())])
    recordings = LibraryLedger(said).save(*families.values())
    return timed(project, said, recordings[-1].notification.id, 120.0) * LIBRARY_EVENTS / len(recordings)


def _as_json(body: dict[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, str | int | dict | list) else str(value) for name, value in body.items()}


# ---- one's own write ---------------------------------------------------------------------------------------------


def _waits(ledger: Ledger) -> list[float]:
    """Milliseconds from the return of a save until its rows can be read, with a runner in a thread."""
    family = registered(uuid4())
    found = []
    with _runner(ledger):
        assert wait_for(ledger, ledger.save(family).last_position, 30)
        for number in range(WAITS):
            observed(family, number)
            position = ledger.save(family).last_position
            began = time.perf_counter()
            assert wait_for(ledger, position, 30)
            found.append(1_000 * (time.perf_counter() - began))
    return found


@contextmanager
def _runner(ledger: Ledger) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=run_forever, args=(ledger, stop), daemon=True)
    thread.start()
    try:
        while tracking.live_position(ledger) < ledger.position():
            time.sleep(0.05)
        yield
    finally:
        stop.set()
        thread.join(30)
