"""The projection runner: keeps the live tables up with the log, one leader for each ledger.

A leader holds an advisory lock on the connection that it works on, so whoever loses the connection loses the lead and
the work under way together. The others wait in the server's queue for the lock. Everyone wakes by notification.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event as Signal
from typing import Any

from psycopg import Connection

from ledger.errors import DatabaseUnavailable
from ledger.ledger import Ledger
from ledger.listening import Listener
from projections import tracking
from projections.advancing import BATCH_EVENTS, Progress, Tables, no_progress
from projections.connections import lock_within, own_connection
from projections.errors import FamilyUnfoldable, OtherVersion, RebuildUnderWay, SwapBlocked
from projections.queries.asking import asking
from projections.rebuild import rebuild
from projections.sealing import RegularSeals
from projections.tracking import Overtaken
from projections.version import IfOtherVersion, version
from projections.version import if_other_version as configured

LEADING = "project"
LOOK_UP_SECONDS = 1.0
"""How often a waiting process looks whether it is to stop, or the leader is gone. Not a poll for news."""
RECONNECT_SECONDS = 1.0
AT_ONCE_EVENTS = 2 * BATCH_EVENTS

_log = logging.getLogger(__name__)


def catch_up(
    ledger: Ledger,
    progress: Progress = no_progress,
    if_other_version: IfOtherVersion | None = None,
    batch_events: int = BATCH_EVENTS,
) -> int:
    """Brings the tables up to what the log holds now, and returns the position they have read.

    Tables of another version are made anew or refused, as configured where it is not said (`if_other_version`).
    When another process leads, waits until that one has come so far, and takes over from it when it dies. Raises
    `OtherVersion` if that is to be refused, and `OtherLog`.
    """
    tracking.prepare(ledger)
    wanted = ledger.position()
    with _connection(ledger) as connection, _news_of_tables(ledger) as news:
        while not lock_within(connection, LEADING, ledger.schema, 0):
            if _has_reached(ledger, wanted):
                return tracking.live_position(ledger)
            news.wait(LOOK_UP_SECONDS)
        _renew(ledger, if_other_version, progress)
        _begin(ledger, progress)
        _read_to_the_end(Tables(ledger, connection, "live", stops=False), progress, batch_events)
        return tracking.live_position(ledger)


def run_forever(
    ledger: Ledger,
    stop: Signal,
    progress: Progress = no_progress,
    if_other_version: IfOtherVersion | None = None,
    batch_events: int = BATCH_EVENTS,
) -> None:
    """Leads, or waits to lead, until `stop` is set; outlasts a database that goes away for a while.

    Raises `OtherVersion` when another version of the program has rebuilt the tables meanwhile.
    """
    while not stop.is_set():
        try:
            tracking.prepare(ledger)
            with _connection(ledger) as connection:
                if _wait_to_lead(ledger, connection, stop):
                    _renew(ledger, if_other_version, progress)
                    _begin(ledger, progress)
                    _lead(Tables(ledger, connection, "live", stops=False), stop, progress, batch_events)
        except DatabaseUnavailable as error:
            _log.warning("projecting the ledger %s is interrupted: %s", ledger.name, error)
            stop.wait(RECONNECT_SECONDS)


def wait_for(ledger: Ledger, position: int, timeout_seconds: float = 10.0) -> bool:
    """Waits until the live tables have read the log up to `position`: a caller sees its own write. False if late.

    Raises `OtherLog`: tables that have read another log may be past the position, and hold nothing of the write.
    """
    if _have_read(ledger, position):
        return True
    until = time.monotonic() + timeout_seconds
    with _news_of_tables(ledger) as news:
        while not _have_read(ledger, position):
            left = until - time.monotonic()
            if left <= 0:
                return False
            news.wait(left)
    return True


def retry_parked(ledger: Ledger, progress: Progress = no_progress) -> int:
    """Has every parked family tried again, by us or by whoever leads, and returns how many are parked still."""
    tracking.prepare(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE parked SET retry = true")
        cursor.execute("SELECT pg_notify(%s, '')", (ledger.schema,))
    catch_up(ledger, progress)
    with ledger.transaction() as cursor:
        return len(tracking.parked_families(cursor))


@contextmanager
def _connection(ledger: Ledger) -> Iterator[Connection[Any]]:
    """Of a leader. It does not wait for the disk: of what a crash of the server loses, the position is lost too, and
    the log, which is waited for, is read again from there.
    """
    with own_connection(ledger) as connection:
        connection.execute("SET synchronous_commit TO off")
        yield connection


def _have_read(ledger: Ledger, position: int) -> bool:
    with asking(ledger) as cursor:
        held = tracking.tracked(cursor, "live")
        if held is None:
            raise tracking.not_projected(ledger)
        if held.position >= position:
            tracking.ensure_of_this_log(cursor, ledger, "live")
        return held.position >= position


def _news_of_tables(ledger: Ledger) -> Listener:
    return Listener(ledger.database, tracking.channel_of(ledger))


def _has_reached(ledger: Ledger, wanted: int) -> bool:
    with ledger.transaction() as cursor:
        held = tracking.tracked(cursor, "live")
        assert held is not None
        if held.version != version():
            raise OtherVersion(
                f"The tables of ledger {ledger.name!r} are kept by a process of version {held.version}, and this"
                f" program's are of {version()}. Stop the older of the two, and run `outcomes rebuild` with the newer."
            )
        tracking.ensure_of_this_log(cursor, ledger, "live")
        return held.position >= wanted and not any(tracking.parked_families(cursor).values())


def _renew(ledger: Ledger, if_other_version: IfOtherVersion | None, progress: Progress) -> None:
    """Only by a new leader, at its start: two versions that run beside each other must not rebuild in turns."""
    held = tracking.live(ledger)
    if held.version != version() and (if_other_version or configured()) == "rebuild":
        _log.info("ledger %s: tables of version %s are made anew as %s", ledger.name, held.version, version())
        rebuild(ledger, progress=progress)


def _begin(ledger: Ledger, progress: Progress) -> None:
    """Tables that have read nothing of a long log yet are filled as a rebuild fills them: each family is folded once,
    not once for each batch that says something of it. A log that a rebuild refuses is read batch by batch all the same.
    """
    held = tracking.live(ledger)
    if held.position == 0 and held.version == version() and ledger.position() > AT_ONCE_EVENTS:
        with suppress(FamilyUnfoldable, RebuildUnderWay, SwapBlocked):
            rebuild(ledger, progress=progress)


def _wait_to_lead(ledger: Ledger, connection: Connection[Any], stop: Signal) -> bool:
    while not stop.is_set():
        if lock_within(connection, LEADING, ledger.schema, LOOK_UP_SECONDS):
            return True
    return False


def _lead(tables: Tables, stop: Signal, progress: Progress, batch_events: int) -> None:
    seals = RegularSeals(tables.ledger)
    with tables.ledger.listener() as news:
        while not stop.is_set():
            _read_to_the_end(tables, progress, batch_events, stop)
            seals.look()
            while not stop.is_set() and not news.wait(LOOK_UP_SECONDS):
                seals.look()


def _read_to_the_end(tables: Tables, progress: Progress, batch_events: int, stop: Signal | None = None) -> None:
    while stop is None or not stop.is_set():
        try:
            if not tables.advance(batch_events, progress):
                return
        except Overtaken as error:
            _log.warning("ledger %s: %s", tables.ledger.name, error)
