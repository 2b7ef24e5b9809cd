"""A connection of one's own for work that takes long, and the locks that such work holds on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from psycopg import Connection, IsolationLevel
from psycopg.errors import LockNotAvailable

from ledger.database import search_path
from ledger.ledger import Ledger
from ledger.translation import told_to_people


@contextmanager
def own_connection(ledger: Ledger) -> Iterator[Connection[Any]]:
    """In autocommit, on the ledger's schema, beside the pool. Locks of its session end with it, also by kill -9."""
    with told_to_people(ledger.schema):
        connection = ledger.database.connect()
        try:
            connection.isolation_level = IsolationLevel.READ_COMMITTED
            connection.execute("SELECT set_config('search_path', %s, false)", (search_path(ledger.schema),))
            yield connection
        finally:
            connection.close()


def lock_within(connection: Connection[Any], purpose: str, schema: str, seconds: float) -> bool:
    """Takes the session's advisory lock for one purpose in one ledger, or gives up; 0 seconds is 'only if free'.

    It waits in the server's queue, so it gets the lock as soon as the holder lets go or dies.
    """
    key = _key(purpose, schema)
    if seconds <= 0:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
        return bool(row and row[0])
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{round(seconds * 1000)}ms",))
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", (key,))
    except LockNotAvailable:
        return False
    finally:
        connection.execute("SELECT set_config('lock_timeout', '0', false)")
    return True


def share_lock(connection: Connection[Any], purpose: str, schema: str) -> None:
    """Holds off whoever wants the lock to himself, until the connection ends."""
    connection.execute("SELECT pg_advisory_lock_shared(%s)", (_key(purpose, schema),))


def _key(purpose: str, schema: str) -> int:
    return int.from_bytes(sha256(f"outcomes-ledger {purpose} {schema}".encode()).digest()[:8], signed=True)
