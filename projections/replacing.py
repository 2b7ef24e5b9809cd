"""Writing what has become of families: of the rows that the tables hold of them, those alone that are not so any more.

Most of what is decided of a family stays as it was with its next event. A row that stays is not written again, so
nothing of it has to be entered in the indexes, written to the server's own log, or cleared away later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from projections import tables
from projections.rows import FamilyRows
from projections.tables import COLUMNS, TABLES, Generation, Row, of_generation

_COLUMNS_AS_TEXT = {table: ", ".join(f"{name}::text" for name in names) for table, names in COLUMNS.items()}

# Whatever is folded has a standing: of a family without one no table holds anything.
_HELD = (
    'WITH known AS (SELECT array_agg(family) AS families FROM "standing" WHERE family = ANY(%(families)s)) '
    + " UNION ALL ".join(
        f"SELECT '{table}', ctid::text, ARRAY[{_COLUMNS_AS_TEXT[table]}] FROM \"{table}\""
        " WHERE family = ANY((SELECT families FROM known)::uuid[])"
        for table in TABLES))  # fmt: skip

_DELETE = '{0}_gone AS (DELETE FROM "{0}" WHERE ctid = ANY(%({0})s::text[]::tid[]))'


def replace_rows(
    cursor: Cursor[Any], generation: Generation, families: Sequence[UUID], folded: Sequence[FamilyRows]
) -> None:
    """Of these families the tables hold what is `folded` then, and nothing of those of them that are not in it."""
    held = _held(cursor, generation, families)
    new = tables.rows_of(folded)
    wanted = {table: frozenset(new[table]) if held[table] else frozenset() for table in TABLES}
    _delete(cursor, generation, {
        table: [place for row, place in held[table].items() if row not in wanted[table]] for table in TABLES})
    for table, rows in new.items():
        there = held[table]
        tables.copy_rows(cursor, generation, table, [row for row in rows if row not in there] if there else rows)


def _held(cursor: Cursor[Any], generation: Generation, families: Sequence[UUID]) -> dict[str, dict[Row, str]]:
    """By table every row of these families, and the place where it lies until the transaction ends."""
    found: dict[str, dict[Row, str]] = {table: {} for table in TABLES}
    rows = cursor.execute(of_generation(_HELD, generation), {"families": list(families)}).fetchall()
    for table, place, values in rows:
        found[table][tuple(values)] = place
    return found


def _delete(cursor: Cursor[Any], generation: Generation, gone: dict[str, list[str]]) -> None:
    """Out of all tables in one exchange with the server."""
    places = {table: found for table, found in gone.items() if found}
    if places:
        statement = f"WITH {', '.join(_DELETE.format(table) for table in places)} SELECT"
        cursor.execute(of_generation(statement, generation), places)
