"""Making the tables anew from the whole log, beside the live ones, and swapping them in.

Readers, writers and the runner go on meanwhile. Killed at any moment, it is taken up where it was by the next one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection, Cursor
from psycopg.errors import LockNotAvailable

from ledger.ledger import Ledger
from projections import tables, tracking
from projections.advancing import BATCH_EVENTS, Progress, Tables, count_families, no_progress
from projections.connections import lock_within, own_connection
from projections.errors import RebuildUnderWay, SwapBlocked
from projections.filling import fill
from projections.swapping import Difference, differences, swap_tables
from projections.tracking import Tracked
from projections.version import version

SWAP_TRIES = 50
SWAP_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`differences` are those between the tables before and after, when they were asked for (see `DIFFERENCES_MAX`)."""

    position: int
    families: int
    swapped: bool
    differences: list[Difference] = field(default_factory=list)


def rebuild(
    ledger: Ledger,
    *,
    processes: int | None = None,
    compare: bool = False,
    swap: bool = True,
    progress: Progress = no_progress,
) -> Rebuilt:
    """Fills new tables, compares them with the live ones if asked, and swaps. What was live is kept as `previous`.

    Raises `FamilyUnfoldable` (nothing is parked in a rebuild, and nothing changed), `RebuildUnderWay`, `SwapBlocked`.
    With `swap` false the new tables stay beside the live ones, for the next rebuild to go on from.
    """
    tracking.prepare(ledger)
    with own_connection(ledger) as connection:
        if not lock_within(connection, "rebuild", ledger.schema, 0):
            raise RebuildUnderWay(f"The tables of ledger {ledger.name!r} are being rebuilt already. Wait for that.")
        families = _fill(ledger, connection, processes, progress)
        following = Tables(ledger, connection, "next", stops=True)
        while following.advance():
            pass
        return _finish(connection, following, families, compare, swap)


def drop_previous(ledger: Ledger) -> None:
    """Gives up the tables that were live before the last rebuild."""
    with ledger.transaction() as cursor:
        tables.drop_tables(cursor, "previous")


def _fill(ledger: Ledger, connection: Connection[Any], processes: int | None, progress: Progress) -> int:
    cursor = connection.cursor()
    started = _started(ledger, connection)
    families = count_families(cursor, started.position)
    if not started.filled:
        fill(ledger, started.position, families, processes, progress)
        tables.create_indexes(cursor, "next")
        tables.analyze(cursor, "next")
        tracking.track(cursor, "next", started._replace(filled=True))
    return families


def _started(ledger: Ledger, connection: Connection[Any]) -> Tracked:
    """A rebuild of this version that was interrupted, or else a new one, of all that the log holds now."""
    with connection.transaction(), connection.cursor() as cursor:
        held = tracking.tracked(cursor, "next")
        if held is not None and held.version == version() and tracking.is_of_this_log(cursor, "next"):
            return held
        tables.drop_tables(cursor, "next")
        tables.create_tables(cursor, "next")
        started = Tracked(version(), ledger.position(), filled=False)
        tracking.track(cursor, "next", started)
        return started


def _finish(connection: Connection[Any], following: Tables, families: int, compare: bool, swap: bool) -> Rebuilt:
    for _ in range(SWAP_TRIES):
        try:
            with connection.transaction(), connection.cursor() as cursor:
                return _finish_within(cursor, following, families, compare, swap)
        except LockNotAvailable:
            time.sleep(SWAP_PAUSE_SECONDS)
    raise SwapBlocked(
        f"The tables of ledger {following.ledger.name!r} are read all the time, so the new ones could not be put in"
        " their place. Nothing is lost: run the rebuild again when less is going on."
    )


def _finish_within(cursor: Cursor[Any], following: Tables, families: int, compare: bool, swap: bool) -> Rebuilt:
    """The runner is kept out by the lock on the live row, so nothing can slip between comparing and swapping."""
    held = tracking.tracked(cursor, "live", lock="UPDATE")
    while following.advance_within(cursor, BATCH_EVENTS):
        pass
    rebuilt = tracking.tracked(cursor, "next")
    assert held is not None and rebuilt is not None
    found = differences(cursor) if compare else []
    if swap:
        swap_tables(cursor)
        tracking.track(cursor, "live", rebuilt)
        cursor.execute("DELETE FROM projection WHERE name = 'next'")
        cursor.execute("DELETE FROM parked")
        tracking.announce(cursor, following.ledger)
    return Rebuilt(rebuilt.position, families, swap, found)
