"""kill -9 of clients, runners and PostgreSQL itself, at random instants under load."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from ledger.database import Database
from ledger.errors import DatabaseUnavailable
from ledger.ledgers import create_ledger, open_ledger
from ledger.postgres import serve
from tests.faults.agreement import assert_whole
from tests.faults.clients import events_of

ROOT = Path(__file__).parents[2]
KILLS, PAUSE_SECONDS = 9, (0.2, 0.8)
CLIENTS = ("officer", "officer", "load", "project", "project")
BACK_SECONDS = 60

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="finds the server's processes in /proc"),
]


class Clients:
    """Processes under load; one that was killed is started again. `acknowledged` are positions by key."""

    def __init__(self, conninfo: str, ledger: str) -> None:
        self._given = conninfo, ledger
        self._running: dict[int, subprocess.Popen[str]] = {}
        self.acknowledged: dict[str, int] = {}
        self.started = 0
        for number in range(len(CLIENTS)):
            self._start(number)

    def _start(self, number: int) -> None:
        self.started += 1
        command = [sys.executable, "-m", "tests.faults.clients", CLIENTS[number], *self._given, str(self.started)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self._running[number] = process
        Thread(target=self._listen, args=(process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            key, told, position = line.rstrip("\n").partition("\t")
            if told and line.endswith("\n"):
                self.acknowledged[key] = int(position)

    def kill_one(self) -> None:
        number = random.randrange(len(CLIENTS))
        assert self._running[number].poll() is None, f"the {CLIENTS[number]} ended by itself"
        self._kill(number)
        self._start(number)

    def _kill(self, number: int) -> None:
        self._running[number].send_signal(signal.SIGKILL)
        self._running[number].wait()

    def end(self) -> None:
        for number in self._running:
            self._kill(number)


class Server:
    """PostgreSQL with the durable defaults; killed, it is brought back."""

    def __init__(self, folder: Path, block: ExitStack) -> None:
        self._folder, self._block = folder, block
        self.conninfo = block.enter_context(serve(folder))

    def kill_a_backend(self) -> None:
        """PostgreSQL then ends all others and goes through crash recovery, as after a fault of its own."""
        backends = children(self._postmaster())
        if backends:
            with suppress(ProcessLookupError):
                os.kill(random.choice(backends), signal.SIGKILL)

    def kill_all(self) -> None:
        """As when the machine fails: nobody is told anything, and the server is started again."""
        postmaster = self._postmaster()
        for pid in (postmaster, *children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + BACK_SECONDS
        while True:
            try:
                assert self._block.enter_context(serve(self._folder)) == self.conninfo
                return
            except DatabaseUnavailable:
                assert time.monotonic() < until
                time.sleep(0.2)

    def _postmaster(self) -> int:
        return int((self._folder / "postgres" / "postmaster.pid").read_text().split()[0])


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@contextmanager
def database_again(conninfo: str) -> Iterator[Database]:
    """Once the server has recovered."""
    until = time.monotonic() + BACK_SECONDS
    while True:
        try:
            database = Database(conninfo)
            break
        except DatabaseUnavailable:
            assert time.monotonic() < until
            time.sleep(0.2)
    with database:
        yield database


def test_kill_9_of_anyone_at_any_instant_under_load(folder: Path) -> None:
    with ExitStack() as block:
        server = Server(folder / "data", block)
        with Database(server.conninfo) as database:
            create_ledger(database, "killed", by="tests", target=810)
        clients = Clients(server.conninfo, "killed")
        block.callback(clients.end)
        wreak_havoc(clients, server)
        clients.end()
        with database_again(server.conninfo) as database:
            ledger = open_ledger(database, "killed")
            acknowledged = dict(clients.acknowledged)
            expected = {entry.event.by: events_of(entry.event.by) for entry in ledger.reader.page(0, limit=10**7)[1:]}
            print(f"{len(acknowledged)} commands acknowledged, {ledger.event_count()} events")
            assert len(acknowledged) > KILLS
            assert_whole(ledger, acknowledged, expected)


def wreak_havoc(clients: Clients, server: Server) -> None:
    until = time.monotonic() + BACK_SECONDS
    while len(clients.acknowledged) < 10:
        assert time.monotonic() < until, "nobody gets anything done"
        time.sleep(0.05)
    for number in range(KILLS):
        time.sleep(random.uniform(*PAUSE_SECONDS))
        if number % 9 == 5:
            server.kill_all()
        elif number % 3 == 1:
            server.kill_a_backend()
        else:
            clients.kill_one()
    before = len(clients.acknowledged)
    while len(clients.acknowledged) < before + 5:
        assert time.monotonic() < until + 2 * BACK_SECONDS, "nobody gets anything done any more"
        time.sleep(0.05)
