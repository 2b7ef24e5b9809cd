"""The projection runner in a thread beside the server."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from ledger.ledger import Ledger
from projections.runner import run_forever
from projections.tracking import prepare

STOP_SECONDS = 30
"""How long a batch under way may take once the runner was told to stop; its transaction is undone otherwise."""

_log = logging.getLogger(__name__)


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
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("the tables of %s are no longer kept up: %s\n%s", ledger.name, type(error).__name__, frames)
