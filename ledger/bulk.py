"""Appending many streams at once by COPY, with every guarantee of a single save.

Same lock, same order, same clock, same leaves, same checks against concurrent writers, idempotency and register rows
in the same transaction. How many events make a chunk is the caller's choice: others wait while a chunk is written, so
a few thousand keep officers' commands waiting for well under a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL

from domain.events import Event
from ledger import appending
from ledger.appending import NOTHING, Recorded, Row
from ledger.database import Database
from ledger.idempotency import Idempotency, carried_out_once, recall, remember
from ledger.mapper import EventMapper
from ledger.recorder import WritesRows

_COPY = SQL(
    "COPY event (leaf, originator_version, recorded_at, originator_id, topic, state) FROM STDIN (FORMAT binary)"
)
_TYPES = ("int8", "int8", "timestamptz", "uuid", "text", "bytea")


def append_in_bulk(
    database: Database,
    schema: str,
    mapper: EventMapper,
    events: Sequence[Event],
    register: WritesRows | None = None,
    idempotency: Idempotency | None = None,
) -> Recorded:
    """Records the events in the order given, or raises as `EventRecorder.append` does.

    Encodes before it takes the lock, so that others wait for the database's work alone.
    """
    rows = mapper.rows(events)

    def append() -> Recorded:
        with database.transaction(schema) as cursor:
            return _append(cursor, schema, rows, register, idempotency)

    def recalled(command: Idempotency) -> Recorded | None:
        with database.cursor(schema) as cursor:
            return recall(cursor, command)

    return carried_out_once(append, idempotency, recalled)


def _append(
    cursor: Cursor[Any],
    schema: str,
    rows: Sequence[Row],
    register: WritesRows | None,
    idempotency: Idempotency | None,
) -> Recorded:
    cursor.execute(appending.lock_statement(schema))
    if register is not None:
        register.write(cursor)
    if rows:
        cursor.execute(appending.notify_statement(schema))
        _copy(cursor, rows)
    if idempotency is not None:
        remember(cursor, idempotency, len(rows))
    return _positions(cursor, len(rows)) if rows else NOTHING


def _copy(cursor: Cursor[Any], rows: Sequence[Row]) -> None:
    cursor.execute(appending.HEAD)
    head: tuple[int, datetime] = cursor.fetchone()  # type: ignore[assignment]
    leaf, recorded_at = head
    with cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        write_row = copy.write_row
        for stream, version, topic, state in rows:
            leaf += 1
            write_row((leaf, version, recorded_at, stream, topic, state))


def _positions(cursor: Cursor[Any], events: int) -> Recorded:
    """The sequence moves only under the lock, so a chunk's positions are the last ones that it gave out."""
    cursor.execute("SELECT currval('event_notification_id_seq')")
    row = cursor.fetchone()
    assert row is not None
    return Recorded(row[0] - events + 1, row[0], events)
