"""The national view adds totals alone, and withholds what is small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.england.national import ENGLAND, WITHHELD, national
from benchmarks.england import DOUBLES, NATIONAL_TARGET, rehearse, targets
from benchmarks.national.households import SCHEME
from domain.withholding import LEAST_SHOWN, withheld
from ledger.database import Database
from projections.queries.national import STATEMENTS


@pytest.fixture(scope="module")
def own_database(server: str) -> Iterator[Database]:
    name = f"england_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        with Database(make_conninfo(server, dbname=name)) as database:
            yield database
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def test_a_small_england_adds_up_and_its_double_claims_are_found(own_database: Database) -> None:
    rehearsed = rehearse(own_database, 6, 0.02)
    assert rehearsed.claimed and rehearsed.planted == DOUBLES == rehearsed.found
    assert rehearsed.moved == rehearsed.decided_alike == 2
    view = national(own_database, SCHEME)
    *authorities, england = view.rows
    assert len(authorities) == 6 and england.ledger == ENGLAND and not view.unread
    assert england.target == sum(row.target or 0 for row in authorities)
    shown = [row.attached for row in authorities if row.attached != WITHHELD]
    assert isinstance(england.attached, int) and sum(map(int, map(str, shown))) <= england.attached
    assert england.claims == rehearsed.claimed
    assert {row.ledger: row.published_target for row in authorities}["birmingham"] == 4_180


@pytest.mark.parametrize("statement", STATEMENTS)
def test_only_sums_are_asked_for(statement: str) -> None:
    """Between SELECT and FROM there are aggregates, and nothing groups them by anything smaller."""
    selected = statement.split("SELECT", 1)[1].split("FROM", 1)[0]
    within = re.sub(r"(count|coalesce|sum)\([^()]*(\([^()]*\)[^()]*)*\)(::bigint)?", "", selected)
    assert within.strip(" ,\n") == ""
    assert "GROUP BY" not in statement and statement.count("SELECT") == 1


def test_the_targets_add_up_to_the_national_number() -> None:
    assert sum(targets().values()) == NATIONAL_TARGET and len(targets()) == 150
    assert len(targets(6)) == 6


@pytest.mark.parametrize("seed", range(20))
def test_no_small_number_can_be_worked_out_from_the_sum(seed: int) -> None:
    counts = [Random(seed * 100 + place).choice((0, 1, 4, 5, 9, 70)) for place in range(Random(seed).randrange(2, 9))]
    hidden = withheld(counts)
    assert all(hide for count, hide in zip(counts, hidden, strict=True) if 0 < count < LEAST_SHOWN)
    assert not any(hide for count, hide in zip(counts, hidden, strict=True) if count == 0)
    if any(hidden) and sum(count > 0 for count in counts) > 1:
        assert sum(hidden) > 1
