"""Transactions that others leave open, a writer that stops in the middle, a clock that jumps back, a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ledger.appending import LOCK_TIMEOUT_SECONDS, lock_statement
from ledger.database import Database
from ledger.errors import ConnectionLost, LedgerBusy, NoSpace
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, open_ledger
from ledger.postgres import serve
from projections.queries.state import status
from projections.rebuild import drop_previous, rebuild
from projections.runner import catch_up, wait_for
from tests.faults.agreement import assert_tables_agree, assert_whole
from tests.faults.clients import events_of, new_family

AT_ONCE_SECONDS = 25
"""Also on a machine that others use. Who waits for a transaction left open waits for ever, or is told after ten."""


@contextmanager
def left_open(ledger: Ledger, statement: str) -> Iterator[psycopg.Connection[object]]:
    """Somebody's transaction in which this was done, and then nothing more."""
    with psycopg.connect(ledger.database.conninfo) as connection:
        connection.execute(f'SET search_path TO "{ledger.schema}"')
        connection.execute(statement)
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM event",
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM event",
        "CREATE TABLE somebodys (number int); INSERT INTO somebodys VALUES (1)",
        "LOCK TABLE event IN SHARE UPDATE EXCLUSIVE MODE",
    ],
    ids=["that has read the log", "with a snapshot", "that has written elsewhere", "as VACUUM or an index build does"],
)
def test_a_transaction_left_open_holds_nobody_up(ledger: Ledger, statement: str) -> None:
    catch_up(ledger)
    with left_open(ledger, statement):
        began = time.monotonic()
        ledger.save(new_family("officer"))
        position = ledger.save_in_bulk([new_family("load") for _ in range(20)]).last_position
        assert catch_up(ledger) == position, "readers do not wait for somebody's snapshot"
        assert wait_for(ledger, position)
        assert rebuild(ledger).swapped
        drop_previous(ledger)
        assert time.monotonic() - began < AT_ONCE_SECONDS
    assert_tables_agree(ledger)


def test_vacuum_runs_beside_writers_and_writers_beside_vacuum(ledger: Ledger) -> None:
    with ledger.database.connect() as connection:
        for _ in range(5):
            ledger.save(new_family("officer"))
            connection.execute(f'VACUUM (ANALYZE) "{ledger.schema}".event')
    with left_open(ledger, "SELECT count(*) FROM event"), ledger.database.connect() as connection:
        began = time.monotonic()
        connection.execute(f'VACUUM "{ledger.schema}".event')
        assert time.monotonic() - began < AT_ONCE_SECONDS


def test_a_held_lock_is_told_of_within_its_time(ledger: Ledger) -> None:
    ledger.application.recorder.lock_timeout_seconds = 0.3
    with ledger.transaction() as cursor:
        cursor.execute(lock_statement(ledger.schema))
        began = time.monotonic()
        with pytest.raises(LedgerBusy, match="Try again"):
            ledger.save(new_family("officer"))
        assert time.monotonic() - began < LOCK_TIMEOUT_SECONDS / 2
    ledger.save(new_family("officer"))


STOPPING = """
import os, signal, sys
from ledger import appending
from ledger.database import Database
from ledger.ledgers import open_ledger
from tests.faults.clients import new_family

class StopsHere:
    def write(self, cursor):
        os.kill(os.getpid(), signal.SIGSTOP)

appending.HELD_IDLE_SECONDS = 1
open_ledger(Database(sys.argv[1]), sys.argv[2]).save_in_bulk([new_family("load")], register=StopsHere())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP")
def test_a_writer_that_stops_while_it_holds_the_lock_is_cut_off(ledger: Ledger) -> None:
    root = Path(__file__).parents[2]
    stopped = subprocess.Popen(
        [sys.executable, "-c", STOPPING, ledger.database.conninfo, ledger.name], cwd=root, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while not is_stopped(stopped.pid):
            assert time.monotonic() < until and stopped.poll() is None
            time.sleep(0.01)
        began = time.monotonic()
        ledger.save(new_family("officer"))
        assert time.monotonic() - began < AT_ONCE_SECONDS
        stopped.send_signal(signal.SIGCONT)
        assert stopped.wait(30) != 0, "and learns of it when it goes on"
        assert b"ConnectionLost" in stopped.stderr.read()
    finally:
        stopped.kill()
        stopped.wait()
    assert ledger.event_count() == 3


def is_stopped(pid: int) -> bool:
    said = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return said.strip().startswith("T")


def test_recorded_time_does_not_follow_a_clock_that_jumps_back(ledger: Ledger) -> None:
    ledger.save(new_family("officer"))
    with ledger.transaction() as cursor:  # as if the server's clock had been an hour ahead until now
        cursor.execute("ALTER TABLE event DISABLE TRIGGER recorded_events_never_change")
        cursor.execute("UPDATE event SET recorded_at = recorded_at + interval '1 hour' WHERE leaf = 2")
        cursor.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER recorded_events_never_change")
    ahead = ledger.reader.page(0)[-1].recorded_at
    recorded = [ledger.save(new_family("officer")), ledger.save_in_bulk([new_family("load")])]
    after = [entry.recorded_at for entry in ledger.reader.page(recorded[0].first_position - 1)]
    assert after == [ahead] * 4
    assert ledger.position_known_at((ahead - timedelta(minutes=1)).isoformat()) < recorded[0].first_position
    assert ledger.position_known_at(ahead.isoformat()) == recorded[1].last_position
    catch_up(ledger)
    assert status(ledger).lag_seconds == 0


# ---- a full disk -------------------------------------------------------------------------------------------------

DISK_MEBIBYTES, LEFT_MEBIBYTES = 256, 3


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own in memory; only root can make one."""
    place = folder / "small"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk can only be mounted by root on Linux")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MEBIBYTES}m,mode=0711", "tmpfs", str(place)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


@pytest.mark.timeout(240)
def test_a_full_disk_is_told_of_and_loses_nothing(small_disk: Path) -> None:
    """The whole server is on it, its write-ahead log too: the hardest way for it to be full."""
    acknowledged: dict[str, int] = {}
    ballast = small_disk / "ballast"
    with ExitStack() as block:
        conninfo = block.enter_context(serve(small_disk / "data"))
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - LEFT_MEBIBYTES * 2**20))
        with Database(conninfo) as database:
            ledger = create_ledger(database, "full", by="tests", target=810)
            with pytest.raises((NoSpace, ConnectionLost)):
                load_until_refused(ledger, acknowledged)
    ballast.unlink()
    with serve(small_disk / "data") as conninfo, Database(conninfo) as database:
        ledger = open_ledger(database, "full")
        expected = {entry.event.by: events_of(entry.event.by) for entry in ledger.reader.page(0, limit=10**7)[1:]}
        assert_whole(ledger, acknowledged, expected)
        ledger.save(new_family("officer after"))


def load_until_refused(ledger: Ledger, acknowledged: dict[str, int]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        key = f"load {uuid4()}"
        families = [new_family(key) for _ in range(40)]
        acknowledged[key] = ledger.save_in_bulk(families).last_position
        with ledger.transaction() as cursor:  # others use the disk too, which shortens the test
            cursor.execute("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000))")
