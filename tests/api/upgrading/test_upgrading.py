"""A ledger that an earlier program made is brought to what this program would have made, with all that is in it.

`earlier.sql` was written by pg_dump from a ledger of the first week: two families, a claim at risk, a correction, an
erased person, two checkpoints, and tables of another version. Its master key is 32 zero bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.acts.checking import check_everything
from api.answers.questions import named_history
from ledger.database import Database
from ledger.errors import LedgerTooNew, MigrationChanged
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, open_ledger
from ledger.migrations import migrations_of
from projections.queries.claiming import claimable
from projections.queries.eligible import eligibility
from projections.runner import catch_up
from tests.api.upgrading.catalog import catalog

EARLIER = Path(__file__).with_name("earlier.sql").read_text("utf-8")
MASTER_KEY = b64encode(bytes(32)).decode()
LAST_THEN = 12
"""The number of the last migration of the ledger's room in `earlier.sql`."""


@pytest.fixture(scope="module")
def database(server: str) -> Iterator[Database]:
    name = f"upgraded_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        conninfo = make_conninfo(server, dbname=name)
        with psycopg.connect(conninfo) as connection:
            connection.execute(EARLIER.encode())
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OUTCOMES_MASTER_KEY", MASTER_KEY)
            with Database(conninfo) as opened:
                yield opened
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="module")
def upgraded(database: Database) -> Ledger:
    with database.connect() as connection:
        before = connection.execute("SELECT max(number) FROM ledger_earlier.migration WHERE room = 'ledger'").fetchone()
    assert before == (LAST_THEN,) and migrations_of()[-1].number > LAST_THEN, "nothing would be upgraded"
    ledger = open_ledger(database, "earlier")
    catch_up(ledger)
    return ledger


def test_an_upgraded_ledger_is_made_of_what_a_new_one_is_made_of(database: Database, upgraded: Ledger) -> None:
    fresh = create_ledger(database, "fresh", by="tests")
    catch_up(fresh)
    with database.connect() as connection:
        was, new = catalog(connection.cursor(), upgraded.schema), catalog(connection.cursor(), fresh.schema)
    for part, expected in new.items():
        assert expected, part
        assert was[part] - expected == set() and expected - was[part] == set(), part


def test_its_log_and_all_that_follows_from_it_checks_as_it_was_sealed_then(upgraded: Ledger) -> None:
    found = check_everything(upgraded, [], [], False, lambda *_: None)
    assert found.agrees, found.lines
    assert "Log: 34 events, 2 checkpoints, all as signed; 0 events are not sealed yet." in found.lines
    assert any(line.startswith("Contents: as committed to; 5 cannot be read any more") for line in found.lines)


def test_its_history_is_told_as_then(upgraded: Ledger) -> None:
    told = {one.position: (one.by, one.sentence) for one in named_history(upgraded, "NS-001", None)}
    assert len(told) == 16
    assert told[23] == ("T. Ward, data team", "The family was attached to troubled-families-2012 on 2013-02-04;"
                        " it met crime-asb, education, work.")  # fmt: skip
    assert told[29] == (
        "A. Officer", "Claim TF2012-20131031-0001 was prepared: CAE in the round of 2013-10-31, GBP 700.00.")
    assert "Tobi" not in str(list(named_history(upgraded, "NS-002", None)))


def test_its_questions_are_answered_as_then(upgraded: Ledger) -> None:
    scheme = "troubled-families-2012"
    then = {row.family_id: row.eligible for row in eligibility(upgraded, scheme, date(2013, 2, 4), 28)}
    assert then == {"NS-001": True, "NS-002": False}
    now = [(row.family_id, row.result, row.verdict) for row in claimable(upgraded, scheme, date(2013, 9, 30), None)]
    assert now == [("NS-001", result, "not-valid") for result in ("CAE", "PtW", "CE")]


def test_a_ledger_of_a_newer_program_is_refused(database: Database, upgraded: Ledger) -> None:
    with upgraded.transaction() as cursor:
        cursor.execute("INSERT INTO migration VALUES ('ledger', 9999, '9999_later', 'digest')")
    try:
        with pytest.raises(LedgerTooNew, match=r"9999_later.*Upgrade this program"):
            open_ledger(database, "earlier")
    finally:
        with upgraded.transaction() as cursor:
            cursor.execute("DELETE FROM migration WHERE number = 9999")


def test_a_migration_that_was_edited_is_refused(database: Database, upgraded: Ledger) -> None:
    with upgraded.transaction() as cursor:
        cursor.execute("UPDATE migration SET digest = 'x' || digest WHERE room = 'ledger' AND number = 1")
    try:
        with pytest.raises(MigrationChanged, match="a released migration is never edited"):
            open_ledger(database, "earlier")
    finally:
        with upgraded.transaction() as cursor:
            cursor.execute("UPDATE migration SET digest = substr(digest, 2) WHERE room = 'ledger' AND number = 1")
