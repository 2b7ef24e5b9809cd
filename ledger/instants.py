"""What a caller means by `known`: a position in the log, or an instant at which something was known.

An instant stands for the last position recorded by then. The answer for an instant that has passed is the same for
ever: see `position_known_at`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, LiteralString

from psycopg import Cursor
from psycopg.sql import SQL, Literal

from ledger.appending import LOCK_TIMEOUT_SECONDS, lock_key
from ledger.errors import NotAnInstant

Known = int | str | date | datetime
"""A position; or an instant (without a zone: UTC); or a day, which means its end in UTC; or either of them as text."""

_WRITING_DONE = SQL("SELECT set_config('lock_timeout', {}, true), pg_advisory_xact_lock_shared({})")

# Leaves are dense and recorded times sorted by them, so the last leaf recorded by an instant is found by halving:
# 25 look-ups in 20 million events, and no index on time to keep. -1 stands for 'before the first'.
_LAST_LEAF_BY: LiteralString = """
WITH RECURSIVE search (low, high) AS (
    SELECT -1::bigint, coalesce(max(leaf), -1) FROM event
    UNION ALL
    SELECT CASE WHEN middle.recorded_at <= %(instant)s THEN middle.leaf ELSE search.low END,
           CASE WHEN middle.recorded_at <= %(instant)s THEN search.high ELSE middle.leaf - 1 END
    FROM search JOIN event AS middle ON middle.leaf = (search.low + search.high + 1) / 2
    WHERE search.low < search.high
)
SELECT coalesce(max(event.notification_id), 0), coalesce(max(event.leaf), -1) = (SELECT max(high) FROM search)
FROM event WHERE leaf = (SELECT low FROM search WHERE low = high)
"""


def instant_of(known: str | date) -> datetime:
    """Raises `NotAnInstant` for text that names no instant or day."""
    if isinstance(known, datetime):
        return known if known.tzinfo else known.replace(tzinfo=UTC)
    if isinstance(known, date):
        return _end_of(known)
    text = known.strip()
    try:
        if len(text) <= len("2012-01-31"):
            return _end_of(date.fromisoformat(text))
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAnInstant(
            f"{known!r} is neither a position in the log nor an instant. Write a position such as 1234, an instant"
            " such as 2012-03-01T09:30:00Z, or a day such as 2012-03-01 (meaning its end, in UTC)."
        ) from None


def position_of(known: str | int) -> int | None:
    """The position that is meant, if one is; raises `NotAnInstant` for one below 0."""
    if isinstance(known, int):
        position = known
    elif known.strip().isascii() and known.strip().removeprefix("-").isdigit():
        position = int(known)
    else:
        return None
    if position < 0:
        raise NotAnInstant(f"There is no position {position} in the log: they count from 1; 0 is before the first.")
    return position


def position_known_at(cursor: Cursor[Any], schema: str, instant: datetime) -> int:
    """The last position recorded at or before the instant; 0 when there was none.

    When that is the end of the log, a writer may just be recording more, with a time before the instant. So we wait
    for whoever writes now, and look again: asked later, the same instant then has the same answer. `cursor` is in a
    transaction.
    """
    position, is_last = _last_recorded_by(cursor, instant)
    if not is_last:
        return position
    cursor.execute(_WRITING_DONE.format(Literal(f"{LOCK_TIMEOUT_SECONDS}s"), Literal(lock_key(schema))))
    return _last_recorded_by(cursor, instant)[0]


def _last_recorded_by(cursor: Cursor[Any], instant: datetime) -> tuple[int, bool]:
    """The position, and whether no visible event is later. (The last leaf's bound never moves while all is earlier.)"""
    cursor.execute(_LAST_LEAF_BY, {"instant": instant})
    row = cursor.fetchone()
    assert row is not None
    return int(row[0]), bool(row[1])


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC) if day == date.max else datetime.combine(
        day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)  # fmt: skip
