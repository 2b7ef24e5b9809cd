"""Requests: what one of them records is noted beside its events, and however often it is sent it is carried out once.

A request is known by its caller's key. The key, a digest of what was asked and the positions recorded are written in
the transaction of the events; a request that is sent again finds them, and what it came to is told anew from the log.
Neither the key nor what was asked is kept in clear: both are hashed with the ledger's own key.

A request that records in several transactions (a load) is `in_parts`: its key is written by the last of them. Sent
again after it was cut off, it goes through all of it again, and what was recorded the first time is repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ledger.errors import ConflictingWrite, ConnectionLost, IdempotencyKeyReused, VersionDiffers
from ledger.idempotency import RETRY_AFTER_SECONDS

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from ledger.recorder import WritesRows

KEYS_KEPT_DAYS = 30
"""After so many days a key may be used for another request, and the request it stood for would be carried out anew."""

_KEYS_FORGOTTEN_AT_ONCE = 10

_NEXT = "SELECT last_value + is_called::int FROM event_notification_id_seq"
"""The position of the next event: nobody else moves the sequence while the append lock is held."""
_LAST = "SELECT coalesce(max(notification_id), 0) FROM event"
_REMEMBER = """
INSERT INTO idempotency (key, input_digest, first_position, last_position, events, answer)
VALUES (%(key)s, %(digest)s, %(first)s, %(last)s, %(events)s, %(answer)s)
"""
_FORGET = """
DELETE FROM idempotency WHERE key IN (
    SELECT key FROM idempotency WHERE recorded_at < clock_timestamp() - make_interval(days => %s)
    ORDER BY recorded_at LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a request came to: the events that it recorded, and the position of the log that this is true as of.

    `repeated`: it had been carried out before. `answer` is what was kept because the log does not say it.
    """

    position: int
    events: int
    repeated: bool = False
    answer: Any = None


@dataclass(slots=True)
class Request:
    """One request while it is carried out. Without a `key` it may be carried out again by whoever sends it again.

    `seen` are the versions of families that the caller has decided on. Raises `VersionDiffers` where one has moved on.
    """

    caller: str
    correlation_id: str
    key: str | None = None
    said: bytes = b""
    seen: Mapping[UUID, int] = field(default_factory=dict)
    in_parts: bool = False
    answer: Any = None
    """Set while it is carried out, by whoever knows it. It must name nobody."""
    done: Done | None = None
    events: int = 0

    def demand_versions(self, aggregates: Iterable[Any]) -> None:
        for one in aggregates:
            expected = self.seen.get(getattr(one, "id", None))  # type: ignore[arg-type]
            if expected is not None and one.version - len(one.pending) != expected:
                raise VersionDiffers(one.version - len(one.pending))


@dataclass(slots=True)
class Noting:
    """Rows beside one save of a request: see `Ledger.save`. `beside` are other rows of the same save."""

    request: Request
    ledger: Ledger
    events: int
    beside: WritesRows | None
    last: int = 0

    def write(self, cursor: Cursor[Any]) -> None:
        first = self._correlate(cursor)
        if self.request.key is not None and self._ends:
            self._remember(cursor, first)
        if self.beside:
            self.beside.write(cursor)

    def settle(self) -> None:
        """When it is known to be recorded."""
        if self._ends:
            self.request.done = Done(self.last, self.request.events + self.events, answer=self.request.answer)
        self.request.events += self.events

    @property
    def _ends(self) -> bool:
        return self.request.done is None and not self.request.in_parts

    def _correlate(self, cursor: Cursor[Any]) -> int | None:
        """The position of the first event that is about to be recorded, if any is."""
        if not self.events:
            self.last = _number(cursor, _LAST)
            return None
        first = _number(cursor, _NEXT)
        self.last = first + self.events - 1
        cursor.execute("INSERT INTO correlation VALUES (%s, %s, %s)", (first, self.last, self.request.correlation_id))
        return first

    def _remember(self, cursor: Cursor[Any], first: int | None) -> None:
        request = self.request
        key, digest = _hashed(self.ledger, request)
        cursor.execute(_FORGET, (KEYS_KEPT_DAYS, _KEYS_FORGOTTEN_AT_ONCE))
        cursor.execute(_REMEMBER, {
            "key": key, "digest": digest, "first": first, "last": self.last, "events": request.events + self.events,
            "answer": Jsonb(request.answer) if request.answer is not None else None})


def carried_out(ledger: Ledger, request: Request, act: Callable[[Ledger], Any]) -> Done:
    """Hands `act` the ledger to record with, once; again after a lost connection, and never twice under one key.

    Raises what `act` raises, with nothing recorded unless the request is in parts; `IdempotencyKeyReused`,
    `VersionDiffers`.
    """
    for pause_seconds in RETRY_AFTER_SECONDS if request.key else ():
        try:
            return _acted(ledger, request, act)
        except ConnectionLost:
            time.sleep(pause_seconds)
    return _acted(ledger, request, act)


def _acted(ledger: Ledger, request: Request, act: Callable[[Ledger], Any]) -> Done:
    earlier = recalled(ledger, request)
    if earlier is not None:
        return earlier
    request.done, request.events = None, 0
    try:
        bound = ledger.on_request(request)
        act(bound)
        if request.done is None:
            request.in_parts = False
            bound.save()
    except ConnectionLost:
        raise
    except Exception as error:
        return _told_after_all(ledger, request, error)
    assert request.done is not None
    return request.done


def _told_after_all(ledger: Ledger, request: Request, error: Exception) -> Done:
    """The same request may have been carried out meanwhile, by another server: then what it met was itself."""
    earlier = recalled(ledger, request)
    if earlier is not None:
        return earlier
    if isinstance(error, ConflictingWrite) and error.stream is not None and error.stream in request.seen:
        raise VersionDiffers(ledger.family(error.stream).version) from None
    raise error


def recalled(ledger: Ledger, request: Request) -> Done | None:
    """What the request came to when it was carried out, if it was. Raises `IdempotencyKeyReused`."""
    if request.key is None:
        return None
    key, digest = _hashed(ledger, request)
    with ledger.database.cursor(ledger.schema) as cursor:
        row = cursor.execute(
            "SELECT input_digest, last_position, events, answer FROM idempotency WHERE key = %s", (key,)).fetchone()
    if row is None:
        return None
    if bytes(row[0]) != digest:
        raise IdempotencyKeyReused(
            "The idempotency key was used before, for another request. Use a new key for each request.")
    return Done(row[1], row[2], repeated=True, answer=row[3])


_CORRELATED = """
SELECT position, correlation_id FROM unnest(%s::bigint[]) AS asked (position) CROSS JOIN LATERAL (
    SELECT * FROM correlation WHERE first_position <= position ORDER BY first_position DESC LIMIT 1
) AS saved WHERE last_position >= position
"""


def correlations(ledger: Ledger, positions: Iterable[int]) -> dict[int, str]:
    """The correlation id of the request that recorded each event; without those that came by no request."""
    with ledger.database.cursor(ledger.schema) as cursor:
        return dict(cursor.execute(_CORRELATED, (list(positions),)).fetchall())


def _hashed(ledger: Ledger, request: Request) -> tuple[str, bytes]:
    assert request.key is not None
    lookup = ledger.keyring.lookup
    return lookup("request", request.caller, request.key).hex(), lookup("request said", request.said.hex())


def _number(cursor: Cursor[Any], statement: Any) -> int:
    row = cursor.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
