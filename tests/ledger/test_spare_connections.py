"""Connections of listeners are used again, and bring nothing along from whoever had them before."""

from __future__ import annotations

import time

from family_builders import family_of

from ledger.database import SPARE_MAX, Database
from ledger.ledger import Ledger
from ledger.listening import Listener


def test_a_listener_hears_nothing_that_was_meant_for_the_one_before(ledger: Ledger) -> None:
    with Database(ledger.database.conninfo) as database:
        with Listener(database, ledger.schema):
            ledger.save(family_of(2))
        ledger.save(family_of(2))
        with Listener(database, "another"):
            ledger.save(family_of(2))
            time.sleep(0.05)
        with Listener(database, ledger.schema) as news:
            assert news.wait(0.1) == frozenset()
            ledger.save(family_of(2))
            assert news.wait(10) == {ledger.schema}


def test_one_that_the_server_closed_is_not_used_again(ledger: Ledger) -> None:
    with Database(ledger.database.conninfo) as database:
        Listener(database, ledger.schema).close()
        with ledger.transaction() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'UNLISTEN%'")
        time.sleep(0.05)
        with Listener(database, ledger.schema) as news:
            ledger.save(family_of(2))
            assert news.wait(10) == {ledger.schema}


def test_only_a_few_are_kept(ledger: Ledger) -> None:
    with Database(ledger.database.conninfo) as database:
        listeners = [Listener(database, ledger.schema) for _ in range(SPARE_MAX + 2)]
        for one in listeners:
            one.close()
        assert sum(not one._connection.closed for one in listeners) == SPARE_MAX
