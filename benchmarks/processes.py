"""What a run takes of the machine: time of its cores, and memory; of PostgreSQL's own processes too. Linux alone.

Wall clocks say little on a machine that others use: the time that the cores worked for one is nearly the same there.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ledger.database import Database

LOOK_SECONDS = 0.25
_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_KIB_IN_MIB = 1024


class Process(NamedTuple):
    """`core_seconds` are its own; `ended_seconds` those of its children that have ended."""

    parent: int
    core_seconds: float
    ended_seconds: float


class Run:
    """This process with its workers, and the server with its processes.

    While its block runs it keeps the most memory that one of each held, in MiB. What PostgreSQL's processes share (the
    buffers) is not counted as theirs: the private memory alone.
    """

    def __init__(self, database: Database) -> None:
        self.memory: dict[str, int] = {}
        self._roots = [os.getpid(), postmaster_of(database)]
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    @property
    def most_memory(self) -> int:
        return max(self.memory.values(), default=0)

    def core_seconds(self) -> float:
        """That all of them together have worked since they were started, ended ones included."""
        everyone = _everyone()
        lasting = sum(everyone[process].core_seconds for process in self._ours(everyone))
        return lasting + sum(everyone[root].ended_seconds for root in self._roots)

    def _ours(self, everyone: dict[int, Process]) -> list[int]:
        return [process for process in everyone if any(root in _line_of(process, everyone) for root in self._roots)]

    def _watch(self) -> None:
        while True:
            for process in self._ours(_everyone()):
                name, private = _name_and_memory(process)
                self.memory[name] = max(self.memory.get(name, 0), private)
            if self._done.wait(LOOK_SECONDS):
                return


def postmaster_of(database: Database) -> int:
    """The server's first process, where it runs on this machine."""
    with database.connect() as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    assert row is not None
    return int(Path(row[0], "postmaster.pid").read_text().split()[0])


def core_seconds_of(process: int) -> float:
    """That it and all of its children have worked since they were started; each has one thread, as PostgreSQL's have.

    To the nanosecond: what the kernel counts in ticks is too coarse for a few short commands.
    """
    everyone = _everyone()
    below = [one for one in everyone if process in _line_of(one, everyone)]
    return sum(map(_nanoseconds_of, below)) / 1e9 + everyone[process].ended_seconds


def _nanoseconds_of(process: int) -> int:
    try:
        return int((_PROC / str(process) / "schedstat").read_text().split()[0])
    except OSError:
        return 0  # it has ended meanwhile


def _everyone() -> dict[int, Process]:
    found = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                said = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            own, ended = int(said[11]) + int(said[12]), int(said[13]) + int(said[14])
            found[int(entry.name)] = Process(int(said[1]), own / _TICKS, ended / _TICKS)
    return found


def _line_of(process: int, everyone: dict[int, Process]) -> set[int]:
    """The process and those from which it descends."""
    line: set[int] = set()
    while process in everyone and process not in line:
        line.add(process)
        process = everyone[process].parent
    return line


def _name_and_memory(process: int) -> tuple[str, int]:
    """What kind it is, and its private memory in MiB."""
    try:
        status = (_PROC / str(process) / "status").read_text()
        command = (_PROC / str(process) / "cmdline").read_bytes()
    except OSError:
        return "the program", 0
    said = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    private = int(said.get("RssAnon", "0 kB").split()[0]) // _KIB_IN_MIB
    if "postgres" in said["Name"]:
        return "a process of PostgreSQL", private
    return "a worker" if b"spawn_main" in command else "the program", private
