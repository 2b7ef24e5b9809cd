"""The library's application recorder, appending through our one statement and our one lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import tuple_row

from ledger import appending
from ledger.appending import Recorded, Row
from ledger.idempotency import Idempotency, carried_out_once, recall


class WritesRows(Protocol):
    """Rows to be written in the transaction of the events: all of both, or none of either. `cursor` gives tuples."""

    def write(self, cursor: Cursor[Any]) -> None: ...


class EventRecorder(PostgresApplicationRecorder):
    """The table is `event`; its columns and triggers are in `schema/`, so nothing is created here.

    `append` is how the ledger saves; `insert_events` is the library's way in, and goes there.
    """

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "event") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = datastore.schema
        self.lock_timeout_seconds: float = appending.LOCK_TIMEOUT_SECONDS

    def create_table(self) -> None:
        """Done by the migrations, before a ledger is opened."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        return self.append([
            (event.originator_id, event.originator_version, event.topic, event.state)  # type: ignore[misc]  # or text
            for event in stored_events
        ])

    def append(
        self, rows: Sequence[Row], beside: WritesRows | None = None, command: Idempotency | None = None
    ) -> Sequence[int]:
        """Appends, or raises with nothing appended. Returns the positions, in the order of the events.

        When the connection is lost, whether the commit had gone through is not known. With an idempotency key this
        tries again, and finds its own success if it was one (`AlreadyRecorded`). Without, trying again could meet its
        own events as a conflict, so `ConnectionLost` says what is true: it may or may not be recorded.
        """
        return carried_out_once(lambda: self._append(rows, beside, command), command, self._recall)

    def _recall(self, command: Idempotency) -> Recorded | None:
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            return recall(cursor, command)

    def _append(self, rows: Sequence[Row], beside: WritesRows | None, command: Idempotency | None) -> Sequence[int]:
        """In one exchange with the server, unless something is to be written beside the events."""
        schema, timeout_seconds = self.datastore.schema, self.lock_timeout_seconds
        key, digest = (command.key, command.input_digest) if command else (None, None)
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            if beside is None:
                return appending.append(cursor, schema, rows, key, digest, timeout_seconds)
            with connection.transaction():
                cursor.execute(appending.lock_statement(schema, timeout_seconds))
                beside.write(cursor)
                return appending.append(cursor, schema, rows, key, digest, timeout_seconds)
