"""Filling new tables from the whole log: slice by slice of the families' ids, on one core or more.

Each chunk of families is committed by itself. What an interrupted rebuild has filled in is passed over, by whichever
slices and on however many cores it was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

from ledger.ledger import Ledger
from ledger.uncollected import uncollected
from projections import tables, tracking
from projections.advancing import CHUNK_FAMILIES, CHUNK_SECONDS, Progress, rules_at
from projections.connections import lock_within, own_connection, share_lock
from projections.errors import RebuildUnderWay
from projections.folding import Rules, all_families, fold
from projections.tracking import Tracked
from projections.version import version
from projections.workers import ledger_here, processes_that_pay, workers

SLICES_MAX, SLICES_EACH = 64, 4
"""Into how many parts the families are cut: several for each process, so that none waits long for the last."""
SLICE_FAMILIES = 5_000
ALONE_FAMILIES = 2_000
"""Up to so many families one process is quicker than starting several."""

FILLING = "fill"
ORPHANS_SECONDS = 30

_BITS = 128


@dataclass(frozen=True, slots=True)
class Slice:
    """The families with ids from `first` until before `past`; None is the end of all."""

    first: UUID
    past: UUID | None


def slices(number: int) -> list[Slice]:
    """Ids are random, so equal ranges of them hold about equally many families."""
    bounds = [UUID(int=(index << _BITS) // number) for index in range(number)]
    return [Slice(first, past) for first, past in zip(bounds, [*bounds[1:], None], strict=True)]


def fill(ledger: Ledger, position: int, families: int, processes: int | None, progress: Progress) -> None:
    """Folds every family as known at `position` into the tables `next`. Raises `FamilyUnfoldable`."""
    _outwait_orphans(ledger)
    wanted = processes or (1 if families <= ALONE_FAMILIES else processes_that_pay())
    done = 0
    number = min(SLICES_MAX, max(SLICES_EACH * wanted, families // SLICE_FAMILIES))
    for filled in _here(ledger, position) if wanted == 1 else _in_processes(ledger, position, wanted, number):
        done += filled
        progress(done, families)


def _outwait_orphans(ledger: Ledger) -> None:
    """Workers of a rebuild that was killed end at once, but what they had sent to the server may still be under way."""
    with own_connection(ledger) as connection:
        if not lock_within(connection, FILLING, ledger.schema, ORPHANS_SECONDS):
            raise RebuildUnderWay(f"Workers of an earlier rebuild of {ledger.name!r} are still at work. Try again.")


def _here(ledger: Ledger, position: int) -> Iterator[int]:
    rules = rules_at(ledger, position)
    yield from _fill_slice(ledger, Slice(UUID(int=0), None), position, rules)


def _in_processes(ledger: Ledger, position: int, processes: int, number: int) -> Iterator[int]:
    with workers(ledger, processes) as pool:
        for future in as_completed([pool.submit(_fill_here, one, position) for one in slices(number)]):
            yield future.result()


def _fill_here(one: Slice, position: int) -> int:
    return sum(_fill_slice(ledger_here(), one, position, _rules_here(position)))


@lru_cache(maxsize=1)
def _rules_here(position: int) -> Rules:
    return rules_at(ledger_here(), position)


def _fill_slice(ledger: Ledger, one: Slice, position: int, rules: Rules) -> Iterator[int]:
    """Yields how many families were done, chunk by chunk. One connection reads while the other writes."""
    decode = ledger.application.mapper.decode
    with own_connection(ledger) as writing, own_connection(ledger) as reading, reading.transaction():
        share_lock(writing, FILLING, ledger.schema)
        held = _held(writing, one)
        yield len(held)
        with all_families(reading, position, one.first, one.past) as streams:
            missing = (stream for stream in streams if stream[0] not in held)
            while chunk := list(islice(missing, CHUNK_FAMILIES)):
                ledger.keyring.people.confirm(CHUNK_SECONDS)
                with uncollected():
                    folded = [fold(family, events, decode, rules) for family, events in chunk]
                with writing.transaction(), writing.cursor() as cursor:
                    cursor.execute("SET LOCAL synchronous_commit = off")  # what a crash loses is filled again
                    _ensure_still_asked(cursor, ledger, position)
                    tables.write_rows(cursor, "next", folded)
                yield len(folded)


def _ensure_still_asked(cursor: Cursor[Any], ledger: Ledger, position: int) -> None:
    """A worker whose parent was killed may still be at work when the next rebuild begins: it must not add to that."""
    if tracking.tracked(cursor, "next", lock="SHARE") != Tracked(version(), position, filled=False):
        raise RebuildUnderWay(f"Another rebuild of ledger {ledger.name!r} has begun meanwhile. Wait for that.")


def _held(connection: Connection[Any], one: Slice) -> frozenset[UUID]:
    """The families of the slice that an interrupted rebuild has filled in already, however it had cut the slices."""
    rows = connection.execute(
        "SELECT family FROM standing_next WHERE family >= %s AND (%s::uuid IS NULL OR family < %s)",
        (one.first, one.past, one.past),
    ).fetchall()
    return frozenset(row[0] for row in rows)
