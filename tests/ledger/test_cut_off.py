"""Killed clients, lost acknowledgements, a server that goes away: all or nothing, and nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from commit_swallower import CommitSwallower
from family_builders import family_of

from ledger.database import Database
from ledger.errors import ConnectionLost, DatabaseUnavailable
from ledger.idempotency import Idempotency
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.under_way import UnderWay

CHUNK_EVENTS = 600
WRITER = f"""
import sys
from domain.family import Source
from family_builders import family_of
from ledger.database import Database
from ledger.ledgers import open_ledger

ledger = open_ledger(Database(sys.argv[1]), sys.argv[2])
chunk = 0
while True:
    chunk += 1
    by = Source(f"{{sys.argv[3]}}.{{chunk}}")
    recorded = ledger.save_in_bulk([family_of(6, by=by) for _ in range({CHUNK_EVENTS // 6})])
    print(by.by, recorded.events, flush=True)
"""


def writer(conninfo: str, ledger: Ledger, name: str) -> subprocess.Popen[str]:
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent.parent)])
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, conninfo, ledger.name, name],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def test_kill_9_in_the_middle_of_bulk_loading_leaves_all_or_nothing(conninfo: str, ledger: Ledger) -> None:
    acknowledged: list[str] = []
    for number in range(4):
        process = writer(conninfo, ledger, f"w{number}")
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().split()[0])
        time.sleep(random.uniform(0.0, 0.1))
        process.send_signal(signal.SIGKILL)
        acknowledged.extend(line.split()[0] for line in process.stdout if line.endswith("\n"))
        process.wait()
    ledger.save(family_of(2))  # the lock went with its holder
    chunks = Counter(entry.event.by for entry in ledger.reader.page(0, limit=10**7) if entry.event.by.startswith("w"))
    assert set(chunks.values()) == {CHUNK_EVENTS}
    assert set(acknowledged) <= set(chunks)
    assert ledger.event_count() == sum(chunks.values()) + 3


@pytest.fixture
def swallower(conninfo: str, tmp_path_factory: pytest.TempPathFactory):
    with CommitSwallower(conninfo, tmp_path_factory.mktemp("s")) as between:
        yield between


@pytest.mark.parametrize("bulk", [False, True], ids=["single", "bulk"])
def test_a_lost_acknowledgement_is_found_again_by_its_key(
    ledger: Ledger, swallower: CommitSwallower, bulk: bool
) -> None:
    with Database(swallower.conninfo) as database:
        far = open_ledger(database, ledger.name)
        far.save(family_of(2))  # afterwards the person's key is at hand, and the first answer is to the append itself
        family, command = family_of(4), Idempotency.of("once", b"input")
        swallower.swallow_next_commit(in_bulk=bulk)
        save = (lambda: far.save_in_bulk([family], idempotency=command)) if bulk else (
            lambda: far.save(family, idempotency=command))
        recorded = save()
        assert swallower.swallowed == 1
    assert (recorded.first_position, recorded.last_position, recorded.repeated) == (4, 7, True)
    assert ledger.event_count() == 7
    assert not family.pending


@pytest.mark.parametrize("bulk", [False, True], ids=["single", "bulk"])
def test_without_a_key_the_truth_is_that_it_is_not_known(
    ledger: Ledger, swallower: CommitSwallower, bulk: bool
) -> None:
    with Database(swallower.conninfo) as database:
        far = open_ledger(database, ledger.name)
        far.save(family_of(2))
        family = family_of(4)
        swallower.swallow_next_commit(in_bulk=bulk)
        with pytest.raises(ConnectionLost, match="may or may not be recorded"):
            far.save_in_bulk([family]) if bulk else far.save(family)
    assert ledger.event_count() == 7
    assert len(family.pending) == 4


def test_connections_that_the_server_closed_are_not_handed_out(conninfo: str, ledger: Ledger) -> None:
    with Database(conninfo) as database:
        own = open_ledger(database, ledger.name)
        for _ in range(3):
            own.save(family_of(2))
            with ledger.transaction() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()")
            time.sleep(0.05)
        own.save(family_of(2))
    assert ledger.event_count() == 9


def test_a_request_whose_line_is_cut_as_soon_as_it_is_made_is_told_so_and_can_be_sent_again(conninfo: str) -> None:
    lines = [True, False]

    def connect() -> psycopg.Connection:
        made = psycopg.connect(conninfo, autocommit=True)
        if lines.pop(0):
            with psycopg.connect(conninfo, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (made.info.backend_pid,))
        return made

    under_way = UnderWay(connect)
    with pytest.raises(DatabaseUnavailable), under_way.alone("schema", "caller", "key"):
        raise AssertionError("it was let through")
    with under_way.alone("schema", "caller", "key"):
        assert under_way.is_held("schema", "caller", "key")
    under_way.close()
