"""What the tables hold, and what they ought to hold."""

from __future__ import annotations

from typing import Any

from domain.rules.calendar import calendar_of
from ledger.ledger import Ledger
from projections import tracking
from projections.project import project
from projections.tables import CASEWORK, TABLES
from projections.version import schemes_of

Contents = dict[str, list[tuple[str, ...]]]


def held(ledger: Ledger) -> tuple[int, Contents]:
    """The position of the live tables and every row of them, at one moment."""
    with ledger.transaction() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tracked = tracking.tracked(cursor, "live")
        assert tracked is not None
        return tracked.position, {
            table: sorted(_text(row) for row in cursor.execute(f"SELECT * FROM {table}").fetchall()) for table in TABLES
        }


def ought(ledger: Ledger, position: int) -> Contents:
    """What every family, folded by the ledger's own reader, is projected to as known at a position."""
    authority = ledger.authority(position)
    calendar, schemes = calendar_of(authority.terms.values()), schemes_of(authority)
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for family in ledger.every_family(position):
        projected = project(family, calendar, schemes)
        rows["decision"] += projected.decisions
        rows["attached"] += projected.attached
        rows["claim"] += projected.claims
        for table in CASEWORK:
            rows[table] += getattr(projected.casework, f"{table}s")
        rows["standing"].append(projected.standing)
    with ledger.transaction() as cursor:
        return {table: sorted(_as_held(cursor, table, row) for row in found) for table, found in rows.items()}


def _as_held(cursor: Any, table: str, row: tuple[Any, ...]) -> tuple[str, ...]:
    """Sets of days are written by us and read back by psycopg: compared in the form that PostgreSQL gives them."""
    if table != "decision":
        return _text(row)
    cursor.execute("SELECT %s::datemultirange, %s::datemultirange, %s::datemultirange", row[3:])
    return _text((*row[:3], *cursor.fetchone()))


def _text(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(value) for value in row)
