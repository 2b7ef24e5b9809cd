"""Making the tables anew from the whole log, beside the live ones, and swapping them in.

Readers, writers and the runner go on meanwhile. Killed at any moment, it is taken up where it was by the next one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection, Cursor
from psycopg.errors import LockNotAvailable

from ledger.appending import LOCK_TIMEOUT_SECONDS
from ledger.ledger import Ledger
from ledger.reading import LAST_POSITION
from projections import tables, tracking
from projections.advancing import BATCH_EVENTS, Progress, Tables, count_families, no_progress
from projections.comparing import Difference, differences
from projections.connections import lock_within, own_connection
from projections.errors import RebuildUnderWay, SwapBlocked
from projections.filling import fill
from projections.swapping import swap_tables
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
    With `swap` false the new tables stay beside the live ones, for the next rebuild to go on from. Old and new are
    compared as of the position that the live tables have read, whatever was recorded since.
    """
    tracking.prepare(ledger)
    with own_connection(ledger) as connection:
        if not lock_within(connection, "rebuild", ledger.schema, 0):
            raise RebuildUnderWay(f"The tables of ledger {ledger.name!r} are being rebuilt already. Wait for that.")
        families = _fill(ledger, connection, processes, compare, progress)
        following = Tables(ledger, connection, "next", stops=True)
        found = _compared(connection, following) if compare else []
        if swap:
            _swap(connection, following)
        rebuilt = tracking.tracked(connection.cursor(), "live" if swap else "next")
    assert rebuilt is not None
    return Rebuilt(rebuilt.position, families, swap, found)


def drop_previous(ledger: Ledger) -> None:
    """Gives up the tables that were live before the last rebuild."""
    with ledger.transaction() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{LOCK_TIMEOUT_SECONDS}s",))
        tables.drop_tables(cursor, "previous")


def _fill(
    ledger: Ledger, connection: Connection[Any], processes: int | None, compare: bool, progress: Progress
) -> int:
    cursor = connection.cursor()
    started = _started(ledger, connection, compare)
    families = count_families(cursor, started.position)
    if not started.filled:
        fill(ledger, started.position, families, processes, progress)
        tables.create_indexes(cursor, "next")
        tables.analyze(cursor, "next")
        tracking.track(cursor, "next", started._replace(filled=True))
    return families


def _started(ledger: Ledger, connection: Connection[Any], compare: bool) -> Tracked:
    """A rebuild of this version that was interrupted, or else a new one, of all that the log holds now."""
    with connection.transaction(), connection.cursor() as cursor:
        held, known = tracking.tracked(cursor, "next"), _comparable_at(cursor, compare)
        if held is not None and _goes_on(cursor, held, known):
            return held
        tables.drop_tables(cursor, "next")
        tables.create_tables(cursor, "next")
        started = Tracked(version(), min(ledger.position(), known), filled=False)
        tracking.track(cursor, "next", started)
        return started


def _goes_on(cursor: Cursor[Any], held: Tracked, known: int) -> bool:
    return held.version == version() and held.position <= known and tracking.is_of_this_log(cursor, "next")


def _comparable_at(cursor: Cursor[Any], compare: bool) -> int:
    """The position at which live and new tables are compared, if they are to be, and have read the same log."""
    held = tracking.tracked(cursor, "live")
    if not compare or held is None or not tracking.is_of_this_log(cursor, "live"):
        return LAST_POSITION
    return held.position


def _compared(connection: Connection[Any], following: Tables) -> list[Difference]:
    """The runner is kept out by the lock on the live row meanwhile; readers and writers are not."""
    while following.advance(known=_comparable_at(connection.cursor(), True)):
        pass
    with connection.transaction(), connection.cursor() as cursor:
        tracking.tracked(cursor, "live", lock="UPDATE")
        _read_on(cursor, following, _comparable_at(cursor, True))
        return differences(cursor)


def _swap(connection: Connection[Any], following: Tables) -> None:
    while following.advance():
        pass
    for _ in range(SWAP_TRIES):
        try:
            with connection.transaction(), connection.cursor() as cursor:
                return _swap_within(cursor, following)
        except LockNotAvailable:
            time.sleep(SWAP_PAUSE_SECONDS)
    raise SwapBlocked(
        f"The tables of ledger {following.ledger.name!r} are read all the time, so the new ones could not be put in"
        " their place. Nothing is lost: run the rebuild again when less is going on."
    )


def _swap_within(cursor: Cursor[Any], following: Tables) -> None:
    """The runner is kept out by the lock on the live row: what it has read, the new tables have read too."""
    tracking.tracked(cursor, "live", lock="UPDATE")
    _read_on(cursor, following)
    rebuilt = tracking.tracked(cursor, "next")
    assert rebuilt is not None
    swap_tables(cursor)
    tracking.track(cursor, "live", rebuilt)
    cursor.execute("DELETE FROM projection WHERE name = 'next'")
    cursor.execute("DELETE FROM parked")
    tracking.announce(cursor, following.ledger)


def _read_on(cursor: Cursor[Any], following: Tables, known: int = LAST_POSITION) -> None:
    while following.advance_within(cursor, BATCH_EVENTS, known=known):
        pass
