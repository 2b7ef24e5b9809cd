"""Each ledger is whole in its own schema, so that schemas can stand on several machines (docs/scaling.md).

Nothing refers from one schema to another or is counted for several ledgers together; no SQL names a schema. Held by
PostgreSQL's own catalogue, and by the SQL in the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.ledger import Ledger
from projections import tracking

ROOMS = ("ledger", "intake", "projections", "api")
ROOT = Path(__file__).parents[2]

_FOREIGN_KEYS = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
_RELATIONS_ELSEWHERE = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND NOT starts_with(nspname, 'ledger_')
"""
_DEPENDS_ON_ANOTHER_SCHEMA = """
SELECT one.relname, other.relname FROM pg_depend
JOIN pg_class AS one ON one.oid = objid AND classid = 'pg_class'::regclass
JOIN pg_class AS other ON other.oid = refobjid AND refclassid = 'pg_class'::regclass
WHERE one.relnamespace <> other.relnamespace AND starts_with(one.relnamespace::regnamespace::text, 'ledger_')
"""
_SEQUENCES_NOBODY_OWNS = """
SELECT relname FROM pg_class WHERE relkind = 'S' AND starts_with(relnamespace::regnamespace::text, 'ledger_')
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i')
                AND refclassid = 'pg_class'::regclass)
"""
_TRIGGERS = """
SELECT DISTINCT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = %s::regnamespace
"""


@pytest.fixture
def two_ledgers(ledger: Ledger, new_ledger: object) -> Ledger:
    """With every table that there is, the projections' too."""
    assert callable(new_ledger)
    for one in (ledger, new_ledger()):
        tracking.prepare(one)
    return ledger


def test_no_table_has_a_foreign_key(two_ledgers: Ledger) -> None:
    assert _rows(two_ledgers, _FOREIGN_KEYS) == []


def test_no_table_stands_outside_a_ledgers_schema(two_ledgers: Ledger) -> None:
    assert _rows(two_ledgers, _RELATIONS_ELSEWHERE) == []


def test_nothing_in_a_schema_depends_on_another(two_ledgers: Ledger) -> None:
    assert _rows(two_ledgers, _DEPENDS_ON_ANOTHER_SCHEMA) == []


def test_every_sequence_belongs_to_a_column_of_its_ledger(two_ledgers: Ledger) -> None:
    assert _rows(two_ledgers, _SEQUENCES_NOBODY_OWNS) == []


def test_the_triggers_that_are_made_again_after_distributing_are_those_on_the_page(two_ledgers: Ledger) -> None:
    with two_ledgers.transaction() as cursor:
        found = {row[0] for row in cursor.execute(_TRIGGERS, (two_ledgers.schema,)).fetchall()}
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    assert {name for name in found if f"`{name}`" not in page} == set()


def _rows(ledger: Ledger, statement: str) -> list[tuple[object, ...]]:
    with ledger.transaction() as cursor:
        return cursor.execute(statement).fetchall()


# ---- the SQL in the program ------------------------------------------------------------------------------------------

_NAMES_A_SCHEMA = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|COPY|REFERENCES)\s+(?:ONLY\s+)?\"?(\w+)\"?\.\"?\w+", re.IGNORECASE)
_OUTSIDE = frozenset({"pg_catalog", "information_schema"})
_TEXT = re.compile(r'"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_IS_SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|TRUNCATE|COPY)\b")


def test_no_statement_names_a_schema() -> None:
    named = [(place, found) for place, sql in _statements() for found in _NAMES_A_SCHEMA.findall(sql)]
    assert [one for one in named if one[1] not in _OUTSIDE] == []


def _statements() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.sql"):
            yield file.name, re.sub(r"--.*", "", file.read_text("utf-8"))
        for file in (ROOT / room).rglob("*.py"):
            for texts in _TEXT.findall(file.read_text("utf-8")):
                sql = "".join(texts)
                if _IS_SQL.search(sql):
                    yield str(file.relative_to(ROOT)), sql


def test_the_search_for_schemas_finds_one() -> None:
    assert _NAMES_A_SCHEMA.findall('SELECT * FROM event JOIN "ledger_b".family ON true') == ["ledger_b"]
