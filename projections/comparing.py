"""How the tables of a rebuild differ from the live ones, row by row."""

from __future__ import annotations

from typing import Any, NamedTuple

from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier

from projections.tables import SUFFIXES, TABLES, Generation

DIFFERENCES_MAX = 1_000

_SIDES: tuple[Generation, Generation] = ("live", "next")


class Difference(NamedTuple):
    """One row, by its key, as it is in the live tables and as it is in the new ones; None where it is not there."""

    table: str
    key: dict[str, Any]
    live: dict[str, Any] | None
    next: dict[str, Any] | None

    def columns(self) -> list[str]:
        """Those that differ; none where one side has no such row."""
        if self.live is None or self.next is None:
            return []
        return [name for name, value in self.live.items() if value != self.next[name]]


def differences(cursor: Cursor[Any], at_most: int = DIFFERENCES_MAX) -> list[Difference]:
    """Between the live tables and those of the rebuild, in the columns that both have, sorted by table and key.

    A table that only this version of the program has is no difference.
    """
    found: list[Difference] = []
    for table in TABLES:
        key, others = _columns(cursor, table)
        if key and len(found) < at_most:
            rows = cursor.execute(_differing(table, key, others), (at_most - len(found),)).fetchall()
            found += [_difference(table, key, others, row) for row in rows]
    return found


def _difference(table: str, key: list[str], others: list[str], row: tuple[Any, ...]) -> Difference:
    keys, (in_live, in_next), values = row[: len(key)], row[len(key) : len(key) + 2], row[len(key) + 2 :]
    live, following = values[: len(others)], values[len(others) :]
    return Difference(
        table,
        dict(zip(key, keys, strict=True)),
        dict(zip(others, live, strict=True)) if in_live else None,
        dict(zip(others, following, strict=True)) if in_next else None,
    )


def _differing(table: str, key: list[str], others: list[str]) -> Composed:
    """By the key, so that a row that has changed is one difference and not two."""
    keys = SQL(", ").join(map(Identifier, key))
    live, following = (SQL(", ").join(Identifier(side, name) for name in others) for side in _SIDES)
    in_live, in_next = (SQL("{} IS NOT NULL").format(Identifier(side, key[0])) for side in _SIDES)
    return SQL(
        "SELECT {keys}, {in_live}, {in_next}, {live}, {following} FROM {live_table} AS live"
        " FULL JOIN {next_table} AS next USING ({keys})"
        " WHERE NOT ({in_live} AND {in_next}) OR ROW ({live}) IS DISTINCT FROM ROW ({following})"
        " ORDER BY {keys} LIMIT %s"
    ).format(
        keys=keys, in_live=in_live, in_next=in_next, live=live, following=following,
        live_table=Identifier(table + SUFFIXES["live"]), next_table=Identifier(table + SUFFIXES["next"]),
    )  # fmt: skip


def _columns(cursor: Cursor[Any], table: str) -> tuple[list[str], list[str]]:
    """Of the columns that both sides have: those of the new table's key, and the others."""
    rows = cursor.execute(
        "SELECT attname, bool_or(attnum = ANY(indkey)) FROM pg_attribute LEFT JOIN pg_index"
        " ON indrelid = attrelid AND indisprimary AND attrelid = to_regclass(%(next)s)"
        " WHERE attrelid IN (to_regclass(%(live)s), to_regclass(%(next)s)) AND attnum > 0 AND NOT attisdropped"
        " GROUP BY attname HAVING count(*) = 2 ORDER BY min(attnum)",
        {side: f'"{table}{SUFFIXES[side]}"' for side in _SIDES},
    ).fetchall()
    return [name for name, is_key in rows if is_key], [name for name, is_key in rows if not is_key]
