"""Putting the tables of a rebuild in the place of the live ones."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from projections.tables import SUFFIXES, TABLES, Generation, drop_tables

SWAP_WAIT_MS = 100
"""Readers wait no longer than this for a swap that waits for other readers. Less than a deadlock takes to be seen."""


def swap_tables(cursor: Cursor[Any]) -> None:
    """In the caller's transaction: `live` becomes `previous`, `next` becomes `live`, every index with its table.

    Raises psycopg's `LockNotAvailable` when readers are in the way: the caller undoes the transaction, and tries again.
    """
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{SWAP_WAIT_MS}ms",))
    drop_tables(cursor, "previous")
    names = SQL(", ").join(map(Identifier, [*_there(cursor, "live"), *_there(cursor, "next")]))
    cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
    _rename(cursor, "live", "previous")
    _rename(cursor, "next", "live")


def _there(cursor: Cursor[Any], generation: Generation) -> list[str]:
    """The live tables of an older program may be fewer."""
    wanted = [table + SUFFIXES[generation] for table in TABLES]
    return [name for name in wanted if cursor.execute("SELECT to_regclass(%s)", (f'"{name}"',)).fetchone() != (None,)]


def _rename(cursor: Cursor[Any], generation: Generation, to: Generation) -> None:
    for held in _there(cursor, generation):
        rows = cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = %s::regclass",
            (f'"{held}"',),
        ).fetchall()
        for name in [row[0] for row in rows] + [held]:
            renamed = name.removesuffix(SUFFIXES[generation]) + SUFFIXES[to]
            cursor.execute(SQL("ALTER TABLE {} RENAME TO {}").format(Identifier(name), Identifier(renamed)))
