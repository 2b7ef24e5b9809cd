"""Processes beside this one, each with the ledger open, for work on all families that one core alone takes long for."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol, TypeVar

from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.progress import Tell

PROCESSES_MAX = 2
NICE = 10
"""How far the processes give way to whoever waits for an answer (nice(2))."""

LOOKS_EVERY_SECONDS = 0.25
"""How often a task in a process of its own says how far it is, and is asked whether to stop."""

Result = TypeVar("Result")
ResultT = TypeVar("ResultT", covariant=True)

_opened: list[Ledger] = []


class Task(Protocol[ResultT]):
    """Told to another process: a frozen dataclass of plain values."""

    def __call__(self, ledger: Ledger, tell: Tell) -> ResultT: ...


class TaskEnded(Exception):
    """The process was stopped, or died, before it came to an end."""


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


def in_a_process(ledger: Ledger, task: Task[Result], tell: Tell, stopping: Event) -> Result:
    """Done in a process of its own, which gives way to others. Raises what the task raises, and `TaskEnded`."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    place = (ledger.database.conninfo, ledger.database.data_folder, ledger.name)
    process = context.Process(target=_carry_out, args=(theirs, place, task))
    process.start()
    theirs.close()
    try:
        result: Result = _followed(ours, tell, stopping)
        return result
    except EOFError:
        raise TaskEnded("The process ended before its work was done.") from None
    finally:
        process.terminate()
        process.join()
        ours.close()


def _followed(ours: Connection, tell: Tell, stopping: Event) -> Any:
    while not stopping.is_set():
        if ours.poll(LOOKS_EVERY_SECONDS):
            kind, *said = ours.recv()
            if kind == "failed":
                raise said[0]
            if kind == "done":
                return said[0]
            tell(*said)
    raise TaskEnded("The server is being stopped.")


def _carry_out(theirs: Connection, place: tuple[str, Path | None, str], task: Task[object]) -> None:
    told_at = 0.0

    def tell(doing: str, done: int, expected: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= LOOKS_EVERY_SECONDS:
            told_at = time.monotonic()
            theirs.send(("told", doing, done, expected))

    try:
        _start(*place)
        theirs.send(("done", task(ledger_here(), tell)))
    except Exception as error:
        theirs.send(("failed", _sendable(error)))


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__} in a process beside the server")
    return error


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
