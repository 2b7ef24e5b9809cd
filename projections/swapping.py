"""Putting the tables of a rebuild in the place of the live ones, and telling how they differ."""

from __future__ import annotations

from typing import Any, NamedTuple

from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier

from projections.tables import SUFFIXES, TABLES, Generation, drop_tables

SWAP_WAIT_MS = 100
"""Readers wait no longer than this for a swap that waits for other readers. Less than a deadlock takes to be seen."""


def swap_tables(cursor: Cursor[Any]) -> None:
    """In the caller's transaction: `live` becomes `previous`, `next` becomes `live`, every index with its table.

    Raises psycopg's `LockNotAvailable` when readers are in the way: the caller undoes the transaction, and tries again.
    """
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{SWAP_WAIT_MS}ms",))
    drop_tables(cursor, "previous")
    both: tuple[Generation, ...] = ("live", "next")
    names = SQL(", ").join(Identifier(table + SUFFIXES[generation]) for generation in both for table in TABLES)
    cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
    _rename(cursor, "live", "previous")
    _rename(cursor, "next", "live")


def _rename(cursor: Cursor[Any], generation: Generation, to: Generation) -> None:
    for table in TABLES:
        held = table + SUFFIXES[generation]
        rows = cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = %s::regclass",
            (f'"{held}"',),
        ).fetchall()
        for name in [row[0] for row in rows] + [held]:
            renamed = name.removesuffix(SUFFIXES[generation]) + SUFFIXES[to]
            cursor.execute(SQL("ALTER TABLE {} RENAME TO {}").format(Identifier(name), Identifier(renamed)))


# ---- differences -------------------------------------------------------------------------------------------------

DIFFERENCES_MAX = 1_000

_SIDES: tuple[tuple[Generation, Generation], ...] = (("live", "next"), ("next", "live"))


class Difference(NamedTuple):
    """A row that only one side has. A changed row appears once on each."""

    table: str
    side: Generation
    row: tuple[Any, ...]


def differences(cursor: Cursor[Any], at_most: int = DIFFERENCES_MAX) -> list[Difference]:
    """Row by row, between the live tables and those of the rebuild, in the columns that both have."""
    found: list[Difference] = []
    for table in TABLES:
        columns = SQL(", ").join(map(Identifier, _shared_columns(cursor, table)))
        for side, other in _SIDES:
            statement = _only_in(table, columns, side, other)
            rows = cursor.execute(statement, (at_most - len(found),)).fetchall()
            found += [Difference(table, side, tuple(row)) for row in rows]
    return found


def _only_in(table: str, columns: Composed, side: Generation, other: Generation) -> Composed:
    statement = "SELECT {columns} FROM {side} EXCEPT ALL SELECT {columns} FROM {other} ORDER BY 1, 2, 3 LIMIT %s"
    return SQL(statement).format(
        columns=columns, side=Identifier(table + SUFFIXES[side]), other=Identifier(table + SUFFIXES[other]))


def _shared_columns(cursor: Cursor[Any], table: str) -> list[str]:
    rows = cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = ANY(%s::regclass[]) AND attnum > 0 AND NOT attisdropped"
        " GROUP BY attname HAVING count(*) = 2 ORDER BY min(attnum)",
        ([f'"{table}"', f'"{table}_next"'],),
    ).fetchall()
    return [row[0] for row in rows]
