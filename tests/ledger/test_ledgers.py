from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from family_builders import family_of
from psycopg.conninfo import make_conninfo

from ledger import appending
from ledger.database import Database
from ledger.datastore import LedgerDatastore
from ledger.errors import (
    DatabaseUnavailable,
    LedgerBusy,
    LedgerExists,
    LedgerNameInvalid,
    LedgerNotChosen,
    LedgerTooNew,
    LedgerUnknown,
    MigrationChanged,
    SettingUnsafe,
)
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, ledger_names, open_ledger, schema_of
from ledger.migrations import migrations_of
from ledger.rule_library import keep


@pytest.fixture
def own_database(conninfo: str, database: Database):
    """A database with no ledgers."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE DATABASE own")
    with Database(make_conninfo(conninfo, dbname="own")) as own:
        yield own
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("DROP DATABASE own WITH (FORCE)")


def test_create_list_open(own_database: Database) -> None:
    with pytest.raises(LedgerNotChosen, match="outcomes create"):
        open_ledger(own_database)
    create_ledger(own_database, "north-east", by="me", authority_name="The North East", target=12, overlay="plan")
    assert ledger_names(own_database) == ["north-east"]
    authority = open_ledger(own_database).authority()
    assert (authority.ledger, authority.name, authority.target, authority.overlay) == (
        "north-east", "The North East", 12, "plan")
    create_ledger(own_database, "south", by="me")
    with pytest.raises(LedgerNotChosen, match="north-east, south"):
        open_ledger(own_database)
    with pytest.raises(LedgerUnknown, match=r"'west'.*north-east, south"):
        open_ledger(own_database, "west")
    with pytest.raises(LedgerExists, match="'south'"):
        create_ledger(own_database, "south", by="me")
    assert open_ledger(own_database, "south").event_count() == 1


def test_two_who_found_the_same_ledger_at_once_make_one(own_database: Database) -> None:
    outcomes: list[object] = []

    def found() -> None:
        try:
            outcomes.append(create_ledger(own_database, "twice", by="me").event_count())
        except LedgerExists:
            outcomes.append("exists")

    threads = [threading.Thread(target=found) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["1", "exists", "exists", "exists"]


@pytest.mark.parametrize("name", ["", "Oxford", "a_b", "-a", "a-", "a--b", "1st", "a b", "a;drop", "é", "a" * 41])
def test_names_that_cannot_be(database: Database, name: str) -> None:
    with pytest.raises(LedgerNameInvalid, match="lower-case letters, digits and single hyphens"):
        create_ledger(database, name, by="me")


def test_a_foreign_schema_of_the_prefix_is_no_ledger(own_database: Database) -> None:
    with own_database.connect() as connection:
        connection.execute("CREATE SCHEMA ledger_of_something_else")
    assert ledger_names(own_database) == []


def test_two_ledgers_do_not_see_each_other(new_ledger: Callable[[], Ledger]) -> None:
    mine, theirs = new_ledger(), new_ledger()
    family = family_of(4)
    with theirs.listener() as news:
        mine.save(family)
        assert news.wait(0.1) == frozenset()
    assert theirs.family(family.id).version == 0
    assert (mine.event_count(), theirs.event_count()) == (5, 1)
    theirs.save(family_of(2, family.id))
    assert mine.family(family.id).version == 4
    assert theirs.history(family.id)[0].position == 2, "positions are each ledger's own"


def test_a_writer_of_one_ledger_does_not_wait_for_another(new_ledger: Callable[[], Ledger]) -> None:
    mine, theirs = new_ledger(), new_ledger()

    class Meanwhile:
        def write(self, cursor) -> None:
            theirs.save(family_of(2))

    mine.save(family_of(2), register=Meanwhile())
    assert theirs.event_count() == 3


def test_a_ledger_that_is_held_too_long_is_busy(ledger: Ledger) -> None:
    ledger.application.recorder.lock_timeout_seconds = 0.05
    with ledger.transaction() as cursor:
        cursor.execute(appending.lock_statement(ledger.schema))
        with pytest.raises(LedgerBusy, match="Try again"):
            ledger.save(family_of(2))


def test_many_ledgers_share_one_pool(conninfo: str, new_ledger: Callable[[], Ledger]) -> None:
    names = [new_ledger().name for _ in range(8)]
    with Database(conninfo, connections_max=2) as database:
        ledgers = [open_ledger(database, name) for name in names]
        for _ in range(3):
            for ledger in ledgers:
                ledger.save(family_of(2))
        assert [ledger.event_count() for ledger in ledgers] == [7] * 8
        assert database._pool.get_stats()["pool_size"] <= 2


def test_the_librarys_own_pool_is_never_opened(database: Database) -> None:
    datastore = LedgerDatastore(database, schema_of("any"))
    assert datastore.pool.get_stats().get("connections_num", 0) == 0


@pytest.mark.parametrize("name", ["POSTGRES_ENABLE_DB_FUNCTIONS", "LEDGER_POSTGRES_ENABLE_DB_FUNCTIONS"])
@pytest.mark.parametrize("value", ["y", "true", "ON", "1", "perhaps"])
def test_appending_without_the_lock_is_refused(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingUnsafe, match=r"POSTGRES_ENABLE_DB_FUNCTIONS.*Unset it"):
        open_ledger(ledger.database, ledger.name)
    monkeypatch.setenv(name, "no")
    open_ledger(ledger.database, ledger.name)


def test_a_newer_programs_ledger_is_refused(ledger: Ledger) -> None:
    with ledger.transaction() as cursor:
        cursor.execute("INSERT INTO migration (room, number, name, digest) VALUES ('ledger', 99, '0099_x', '')")
    with pytest.raises(LedgerTooNew, match=r"0099_x.*Upgrade"):
        open_ledger(ledger.database, ledger.name)


def test_an_edited_migration_is_noticed(ledger: Ledger) -> None:
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE migration SET digest = 'other' WHERE number = 1")
    with pytest.raises(MigrationChanged, match="0001_event"):
        open_ledger(ledger.database, ledger.name)


def test_an_older_ledger_is_brought_up_to_date(ledger: Ledger) -> None:
    with ledger.transaction() as cursor:
        cursor.execute("DROP TABLE rule_set")
        cursor.execute("DROP FUNCTION refuse_change_of_rule_set")
        cursor.execute("DELETE FROM migration WHERE name = '0006_rule_set'")
    keep(open_ledger(ledger.database, ledger.name), "troubled-families-2012")


def test_migrations_are_described_numbered_and_name_no_schema() -> None:
    migrations = migrations_of()
    numbers = [migration.number for migration in migrations]
    assert numbers == sorted(set(numbers))
    for migration in migrations:
        assert migration.sql.startswith("-- "), f"{migration.name} begins by saying what it is for"
        code = "\n".join(line.partition("--")[0] for line in migration.sql.splitlines()).lower()
        assert "references" not in code and "public." not in code and "search_path" not in code
        assert "create schema" not in code


def test_a_database_that_is_not_there_is_said_so(tmp_path) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"cannot be reached.*Start the server"):
        Database(f"host={tmp_path} user=nobody dbname=none")


def test_a_server_that_is_too_old_is_refused(conninfo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger import database
    from ledger.errors import ServerTooOld

    monkeypatch.setattr(database, "OLDEST_SERVER_VERSION", 990_000)
    with pytest.raises(ServerTooOld, match="need version 99 or newer"):
        Database(conninfo)
