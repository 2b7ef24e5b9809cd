"""Runners in processes of their own, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.ledger import Ledger

ROOT = Path(__file__).parents[2]

OPEN = """
import sys
from threading import Event
from ledger.database import Database
from ledger.ledgers import open_ledger
from projections.runner import catch_up, run_forever
from projections.rebuild import rebuild

if __name__ == "__main__":
    ledger = open_ledger(Database(sys.argv[1]), sys.argv[2])
"""
RUN_FOREVER = OPEN + "    print('ready', flush=True); run_forever(ledger, Event(), batch_events=50)\n"
CATCH_UP = OPEN + "    print('ready', flush=True); catch_up(ledger, batch_events=20)\n"
REBUILD = OPEN + "    print('ready', flush=True); rebuild(ledger, processes=int(sys.argv[3]))\n"


@contextmanager
def running(program: str, ledger: Ledger, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """Ready when the block begins; killed when it ends."""
    file = folder / f"program_{time.monotonic_ns()}.py"
    file.write_text(program)
    process = subprocess.Popen(
        [sys.executable, str(file), ledger.database.conninfo, ledger.name, *more],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> float:
    """How long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "not within the time allowed"
        time.sleep(0.005)
    return time.monotonic() - began
