"""Waiting for news from one or more ledgers, on one connection, without polling."""

from __future__ import annotations

from typing import Any, Self

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from ledger.database import Database
from ledger.translation import told_to_people


class Listener:
    """Hears that something was recorded, never what: read the log from where you were.

    Listen first and read the log then; what was recorded before listening began is not announced again. Raises
    `ConnectionLost` when the server goes: make another one.
    """

    def __init__(self, database: Database, *schemas: str) -> None:
        self._database = database
        self._connection: Connection[Any] = database.spare_connection()
        for schema in schemas:
            self._connection.execute(SQL("LISTEN {}").format(Identifier(schema)))

    def wait(self, timeout_seconds: float) -> frozenset[str]:
        """The schemas of the ledgers with news since the last call: at once if there are any, else when they come.

        Empty after `timeout_seconds` without news. Many saves may come as one piece of news.
        """
        with told_to_people("that is listened to"):
            heard = {notice.channel for notice in self._connection.notifies(timeout=timeout_seconds, stop_after=1)}
            heard.update(notice.channel for notice in self._connection.notifies(timeout=0))
        return frozenset(heard)

    def close(self) -> None:
        self._database.give_back(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
