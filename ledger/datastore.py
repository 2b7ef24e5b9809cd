"""The library's infrastructure, put on our one pool of connections and our own recorder and mapper.

`eventsourcing` makes a pool for each application. 150 ledgers would mean 150 pools, so its datastore is given
connections of the `Database` instead; the pool that its constructor prepares is never opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from eventsourcing.persistence import BaseInfrastructureFactory, Mapper
from eventsourcing.postgres import PostgresDatastore, PostgresFactory
from eventsourcing.utils import Environment, strtobool
from psycopg import Connection
from psycopg.rows import DictRow

from ledger.database import Database
from ledger.errors import SettingUnsafe
from ledger.mapper import EventMapper
from ledger.recorder import EventRecorder


class LedgerDatastore(PostgresDatastore):
    def __init__(self, database: Database, schema: str) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema=schema)
        self.database = database

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        with self.database.connection(self.schema) as connection:
            yield connection

    def register_type_adapters(self) -> None:
        """The library's composite types are not used: typed arrays are quicker."""

    def close(self) -> None:
        """The connections are the database's, and other ledgers use them."""


class LedgerFactory(PostgresFactory):
    """Refuses to start with POSTGRES_ENABLE_DB_FUNCTIONS: with it the library appends without any lock."""

    def __init__(self, env: Environment, database: Database, schema: str) -> None:
        BaseInfrastructureFactory.__init__(self, env)
        self._refuse_unlocked_appending()
        self.datastore = LedgerDatastore(database, schema)

    def _refuse_unlocked_appending(self) -> None:
        given = self.env.get(self.POSTGRES_ENABLE_DB_FUNCTIONS) or "no"
        try:
            unsafe = strtobool(given)
        except ValueError:
            unsafe = True
        if unsafe:
            raise SettingUnsafe(
                f"POSTGRES_ENABLE_DB_FUNCTIONS is set to {given!r}. With it events are appended without the ledger's"
                " lock, and readers pass over some of them for ever. Unset it, and start again."
            )

    def application_recorder(self) -> EventRecorder:
        return EventRecorder(self.datastore)

    def mapper(self, transcoder: Any = None, mapper_class: Any = None) -> Mapper[Any]:
        return EventMapper(transcoder)

    def is_snapshotting_enabled(self) -> bool:
        """Never, whatever the environment says: a claim rests on events, and snapshots are written beside them."""
        return False

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        raise NotImplementedError("a ledger has one recorder: its application's")

    tracking_recorder = process_recorder = aggregate_recorder  # type: ignore[assignment]

