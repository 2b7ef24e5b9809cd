"""Requests that are being carried out at this moment, in this process or in another on the same database.

Known by advisory locks of one connection, so that what a process was doing is forgotten when it dies. This only spares
the second of two equal requests the work, and tells it why: that nothing is done twice is held by the key's row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Lock
from typing import Any

import psycopg
from psycopg import Connection

from ledger.errors import RequestUnderWay
from ledger.translation import told_to_people

_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint << 32 | objid::bigint = %s)
"""


class UnderWay:
    """Safe to share between threads."""

    def __init__(self, connect: Callable[[], Connection[Any]]) -> None:
        self._connect = connect
        self._connection: Connection[Any] | None = None
        self._here: set[int] = set()
        self._lock = Lock()

    @contextmanager
    def alone(self, schema: str, caller: str, key: str) -> Iterator[None]:
        """Raises `RequestUnderWay`, `DatabaseUnavailable`."""
        number = _number(schema, caller, key)
        with self._lock:
            if number in self._here or not self._locked(number):
                raise RequestUnderWay(
                    "The same request is being carried out at this moment. Send it again in a while, with its key.")
            self._here.add(number)
        try:
            yield
        finally:
            with self._lock:
                self._here.discard(number)
                self._unlock(number)

    def is_held(self, schema: str, caller: str, key: str) -> bool:
        """Whether somebody is at it, here or in another process. Takes nothing, so that nobody is kept from it."""
        number = _number(schema, caller, key)
        with self._lock:
            return number in self._here or self._asked_again(_HELD, number)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _locked(self, number: int) -> bool:
        return self._asked_again("SELECT pg_try_advisory_lock(%s)", number)

    def _asked_again(self, statement: Any, number: int) -> bool:
        """A connection that was lost is made anew; what was locked by it is known in this process all the same."""
        if self._connection is not None:
            with suppress(psycopg.OperationalError):
                return self._asked(self._connection, statement, number)
        with told_to_people():  # nothing has been begun
            self._connection = self._connect()
            return self._asked(self._connection, statement, number)

    def _unlock(self, number: int) -> None:
        if self._connection is not None:
            with suppress(psycopg.OperationalError):
                self._asked(self._connection, "SELECT pg_advisory_unlock(%s)", number)

    @staticmethod
    def _asked(connection: Connection[Any], statement: Any, number: int) -> bool:
        row = connection.execute(statement, (number,)).fetchone()
        return bool(row and row[0])


def _number(*words: str) -> int:
    said = "\x1f".join(("outcomes-ledger request", *words)).encode()
    return int.from_bytes(sha256(said).digest()[:8], signed=True)
