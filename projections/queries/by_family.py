"""Parts of lists of families and of what is theirs, by family_id first: a part costs a part, whatever came since.

The tables give those of whom nothing was recorded since the position; the others are folded from the log as they were
known at it, as many of them as the part comes to. Where tables do not help, all of the part are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, Protocol, TypeVar
from uuid import UUID

from psycopg import Cursor

from ledger.ledger import Ledger
from projections.queries.as_known import Question, answers
from projections.queries.pages import Page, Part
from projections.queries.since import Since, asked_of, since


class OfFamily(Protocol):
    @property
    def family_id(self) -> str: ...


Row = TypeVar("Row", bound=OfFamily)

InTables = Callable[[Cursor[Any], Part, Sequence[UUID]], Iterable[Row]]
"""Rows of a part in the order of their keys, but those of the families given; of as many of them no more is asked."""
LOOKED_AT_MIN = 200
"""Families looked at together at least, however few rows are wanted: they may have none."""


def part_by_family(
    ledger: Ledger, known: int | None, part: Part, silent: Sequence[str], in_tables: InTables[Row],
    question: Callable[[int], Question[Row]], key: Callable[[Row], tuple[Any, ...]],
    wanted: Callable[[Row], bool] = lambda row: True,
) -> Page[Row]:  # fmt: skip
    """Those `wanted`, by their `key`, whose first value is the family_id. Events of the topics `silent` change nothing.

    `question` is told the position. Raises `NotProjected`.
    """
    with since(ledger, known, silent) as held:
        found: Iterable[Row] = ()
        if held.tables is not None:
            found = list(islice(in_tables(held.tables, part, held.changed), part.limit))
    others = (row for row in _others(ledger, held, part, question(held.position))
              if (part.after is None or key(row) > part.after) and wanted(row))  # fmt: skip
    return Page(held.position, list(islice(merge(found, others, key=key), part.limit)))


def _others(ledger: Ledger, held: Since, part: Part, question: Question[Row]) -> Iterator[Row]:
    """From the first family of the part on."""
    if held.tables is None:
        return answers(ledger, held.position, part, question)
    return asked_of(ledger, held.changed, held.position, question, part.first) if held.changed else iter(())


def families_looked_at(part: Part) -> int | None:
    """How many at a time, where it is not known how many of their rows are wanted; None is all of them."""
    return None if part.limit is None else max(part.limit, LOOKED_AT_MIN)
