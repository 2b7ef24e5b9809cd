"""Waiting for one's own write: from a command's return until its rows can be read, with a runner beside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

from benchmarks.families import observations, observe, registered
from benchmarks.measuring import Line
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from projections import tracking
from projections.runner import catch_up, run_forever, wait_for

WAIT_MS = 20
WAITS = 40


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.national
    catch_up(ledger)
    yield Line("from a command's return to its rows readable", "ms", _waits(ledger), WAIT_MS, less_is_more=True)



def _waits(ledger: Ledger) -> list[float]:
    """Milliseconds from the return of a save until its rows can be read, with a runner in a thread."""
    family = registered(uuid4())
    found = []
    with _runner(ledger):
        assert wait_for(ledger, ledger.save(family).last_position, 30)
        for said in observations(WAITS):
            observe(family, [said])
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
