"""Reading the log's rows as they are stored, for hashing them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString, cast
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import tuple_row

from ledger.proof.leaves import Row

ROWS_AT_A_TIME = 5_000

_COLUMNS: LiteralString = (
    "SELECT leaf, notification_id, (extract(epoch FROM recorded_at) * 1000000)::int8, uuid_send(originator_id),"
    " originator_version, topic, state FROM event"
)


def rows_from(
    cursor: Cursor[Any], first: int, past: int, at_once: int = ROWS_AT_A_TIME
) -> Generator[list[Row], None, None]:
    """The rows of leaves [first, past), in order, some at a time, by a server-side cursor on the same connection.

    The next ones are fetched while the caller works on these: the server needs a third of the time that hashing does.
    Plain tuples in the order of `Row`, to save the time of making millions of them: `Row._make` gives them names.
    """
    with cursor.connection.cursor("rows_of_the_log", row_factory=tuple_row) as own:
        own.execute(_COLUMNS + " WHERE leaf >= %s AND leaf < %s ORDER BY leaf", (first, past), binary=True)
        with ThreadPoolExecutor(1, "rows-of-the-log") as ahead:
            coming = ahead.submit(own.fetchmany, at_once)
            while rows := coming.result():
                coming = ahead.submit(own.fetchmany, at_once)
                yield cast(list[Row], rows)


def first_and_at(cursor: Cursor[Any], position: int) -> list[Row]:
    """The first row of the log and the one at a position, as far as there are such rows."""
    statement = _COLUMNS + " WHERE leaf = 0 OR notification_id = %s ORDER BY leaf"
    with cursor.connection.cursor(row_factory=tuple_row, binary=True) as own:
        return [Row._make(row) for row in own.execute(statement, (position,)).fetchall()]


def rows_of(cursor: Cursor[Any], streams: Iterable[UUID], size: int) -> dict[UUID, list[Row]]:
    """The rows of each stream among the first `size` events, by version."""
    found: dict[UUID, list[Row]] = {stream: [] for stream in streams}
    cursor.execute(
        _COLUMNS + " WHERE originator_id = ANY(%s) AND leaf < %s ORDER BY originator_id, originator_version",
        (list(found), size), binary=True,
    )  # fmt: skip
    for row in map(Row._make, cursor.fetchall()):
        found[UUID(bytes=row.stream)].append(row)
    return found
