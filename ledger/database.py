"""One PostgreSQL database, and one pool of connections for all the ledgers in it.

A connection is lent to one ledger at a time. Its search path is set when it goes to another ledger than the last one,
so a process that works on one ledger pays for it once, and 150 ledgers need no more connections than one. (The path
is a setting of the session: a pooler between, such as PgBouncer, must pool sessions, not transactions.)
"""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import Connection, Cursor
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg_pool import ConnectionPool

from ledger.errors import ServerTooOld
from ledger.sealing.erased_list import list_file
from ledger.sealing.keyring import Keyring
from ledger.sealing.master import MasterKey, master_key_from
from ledger.translation import told_to_people
from ledger.under_way import UnderWay

OLDEST_SERVER_VERSION = 150_000
CONNECT_SECONDS = 10
WAIT_SECONDS = 10.0
CONNECTIONS_MAX = 10
SPARE_MAX = 4
"""Connections beside the pool that are kept for the next listener."""
EMBEDDED_CLUSTER = "outcomes-ledger"
"""The name by which ledger/postgres starts its servers."""

Row = tuple[Any, ...]
_POLL_AT_ONCE_MS = 0


class LedgerConnection(Connection[DictRow]):
    """Rows are dicts, because the library's recorder expects them; our own cursors ask for tuples."""

    schema: str = ""
    keyring: Keyring
    """Of the ledger to which the connection is lent."""


class Database:
    """Opens at once, so that a database that is down or too old is said here. Safe to share between threads."""

    def __init__(
        self,
        conninfo: str,
        connections_max: int = CONNECTIONS_MAX,
        wait_seconds: float = WAIT_SECONDS,
        data_folder: Path | None = None,
    ) -> None:
        """`data_folder` is where keys are kept when neither the environment nor an embedded server says where."""
        self.conninfo = conninfo
        self.data_folder = data_folder
        self._keyrings: dict[str, Keyring] = {}
        self._spare: list[Connection[Row]] = []
        self.under_way = UnderWay(self.connect)
        self.connect().close()
        self._pool: ConnectionPool[LedgerConnection] = ConnectionPool(
            conninfo,
            connection_class=LedgerConnection,
            kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": CONNECT_SECONDS},
            configure=_configure,
            min_size=0,
            max_size=connections_max,
            timeout=wait_seconds,
            open=True,
        )

    def forget_keyring(self, schema: str) -> None:
        """For a schema that was made anew under an old name."""
        self._keyrings.pop(schema, None)

    def keyring(self, schema: str) -> Keyring:
        """The keys of one ledger, the same for everyone in this process: what one forgets, all have forgotten."""
        held = self._keyrings.get(schema)
        if held is None:
            made = Keyring(partial(self.cursor, schema), partial(self.transaction, schema), lambda: self.master_key)
            held = self._keyrings.setdefault(schema, made)
        return held

    @cached_property
    def master_key(self) -> MasterKey:
        """What wraps the keys of every ledger here; read when it is first needed. Raises `MasterKeyMissing`."""
        return master_key_from(os.environ, self.key_folder)

    def forget_master_key(self) -> None:
        """It is read again when it is needed next."""
        self.__dict__.pop("master_key", None)

    @cached_property
    def erased_list(self) -> Path | None:
        """The file with everyone who was erased, if there is a place for it."""
        return list_file(os.environ, self.key_folder)

    @cached_property
    def key_folder(self) -> Path | None:
        """Above `keys`: the embedded server's folder, if it is on this machine, or else the one given."""
        with self.connect() as connection:
            row = connection.execute(
                "SELECT current_setting('cluster_name'), current_setting('data_directory', true)"
            ).fetchone()
        assert row is not None
        name, directory = row
        embedded = name == EMBEDDED_CLUSTER and directory and Path(directory).is_dir()
        return Path(directory).parent if embedded else self.data_folder

    def connect(self) -> Connection[Row]:
        """A connection beside the pool, in autocommit, for whoever keeps one for long; the caller closes it."""
        with told_to_people():
            connection = psycopg.connect(self.conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS)
            version = connection.info.server_version
            if version >= OLDEST_SERVER_VERSION:
                return connection
            connection.close()
        raise ServerTooOld(
            f"The database server is PostgreSQL {version // 10_000}; ledgers need version"
            f" {OLDEST_SERVER_VERSION // 10_000} or newer. Use a newer server."
        )

    def spare_connection(self) -> Connection[Row]:
        """As `connect`, or one that was given back: whoever waits for a moment need not wait for a new one first."""
        while self._spare:
            connection = self._spare.pop()
            if _is_still_there(connection):
                return connection
            connection.close()
        return self.connect()

    def give_back(self, connection: Connection[Row]) -> None:
        """One that only listened. What it heard and nobody asked for is forgotten."""
        if len(self._spare) >= SPARE_MAX or connection.closed:
            connection.close()
            return
        try:
            connection.execute("UNLISTEN *")
            for _ in connection.notifies(timeout=0):
                pass
        except psycopg.Error:
            connection.close()
        else:
            self._spare.append(connection)

    @contextmanager
    def connection(self, schema: str) -> Iterator[LedgerConnection]:
        """A connection in autocommit whose search path is the ledger's schema; database errors are told to people."""
        with told_to_people(schema), self._lent() as connection:
            if connection.schema != schema:
                connection.execute("SELECT set_config('search_path', %s, false)", (search_path(schema),))
                connection.schema = schema
                connection.keyring = self.keyring(schema)
            yield connection

    @contextmanager
    def _lent(self) -> Iterator[LedgerConnection]:
        """Connections that the server has closed meanwhile are thrown away, not handed out."""
        connection = self._pool.getconn()
        while not _is_still_there(connection):
            connection.close()
            self._pool.putconn(connection)
            connection = self._pool.getconn()
        try:
            yield connection
        finally:
            self._pool.putconn(connection)

    @contextmanager
    def transaction(self, schema: str) -> Iterator[Cursor[Row]]:
        """A cursor of tuples in a transaction, committed when the block ends and undone when it raises."""
        with (
            self.connection(schema) as connection,
            connection.transaction(),
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            yield cursor

    @contextmanager
    def cursor(self, schema: str) -> Iterator[Cursor[Row]]:
        """A cursor of tuples for single statements, each its own transaction; results come in binary."""
        with self.connection(schema) as connection, connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            yield cursor

    def close(self) -> None:
        self.under_way.close()
        self._pool.close()
        while self._spare:
            self._spare.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def search_path(schema: str) -> str:
    """The ledger's own schema alone; temporary tables last, so that none can stand in for one of the ledger's."""
    return f'"{schema}", pg_temp'


def _configure(connection: LedgerConnection) -> None:
    # Whatever the server's default: a statement after the lock must see what was committed while we waited for it.
    connection.execute("SET default_transaction_isolation TO 'read committed'")
    connection.execute("SET timezone TO 'UTC'")  # recorded times are read in UTC, whatever the server's zone


def _is_still_there(connection: Connection[Any]) -> bool:
    """Costs one system call: a server says nothing to an idle client but goodbye, so only what has arrived is read."""
    if hasattr(select, "poll"):
        arrived = select.poll()
        arrived.register(connection.fileno(), select.POLLIN)
        if not arrived.poll(_POLL_AT_ONCE_MS):
            return True
    try:
        connection.execute("")
    except psycopg.OperationalError:
        return False
    return True
