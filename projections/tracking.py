"""How far a generation of the tables has read the log, and which families are parked."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor
from psycopg.errors import UndefinedTable

from ledger import appending
from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.migrations import migrate, missing_migrations
from projections.errors import FamilyUnfoldable, NotProjected
from projections.same_log import ensure_same_log, mark_of, rests_on
from projections.tables import Generation, create_indexes, create_tables
from projections.version import version

Lock = Literal["SHARE", "UPDATE"]


class Tracked(NamedTuple):
    """`filled` is false while a rebuild still fills the tables, which are then not usable yet."""

    version: str
    position: int
    filled: bool


class Overtaken(LedgerError):
    """Somebody else moved the tables on in between: nothing was written, look again."""


def prepare(ledger: Ledger) -> None:
    """Makes the tables where there are none; does nothing to those that are there, of whatever version."""
    with ledger.transaction() as cursor:
        if _is_prepared(cursor):
            return
        cursor.execute(appending.lock_statement(ledger.schema))
        migrate(cursor, "projections.migrations")
        if tracked(cursor, "live") is None:
            create_tables(cursor, "live")
            create_indexes(cursor, "live")
            track(cursor, "live", Tracked(version(), 0, filled=True))


def _is_prepared(cursor: Cursor[Any]) -> bool:
    return not missing_migrations(cursor, "projections.migrations") and tracked(cursor, "live") is not None


def tracked(cursor: Cursor[Any], generation: Generation, *, lock: Lock | None = None) -> Tracked | None:
    """With a `lock`, this stays so until the transaction ends; `UPDATE` is for those who change the live tables."""
    statement = "SELECT version, position, filled FROM projection WHERE name = %s"
    row = cursor.execute(statement + (f" FOR {lock}" if lock else ""), (generation,)).fetchone()
    return None if row is None else Tracked(*row)


def track(cursor: Cursor[Any], generation: Generation, now: Tracked) -> None:
    cursor.execute(
        "INSERT INTO projection (name, version, position, filled, log_mark) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET version = excluded.version, position = excluded.position,"
        " filled = excluded.filled, log_mark = excluded.log_mark, updated_at = clock_timestamp()",
        (generation, *now, mark_of(cursor, now.position)),
    )


def move(
    cursor: Cursor[Any], generation: Generation, held: Tracked, position: int, events: int, seconds: float
) -> None:
    """Records the position read, if it is still where it was when we began: raises `Overtaken` otherwise.

    `events` were taken in within `seconds`, the commit apart.
    """
    cursor.execute(
        "UPDATE projection SET position = %s, log_mark = %s, updated_at = clock_timestamp(), batch_events = %s,"
        " batch_seconds = %s WHERE name = %s AND version = %s AND position = %s",
        (position, mark_of(cursor, position), events, seconds, generation, held.version, held.position),
    )
    if cursor.rowcount != 1:
        raise Overtaken("The projection was moved on by another process meanwhile. Nothing was written; try again.")


def is_of_this_log(cursor: Cursor[Any], generation: Generation) -> bool:
    """False when these tables have read another log than the one that is here: see same_log.py."""
    return rests_on(cursor, *_read(cursor, generation))


def ensure_of_this_log(cursor: Cursor[Any], ledger: Ledger, generation: Generation) -> None:
    """Raises `OtherLog`."""
    ensure_same_log(cursor, ledger, *_read(cursor, generation))


def _read(cursor: Cursor[Any], generation: Generation) -> tuple[int, bytes | None]:
    row = cursor.execute("SELECT position, log_mark FROM projection WHERE name = %s", (generation,)).fetchone()
    return (0, None) if row is None else (row[0], row[1])


def live_position(ledger: Ledger) -> int:
    """How far the live tables have read the log. Raises `NotProjected`."""
    return live(ledger).position


def live(ledger: Ledger) -> Tracked:
    try:
        with ledger.transaction() as cursor:
            held = tracked(cursor, "live")
    except UndefinedTable:
        held = None
    if held is None:
        raise not_projected(ledger)
    return held


def not_projected(ledger: Ledger) -> NotProjected:
    return NotProjected(f"The ledger {ledger.name!r} has not been projected yet. Run `outcomes rebuild`, or serve it.")


# ---- news --------------------------------------------------------------------------------------------------------


def channel_of(ledger: Ledger) -> str:
    """Where it is announced that the live tables have moved on."""
    return f"{ledger.schema}_projected"


def announce(cursor: Cursor[Any], ledger: Ledger) -> None:
    """Goes out when the transaction commits."""
    cursor.execute("SELECT pg_notify(%s, '')", (channel_of(ledger),))


# ---- parked families ---------------------------------------------------------------------------------------------


def parked_families(cursor: Cursor[Any]) -> dict[UUID, bool]:
    """Every parked family, and whether it is to be tried again."""
    return dict(cursor.execute("SELECT family, retry FROM parked").fetchall())


def park(cursor: Cursor[Any], unfoldable: FamilyUnfoldable) -> None:
    cursor.execute(
        "INSERT INTO parked (family, position, error) VALUES (%s, %s, %s) ON CONFLICT (family) DO UPDATE"
        " SET position = excluded.position, error = excluded.error, retry = false, parked_at = clock_timestamp()",
        (unfoldable.family, unfoldable.position, unfoldable.error.replace("\0", "\ufffd")),
    )


def tried_again(cursor: Cursor[Any], families: list[UUID]) -> None:
    cursor.execute("UPDATE parked SET retry = false WHERE family = ANY(%s)", (families,))


def unpark(cursor: Cursor[Any], families: list[UUID]) -> None:
    cursor.execute("DELETE FROM parked WHERE family = ANY(%s)", (families,))

