"""The families of a ledger as they were known at a position, folded from the log; no table of ours is touched.

What it costs depends on the events up to the position alone, not on how many came after. A few families at a time are
in memory. A list of a whole large ledger is made by several processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from psycopg.rows import tuple_row

from domain.family import Family
from ledger.ledger import Ledger
from ledger.progress import Tell
from ledger.uncollected import uncollected
from projections.connections import own_connection
from projections.folding import folded
from projections.queries.pages import FAMILIES_AT_A_TIME, Part
from projections.workers import ledger_here, processes_that_pay, workers

PAYS_FAMILIES = 6_000
"""From so many families on a list of all of them is made by several processes; starting these takes a second."""
AHEAD_FOR_EACH = 3
"""Batches that a process is given ahead."""

Row = TypeVar("Row")
RowT = TypeVar("RowT", covariant=True)


class OnRecord(NamedTuple):
    """A family, and the version that it had come to."""

    family_id: str
    family: UUID
    version: int


Batch = list[OnRecord]
Answer = Callable[[str, Family], Iterable[Row]]
"""The rows that one family has in a list, from its family_id and its record."""


class Question(Hashable, Protocol[RowT]):
    """What is asked of each family. Told to other processes, and compared: a frozen dataclass of plain values."""

    def of(self, ledger: Ledger) -> Answer[RowT]: ...


def families_as_known(ledger: Ledger, known: int, part: Part) -> Iterator[tuple[str, Family]]:
    """Those on record at the position, by family_id, from the first one of the part on.

    Raises `FamilyUnfoldable` when it comes to one that cannot be folded.
    """
    for batch in _batches(ledger, known, part):
        yield from _folded(ledger, batch)


def answers(ledger: Ledger, known: int, part: Part, question: Question[Row]) -> Iterator[Row]:
    """The rows of every family, in the order of `families_as_known`. Raises `FamilyUnfoldable`."""
    batches = _told(ledger, _batches(ledger, known, part))
    processes = processes_that_pay() if part.limit is None else 1
    some = list(islice(batches, PAYS_FAMILIES // FAMILIES_AT_A_TIME)) if processes > 1 else []
    if len(some) < PAYS_FAMILIES // FAMILIES_AT_A_TIME:
        answer = question.of(ledger)
        for batch in chain(some, batches):
            yield from _answered(ledger, answer, batch)
        return
    with workers(ledger, processes) as pool:
        yield from _by_workers(pool, question, chain(some, batches), AHEAD_FOR_EACH * processes)


_teller: ContextVar[Tell | None] = ContextVar("teller", default=None)


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Whatever is asked of many families meanwhile tells how many of them were looked at."""
    before = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(before)


def tell_families(done: int, expected: int) -> None:
    tell = _teller.get()
    if tell is not None:
        tell("families looked at", done, expected)


def _told(ledger: Ledger, batches: Iterator[Batch]) -> Iterator[Batch]:
    expected, done = _families(ledger) if _teller.get() else 0, 0
    for batch in batches:
        done += len(batch)
        tell_families(done, max(done, expected))
        yield batch


def folded_in_turn(ledger: Ledger, streams: Sequence[UUID], known: int) -> Iterator[Family]:
    """These families as they were known at the position; one that was not on record then has version 0."""
    for place in range(0, len(streams), FAMILIES_AT_A_TIME):
        tell_families(place, len(streams))
        yield from ledger.families(streams[place : place + FAMILIES_AT_A_TIME], known).values()


def _families(ledger: Ledger) -> int:
    """Of the register: with those who came on record only later."""
    with ledger.database.cursor(ledger.schema) as cursor:
        return int(cursor.execute("SELECT count(*) FROM family").fetchall()[0][0])


def _by_workers(
    pool: ProcessPoolExecutor, question: Question[Row], batches: Iterator[Batch], ahead: int
) -> Iterator[Row]:
    asked: deque[Future[list[Row]]] = deque()
    asked.extend(pool.submit(_answer_here, question, batch) for batch in islice(batches, ahead))
    while asked:
        yield from asked.popleft().result()
        asked.extend(pool.submit(_answer_here, question, batch) for batch in islice(batches, 1))


def _answer_here(question: Question[Row], batch: Batch) -> list[Row]:
    return _answered(ledger_here(), _prepared_here(question), batch)


@lru_cache(maxsize=1)
def _prepared_here(question: Question[Row]) -> Answer[Row]:
    return question.of(ledger_here())


@uncollected()
def _answered(ledger: Ledger, answer: Answer[Row], batch: Batch) -> list[Row]:
    return [row for family_id, family in _folded(ledger, batch) for row in answer(family_id, family)]


# ---- who was on record -----------------------------------------------------------------------------------------------

_EVERYONE = """
SELECT family_id, pseudonym, last FROM (
    SELECT originator_id, max(originator_version) AS last FROM event
    WHERE notification_id <= %(known)s AND starts_with(topic, 'family.') GROUP BY originator_id
) AS on_record JOIN family ON pseudonym = originator_id
WHERE %(first)s::text IS NULL OR family_id COLLATE "C" >= %(first)s
ORDER BY family_id COLLATE "C"
"""
_NEXT_FEW = """
SELECT family_id, pseudonym, last FROM family CROSS JOIN LATERAL (
    SELECT max(originator_version) AS last FROM event WHERE originator_id = pseudonym AND notification_id <= %(known)s
) AS told
WHERE last IS NOT NULL AND (%(past)s::text IS NULL OR family_id COLLATE "C" > %(past)s OR family_id = %(with_it)s)
ORDER BY family_id COLLATE "C" LIMIT %(families)s
"""


def _batches(ledger: Ledger, known: int, part: Part) -> Iterator[Batch]:
    """All of them are found by reading the log once up to the position; the next few by looking at their streams."""
    return _everyone(ledger, known, part.first) if part.limit is None else _next_few(ledger, known, part.first)


def _everyone(ledger: Ledger, known: int, first: str | None) -> Iterator[Batch]:
    with (
        own_connection(ledger) as connection,
        connection.transaction(),
        connection.cursor("on_record", row_factory=tuple_row) as cursor,
    ):
        cursor.execute(_EVERYONE, {"known": known, "first": first}, binary=True)
        while rows := cursor.fetchmany(FAMILIES_AT_A_TIME):
            yield list(map(OnRecord._make, rows))


def _next_few(ledger: Ledger, known: int, first: str | None) -> Iterator[Batch]:
    past, with_it = first, first
    while True:
        values = {"known": known, "past": past, "with_it": with_it, "families": FAMILIES_AT_A_TIME}
        with ledger.database.cursor(ledger.schema) as cursor:
            batch = list(map(OnRecord._make, cursor.execute(_NEXT_FEW, values).fetchall()))
        if batch:
            yield batch
        if len(batch) < FAMILIES_AT_A_TIME:
            return
        past, with_it = batch[-1].family_id, None


# ---- their records ---------------------------------------------------------------------------------------------------

_EVENTS = """
SELECT topic, originator_id, originator_version, state, notification_id
FROM unnest(%s::uuid[], %s::int8[]) AS wanted (family, last) CROSS JOIN LATERAL (
    SELECT * FROM event WHERE originator_id = family AND originator_version <= last ORDER BY originator_version
) AS told
"""
_STREAM = itemgetter(1)


@uncollected()
def _folded(ledger: Ledger, batch: Batch) -> list[tuple[str, Family]]:
    decode = ledger.application.mapper.decode
    with ledger.database.cursor(ledger.schema) as cursor:
        wanted = [one.family for one in batch], [one.version for one in batch]
        rows: list[tuple[Any, ...]] = cursor.execute(_EVENTS, wanted).fetchall()
    found = {family: list(events) for family, events in groupby(rows, key=_STREAM)}
    return [(one.family_id, folded(one.family, found[one.family], decode)) for one in batch]
