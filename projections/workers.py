"""Processes beside this one, each with the ledger open, for work on all families that one core alone takes long for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger

PROCESSES_MAX = 2
NICE = 10
"""How far the processes give way to whoever waits for an answer (nice(2))."""

_opened: list[Ledger] = []


def processes_that_pay() -> int:
    return min(PROCESSES_MAX, os.cpu_count() or 1)


@contextmanager
def workers(ledger: Ledger, processes: int) -> Iterator[ProcessPoolExecutor]:
    """What is submitted runs in a process of its own, where `ledger_here()` is this ledger. They end with this one."""
    place = (ledger.database.conninfo, ledger.database.data_folder, ledger.name)
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, place) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def ledger_here() -> Ledger:
    """In a worker."""
    return _opened[0]


def _start(conninfo: str, data_folder: Path | None, name: str) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    _opened[:] = [open_ledger(Database(conninfo, connections_max=2, data_folder=data_folder), name)]


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers to stop."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
