"""The projection runner in a thread beside the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

from ledger.ledger import Ledger
from projections.runner import run_forever
from projections.tracking import prepare

STOP_SECONDS = 30
"""How long a batch under way may take once the runner was told to stop; its transaction is undone otherwise."""

_log = structlog.get_logger(__name__)


@contextmanager
def projecting_beside(ledger: Ledger) -> Iterator[None]:
    """Keeps the tables up with the log meanwhile. If the runner fails, the answers stay right, and fall behind."""
    prepare(ledger)
    stop = Event()
    runner = Thread(target=_run, args=(ledger, stop), name="projection-runner", daemon=True)
    runner.start()
    try:
        yield
    finally:
        stop.set()
        runner.join(STOP_SECONDS)


def _run(ledger: Ledger, stop: Event) -> None:
    try:
        run_forever(ledger, stop)
    except Exception as error:
        _log.error("the tables are no longer kept up", ledger=ledger.name, exc_info=error)
