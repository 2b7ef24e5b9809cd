"""Commands that may be asked twice and are carried out once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self, TypeVar

import orjson
from psycopg import Cursor

from ledger.appending import Recorded
from ledger.errors import ConflictingWrite, ConnectionLost, IdempotencyKeyReused
from ledger.translation import IdempotencyKeyTaken

Result = TypeVar("Result")

RETRY_AFTER_SECONDS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)
"""Long enough for a server that restarts after a crash."""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A caller's key for one command, and the digest of the command's input, to tell a repetition from a mistake."""

    key: str
    input_digest: bytes

    @classmethod
    def of(cls, key: str, command: Any) -> Self:
        """`command` is the input itself: bytes, or anything that JSON can say (keys in any order)."""
        said = command if isinstance(command, bytes) else orjson.dumps(command, option=orjson.OPT_SORT_KEYS)
        return cls(key, sha256(said).digest())


def remember(cursor: Cursor[Any], command: Idempotency, events: int) -> None:
    """Notes the command in the transaction that has just appended its `events`.

    The last position is read from the sequence, which no one else can move while the append lock is held. A key that
    was used before violates the table's key: the transaction is undone, and `recall` says what it had come to.
    """
    cursor.execute(
        "INSERT INTO idempotency (key, input_digest, first_position, last_position, events)"
        " SELECT %(key)s, %(digest)s, CASE WHEN %(events)s > 0 THEN last - %(events)s + 1 END, last, %(events)s"
        " FROM (SELECT CASE WHEN %(events)s > 0 THEN currval('event_notification_id_seq') END) AS sequence (last)",
        {"key": command.key, "digest": command.input_digest, "events": events},
    )


def recall(cursor: Cursor[Any], command: Idempotency) -> Recorded | None:
    """What the command came to when it was carried out, if it was. `cursor` gives tuples."""
    cursor.execute(
        "SELECT input_digest, first_position, last_position, events FROM idempotency WHERE key = %s", (command.key,)
    )
    row = cursor.fetchone()
    if row is None:
        return None
    if bytes(row[0]) != command.input_digest:
        raise IdempotencyKeyReused(
            f"The idempotency key {command.key!r} was used before, for another input. Use a new key for each command."
        )
    return Recorded(row[1] or 0, row[2] or 0, row[3], repeated=True)


class AlreadyRecorded(Exception):
    """The command had been carried out before, under the same idempotency key: `recorded` is what it came to."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded


def carried_out_once(
    append: Callable[[], Result], command: Idempotency | None, recall: Callable[[Idempotency], Recorded | None]
) -> Result:
    """Appends; with a key, again after a lost connection, and never twice. Raises `AlreadyRecorded` for a repetition.

    Without a key it is tried once: a second try could meet its own events and take them for someone else's.
    """
    if command is None:
        return append()
    for pause_seconds in RETRY_AFTER_SECONDS:
        try:
            return _append_or_recall(append, command, recall)
        except ConnectionLost:
            time.sleep(pause_seconds)
    return _append_or_recall(append, command, recall)


def _append_or_recall(
    append: Callable[[], Result], command: Idempotency, recall: Callable[[Idempotency], Recorded | None]
) -> Result:
    """A repetition meets its own key or its own events; only then is it worth asking what it had come to."""
    try:
        return append()
    except (IdempotencyKeyTaken, ConflictingWrite):
        recorded = recall(command)
        if recorded is None:
            raise
        raise AlreadyRecorded(recorded) from None
