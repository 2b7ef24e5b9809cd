"""A list in parts that belong together: each begins after the last row of the one before, all as of one position.

Tables that stand at the position are asked by SQL, in one snapshot. Where they have moved on, or not come so far, the
families of the part are folded from the log as they were known at the position: dearer, and the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from psycopg import Cursor
from psycopg.errors import UndefinedTable

from ledger.ledger import Ledger
from projections import tracking

Row = TypeVar("Row")
Other = TypeVar("Other")


FAMILIES_AT_A_TIME = 200
"""Families folded from the log together: what a list as known then holds in memory."""


class Part(NamedTuple):
    """Of which rows: those after the key `after`, at most `limit` of them. None is from the first, and to the last."""

    after: tuple[Any, ...] | None = None
    limit: int | None = None

    @property
    def first(self) -> Any:
        """The first value of the key; None before the first row."""
        return None if self.after is None else self.after[0]


WHOLE = Part()


class Page(NamedTuple, Generic[Row]):
    """`position` is that of the log that every row is true as of."""

    position: int
    rows: list[Row]

    def map(self, make: Callable[[Row], Other]) -> Page[Other]:
        return Page(self.position, [make(row) for row in self.rows])


@contextmanager
def moment(ledger: Ledger, known: int | None) -> Iterator[tuple[int, Cursor[Any] | None]]:
    """The position, and a cursor on tables that stand exactly there; None where none do. Raises `NotProjected`."""
    try:
        with ledger.transaction() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            stand_at = _tables_stand_at(cursor)
            if stand_at is not None and known in (None, stand_at):
                yield stand_at, cursor
                return
    except UndefinedTable:
        raise tracking.not_projected(ledger) from None
    if known is None:
        raise tracking.not_projected(ledger)
    yield known, None


def _tables_stand_at(cursor: Cursor[Any]) -> int | None:
    there = cursor.execute("SELECT to_regclass('projection') IS NOT NULL").fetchone()
    held = tracking.tracked(cursor, "live") if there and there[0] else None
    return None if held is None else held.position
