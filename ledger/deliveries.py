"""Deliveries: extracts that were sent to be loaded while their sender does something else, and how far each has come.

What a delivery says of its progress is written in transactions of its own, so that every server sees it, and a server
that comes up again knows what another was doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import Cursor
from psycopg.rows import class_row, tuple_row
from psycopg.types.json import Jsonb

from ledger.identity import Cursors


@dataclass(frozen=True, slots=True)
class Delivery:
    """`folder` is where it lies until it is loaded, by its name alone; `file` is the one in it, or blank for all of it.

    Once it is finished it has an `answer` (what became of the rows) or a `problem` (why nothing could be done with it,
    as `code` and `detail`). `told_at` is when whoever loads it was last heard of.
    """

    delivery: int
    folder: str
    file: str
    kind: str | None
    only_tried: bool
    sent_by: str
    correlation_id: str
    sent_at: datetime
    attempts: int
    doing: str
    rows_done: int
    rows_expected: int
    told_at: datetime
    finished_at: datetime | None
    answer: dict[str, Any] | None
    problem: dict[str, str] | None

    @property
    def percent(self) -> int | None:
        """Of the rows of what is being done; None while nobody can say."""
        if not self.rows_expected:
            return None
        return min(100, 100 * self.rows_done // self.rows_expected)


class Sending:
    """A new delivery, to be written beside other rows: with the key of the request that sent it."""

    def __init__(
        self, delivery: int, folder: str, file: str, kind: str | None, sent_by: str, correlation_id: str, *,
        only_tried: bool = False,
    ) -> None:  # fmt: skip
        self._said = (delivery, folder, file, kind, only_tried, sent_by, correlation_id)

    def write(self, cursor: Cursor[Any]) -> None:
        cursor.execute(
            "INSERT INTO delivery (delivery, folder, file, kind, only_tried, sent_by, correlation_id)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)", self._said)


class Deliveries:
    """Each method is a transaction of its own."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def next_number(self) -> int:
        with self._cursors() as cursor, cursor.connection.cursor(row_factory=tuple_row) as own:
            row = own.execute("SELECT nextval('delivery_delivery_seq')").fetchone()
        assert row is not None
        return int(row[0])

    def numbered(self, delivery: int) -> Delivery | None:
        return next(iter(self._found("SELECT * FROM delivery WHERE delivery = %s", delivery)), None)

    def unfinished(self) -> list[Delivery]:
        """In the order in which they were sent."""
        return self._found("SELECT * FROM delivery WHERE finished_at IS NULL ORDER BY delivery")

    def take_up(self, delivery: int) -> int:
        """Notes that somebody begins to load it; returns how often that was, this time included."""
        with self._cursors() as cursor, cursor.connection.cursor(row_factory=tuple_row) as own:
            row = own.execute(
                "UPDATE delivery SET attempts = attempts + 1, told_at = clock_timestamp() WHERE delivery = %s"
                " RETURNING attempts", (delivery,)).fetchone()
        assert row is not None
        return int(row[0])

    def put_back(self, delivery: int) -> None:
        """Whoever had begun it was told to stop: that is no attempt that failed."""
        self._set(delivery, "attempts = attempts - 1")

    def tell(self, delivery: int, doing: str, rows_done: int, rows_expected: int) -> None:
        self._set(delivery, "doing = %s, rows_done = %s, rows_expected = %s", doing, rows_done, rows_expected)

    def finish(self, delivery: int, answer: dict[str, Any]) -> None:
        self._set(delivery, "finished_at = clock_timestamp(), answer = %s", Jsonb(answer))

    def give_up(self, delivery: int, code: str, detail: str) -> None:
        """It cannot be loaded. `detail` is for whoever sent it, and names nobody."""
        problem = Jsonb({"code": code, "detail": detail})
        self._set(delivery, "finished_at = clock_timestamp(), problem = %s", problem)

    def _set(self, delivery: int, what: LiteralString, *values: Any) -> None:
        """What is finished stays as it is: two servers may have had the same delivery for a moment."""
        with self._cursors() as cursor:
            cursor.execute(
                f"UPDATE delivery SET told_at = clock_timestamp(), {what}"
                " WHERE delivery = %s AND finished_at IS NULL", (*values, delivery))

    def _found(self, statement: LiteralString, *values: Any) -> list[Delivery]:
        with self._cursors() as cursor, cursor.connection.cursor(row_factory=class_row(Delivery)) as own:
            return own.execute(statement, values).fetchall()
