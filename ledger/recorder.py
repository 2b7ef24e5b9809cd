"""The library's application recorder, appending through our one statement and our one lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import tuple_row

from ledger import appending
from ledger.idempotency import Idempotency, carried_out_once, recall

if TYPE_CHECKING:
    from ledger.appending import Recorded

class WritesRows(Protocol):
    """Rows to be written in the transaction of the events: all of both, or none of either."""

    def write(self, cursor: Cursor[Any]) -> None: ...


class EventRecorder(PostgresApplicationRecorder):
    """The table is `event`; its columns and triggers are in `schema/`, so nothing is created here.

    `insert_events` knows the keywords `idempotency` and `register`, and hands them, as the library does, to
    `_insert_events`, the hook for whatever belongs in the same transaction.
    """

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "event") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = datastore.schema
        self.lock_timeout_seconds: float = appending.LOCK_TIMEOUT_SECONDS
        self.lock_table_statements = [appending.lock_statement(datastore.schema)]

    def create_table(self) -> None:
        """Done by the migrations, before a ledger is opened."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends, or raises with nothing appended. Returns the positions, in the order of the events.

        When the connection is lost, whether the commit had gone through is not known. With an idempotency key this
        tries again, and finds its own success if it was one (`AlreadyRecorded`). Without, trying again could meet its
        own events as a conflict, so `ConnectionLost` says what is true: it may or may not be recorded.
        """
        command: Idempotency | None = kwargs.get("idempotency")
        return carried_out_once(lambda: self._append(stored_events, **kwargs), command, self._recall)

    def _recall(self, command: Idempotency) -> Recorded | None:
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            return recall(cursor, command)

    def _append(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[int]:
        """In one exchange with the server, unless something is to be written beside the events."""
        alone = all(value is None for name, value in kwargs.items() if name != "idempotency")
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            if alone:
                return self._append_events(cursor, stored_events, **kwargs)
            with connection.transaction(), connection.cursor() as beside:
                self._lock_table(beside)
                self._insert_events(beside, stored_events, **kwargs)
                return self._append_events(cursor, stored_events, **kwargs)

    def _append_events(
        self,
        cursor: Cursor[Any],
        stored_events: Sequence[StoredEvent],
        idempotency: Idempotency | None = None,
        **_: Any,
    ) -> list[int]:
        key, digest = (idempotency.key, idempotency.input_digest) if idempotency else (None, None)
        schema, timeout_seconds = self.datastore.schema, self.lock_timeout_seconds
        return appending.append(cursor, schema, stored_events, key, digest, timeout_seconds)

    def _insert_events(self, curs: Cursor[Any], stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._insert_events(curs, stored_events, **kwargs)
        register: WritesRows | None = kwargs.get("register")
        if register is not None:
            register.write(curs)
