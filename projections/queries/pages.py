"""A list in parts that belong together: each begins after the last row of the one before, all as of one position.

Tables that stand at the position are asked by SQL, in one snapshot. Where they have moved on, or not come so far, the
families of the part are folded from the log as they were known at the position: dearer, and the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from psycopg import Cursor
from psycopg.errors import UndefinedTable

from domain.family import Family
from ledger.ledger import Ledger
from projections import tracking
from projections.folding import folded, some_families

Row = TypeVar("Row")
Other = TypeVar("Other")

FAMILIES_AT_A_TIME = 200
"""Families folded from the log together: what a part of a list as known then holds in memory."""


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


_NEXT_FAMILIES = """
SELECT family_id, pseudonym FROM family WHERE %(after)s::text IS NULL OR family_id COLLATE "C" >= %(after)s
ORDER BY family_id COLLATE "C"
"""


def families_in_order(ledger: Ledger, known: int, first: str | None = None) -> Iterator[tuple[str, Family]]:
    """Every family on record at the position, by family_id from `first` on; a few at a time in memory.

    Raises `FamilyUnfoldable` when it comes to one that cannot be folded.
    """
    with ledger.transaction() as cursor:
        named = iter(cursor.execute(_NEXT_FAMILIES, {"after": first}).fetchall())
    decode = ledger.application.mapper.decode
    while batch := list(islice(named, FAMILIES_AT_A_TIME)):
        with ledger.database.connection(ledger.schema) as connection, connection.transaction(), some_families(
            connection, [family for _, family in batch], known
        ) as streams:
            found = {stream: folded(stream, events, decode) for stream, events in streams}
        yield from ((family_id, found[family]) for family_id, family in batch if family in found)
