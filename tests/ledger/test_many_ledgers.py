"""Several ledgers in one database through one small pool: each does its own work, and none costs the others more."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

import pytest

from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from ledger import ledgers
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, open_ledger
from projections.queries.eligible import eligibility
from projections.runner import catch_up

LEDGERS, FAMILIES, CONNECTIONS = 6, 3, 2
DAY = date(2017, 3, 31)
_numbers = count(1)


@pytest.fixture
def pooled(conninfo: str) -> Iterator[Database]:
    with Database(conninfo, connections_max=CONNECTIONS, wait_seconds=60) as database:
        yield database


@pytest.fixture
def names(pooled: Database) -> list[str]:
    run = next(_numbers)
    found = [f"many-{run}-{number}" for number in range(LEDGERS)]
    for name in found:
        create_ledger(pooled, name, by="test")
    return found


def _filled(pooled: Database, name: str) -> Ledger:
    ledger = open_ledger(pooled, name)
    record_terms(ledger)
    for _ in record(ledger, 1, first=FAMILIES * int(name[-1]), cohort=FAMILIES):
        pass
    catch_up(ledger)
    return ledger


def test_ledgers_at_work_together_share_two_connections_and_nothing_else(pooled: Database, names: list[str]) -> None:
    with ThreadPoolExecutor(LEDGERS) as threads:
        filled = list(threads.map(lambda name: _filled(pooled, name), names))
    for number, ledger in enumerate(filled):
        mine = {f"NP-{FAMILIES * number + place:07}" for place in range(FAMILIES)}
        assert {row.family_id for row in eligibility(ledger, SCHEME, DAY)} == mine
    assert _pooled_connections(pooled) <= CONNECTIONS


def test_a_ledger_with_many_beside_it_is_opened_without_listing_them(
    pooled: Database, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[Database] = []
    monkeypatch.setattr(ledgers, "ledger_names", lambda database: listed.append(database))
    assert ledgers.open_ledger(pooled, names[1]).name == names[1]
    assert listed == []


def _pooled_connections(pooled: Database) -> int:
    return int(pooled._pool.get_stats()["pool_size"])
