"""The one way into the log, shared by every writer: officers' commands, bulk loading, founding a ledger.

**Insert order is commit order.** A writer takes its ledger's advisory lock, then its positions, and keeps the lock
until it has committed. So no position becomes visible after a higher one, and a reader that tails the log by position
passes nothing over. Unlike a lock on the table, this one does not wait for VACUUM, index builds or readers.

The lock is of the transaction (`pg_advisory_xact_lock`): a writer that dies lets go of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier, Literal
from psycopg.types.numeric import Int8

from ledger.arrays import BigintArray, ByteaArray, TextArray, UuidArray

LOCK_TIMEOUT_SECONDS = 10
"""How long a writer waits for the others. A chunk of bulk loading holds the lock for a fraction of a second."""

HELD_IDLE_SECONDS = 30
"""A writer that does nothing for so long while it holds the lock (its process was stopped, its machine fell asleep) is
cut off by the server, and its transaction undone: nobody waits for it for ever."""

HEAD: LiteralString = """
SELECT coalesce(last.leaf, -1), greatest(clock_timestamp(), last.recorded_at)
FROM (VALUES (1)) AS one
LEFT JOIN (SELECT leaf, recorded_at FROM event ORDER BY notification_id DESC LIMIT 1) AS last ON true
"""
"""The last leaf, and the time at which the next events are recorded. Only for a transaction that holds the lock."""

Row = tuple[UUID, int, str, bytes]
"""An event as it is stored: stream, version, topic, state."""

_APPEND: LiteralString = "SELECT append_events(%b, %s, %s, %b, %b, %b, %b, %s, %b::bytea)"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a save came to. Positions are those of its first and last event; both 0 when there was nothing to record.

    `repeated`: nothing was recorded now, because the same command had been carried out under its idempotency key; the
    positions are those of then.
    """

    first_position: int
    last_position: int
    events: int
    repeated: bool = False

    @classmethod
    def of(cls, positions: Sequence[int]) -> Recorded:
        return cls(positions[0], positions[-1], len(positions)) if positions else NOTHING


NOTHING = Recorded(0, 0, 0)


@cache
def lock_key(schema: str) -> int:
    """The advisory lock of one ledger's writers, unlike any other ledger's of the database."""
    return int.from_bytes(sha256(f"outcomes-ledger append {schema}".encode()).digest()[:8], signed=True)


def lock_statement(schema: str, timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Composed:
    """For a transaction of several statements; `append` takes the lock by itself."""
    return SQL(
        "SELECT set_config('lock_timeout', {}, true), set_config('idle_in_transaction_session_timeout', {}, true),"
        " pg_advisory_xact_lock({})"
    ).format(
        Literal(_milliseconds(timeout_seconds)), Literal(_milliseconds(HELD_IDLE_SECONDS)), Literal(lock_key(schema))
    )


def notify_statement(schema: str) -> Composed:
    """News goes out when the transaction commits. Channels are of the database, so each ledger's bears its name."""
    return SQL("NOTIFY {}").format(Identifier(schema))


def append(
    cursor: Cursor[Any],
    schema: str,
    rows: Sequence[Row],
    command_key: str | None = None,
    command_digest: bytes | None = None,
    timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
) -> range:
    """Takes the lock, appends, and gives the positions; outside a transaction it commits too. A cursor of tuples."""
    streams, versions, topics, states = zip(*rows, strict=True) if rows else ((), (), (), ())
    cursor.execute(
        _APPEND,
        (
            Int8(lock_key(schema)),
            _milliseconds(timeout_seconds),
            schema,
            UuidArray.of(streams),
            BigintArray.of(versions),
            TextArray.of(topics),
            ByteaArray.of(states),
            command_key,
            command_digest,
        ),
        prepare=True,
    )
    found = cursor.fetchone()
    assert found is not None
    last: int | None = found[0]
    return range(0) if last is None else range(last - len(rows) + 1, last + 1)


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
