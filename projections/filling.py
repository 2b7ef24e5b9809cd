"""Filling new tables from the whole log: slice by slice of the families' ids, on one core or more.

Each chunk of families is committed by itself, in order of id, so a slice that was interrupted goes on after the last
family that it holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from projections import tables, tracking
from projections.advancing import CHUNK_FAMILIES, CHUNK_SECONDS, Progress, rules_at
from projections.connections import lock_within, own_connection, share_lock
from projections.errors import RebuildUnderWay
from projections.folding import Rules, all_families, fold
from projections.tracking import Tracked
from projections.version import version

SLICES = 64
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


def slices(number: int = SLICES) -> list[Slice]:
    """Ids are random, so equal ranges of them hold about equally many families."""
    bounds = [UUID(int=(index << _BITS) // number) for index in range(number)]
    return [Slice(first, past) for first, past in zip(bounds, [*bounds[1:], None], strict=True)]


def fill(ledger: Ledger, position: int, families: int, processes: int | None, progress: Progress) -> None:
    """Folds every family as known at `position` into the tables `next`. Raises `FamilyUnfoldable`."""
    _outwait_orphans(ledger)
    wanted = processes or (1 if families <= ALONE_FAMILIES else min(2, os.cpu_count() or 1))
    done = 0
    for filled in _here(ledger, position) if wanted == 1 else _in_processes(ledger, position, wanted):
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


def _in_processes(ledger: Ledger, position: int, processes: int) -> Iterator[int]:
    context = get_context("spawn")
    with ProcessPoolExecutor(
        processes,
        context,
        initializer=_start,
        initargs=(ledger.database.conninfo, ledger.database.data_folder, ledger.name, position),
    ) as pool:
        try:
            for future in as_completed([pool.submit(_work, one) for one in slices()]):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


# ---- in a process of its own -------------------------------------------------------------------------------------

_working: list[Any] = []


def _start(conninfo: str, data_folder: Path | None, name: str, position: int) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    ledger = open_ledger(Database(conninfo, connections_max=2, data_folder=data_folder), name)
    _working[:] = [ledger, position, rules_at(ledger, position)]


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers to stop."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(one: Slice) -> int:
    ledger, position, rules = _working
    return sum(_fill_slice(ledger, one, position, rules))


def _fill_slice(ledger: Ledger, one: Slice, position: int, rules: Rules) -> Iterator[int]:
    """Yields how many families were done, chunk by chunk. One connection reads while the other writes."""
    decode = ledger.application.mapper.decode
    with own_connection(ledger) as writing, own_connection(ledger) as reading, reading.transaction():
        share_lock(writing, FILLING, ledger.schema)
        held, first = _held(writing, one)
        yield held
        with all_families(reading, position, first, one.past) as streams:
            while chunk := list(islice(streams, CHUNK_FAMILIES)):
                new = [(family, events) for family, events in chunk if not (held and family == first)]
                ledger.keyring.people.confirm(CHUNK_SECONDS)
                folded = [fold(family, events, decode, rules) for family, events in new]
                with writing.transaction(), writing.cursor() as cursor:
                    _ensure_still_asked(cursor, ledger, position)
                    tables.write_rows(cursor, "next", folded)
                yield len(folded)


def _ensure_still_asked(cursor: Cursor[Any], ledger: Ledger, position: int) -> None:
    """A worker whose parent was killed may still be at work when the next rebuild begins: it must not add to that."""
    if tracking.tracked(cursor, "next", lock="SHARE") != Tracked(version(), position, filled=False):
        raise RebuildUnderWay(f"Another rebuild of ledger {ledger.name!r} has begun meanwhile. Wait for that.")


def _held(connection: Connection[Any], one: Slice) -> tuple[int, UUID]:
    """How many families of the slice are in the tables already, and where to go on: at the last of these."""
    row = connection.execute(
        "SELECT count(*), (array_agg(family ORDER BY family DESC))[1] FROM standing_next"
        " WHERE family >= %s AND (%s::uuid IS NULL OR family < %s)",
        (one.first, one.past, one.past),
    ).fetchone()
    assert row is not None
    return int(row[0]), row[1] or one.first
