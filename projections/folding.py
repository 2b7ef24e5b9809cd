"""Reading families out of the log and folding them one by one, so that one that cannot be folded spoils no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection
from psycopg.rows import tuple_row

from domain.events import Event
from domain.events.event import UnknownTopic
from domain.family import Family
from domain.rules.calendar import Calendar
from domain.rules.scheme import Scheme
from ledger.errors import EventUnreadable, LedgerError
from projections.errors import FamilyUnfoldable
from projections.project import project
from projections.rows import FamilyRows

ROWS_AT_A_TIME = 5_000

Stored = tuple[str, UUID, int, bytes, int]
"""Topic, stream, version, state, position."""

Decode = Callable[[str, UUID, int, bytes], Event]

_STREAM = itemgetter(1)

_EVENTS = (
    "SELECT topic, originator_id, originator_version, state, notification_id FROM event"
    " WHERE notification_id <= %(last)s AND starts_with(topic, 'family.')"
)
_ORDER = " ORDER BY originator_id, originator_version"


@contextmanager
def some_families(
    connection: Connection[Any], families: Sequence[UUID], last: int
) -> Iterator[Iterator[tuple[UUID, list[Stored]]]]:
    """The events of these families up to position `last`, family by family in order of id, by a server-side cursor."""
    statement = _EVENTS + " AND originator_id = ANY(%(families)s)" + _ORDER
    with _streams(connection, statement, {"last": last, "families": families}) as streams:
        yield streams


@contextmanager
def all_families(
    connection: Connection[Any], last: int, first: UUID | None = None, past: UUID | None = None
) -> Iterator[Iterator[tuple[UUID, list[Stored]]]]:
    """As `some_families`, of all families with ids from `first` until before `past`."""
    bounds = ""
    if first is not None:
        bounds += " AND originator_id >= %(first)s"
    if past is not None:
        bounds += " AND originator_id < %(past)s"
    with _streams(connection, _EVENTS + bounds + _ORDER, {"last": last, "first": first, "past": past}) as streams:
        yield streams


@contextmanager
def _streams(
    connection: Connection[Any], statement: str, values: dict[str, Any]
) -> Iterator[Iterator[tuple[UUID, list[Stored]]]]:
    with connection.cursor("families_of_the_log", row_factory=tuple_row) as cursor:
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(statement, values, binary=True)
        yield ((stream, list(rows)) for stream, rows in groupby(cursor, key=_STREAM))


@dataclass(frozen=True, slots=True)
class Rules:
    """What a family's rows depend on besides its own events: the school terms, and the schemes as locally planned."""

    calendar: Calendar
    schemes: tuple[Scheme, ...]


def fold(family: UUID, events: Iterable[Stored], decode: Decode, rules: Rules) -> FamilyRows:
    """What a family's events come to. Raises `FamilyUnfoldable`, whatever failed."""
    record = Family(family)
    with unfoldable(record):
        for topic, stream, version, state, position in events:
            record.apply(decode(topic, stream, version, state), position)
        return project(record, rules.calendar, rules.schemes)


def folded(family: UUID, events: Iterable[Stored], decode: Decode) -> Family:
    """The record alone. Raises `FamilyUnfoldable`."""
    record = Family(family)
    with unfoldable(record):
        for topic, stream, version, state, position in events:
            record.apply(decode(topic, stream, version, state), position)
    return record


@contextmanager
def unfoldable(record: Family) -> Iterator[None]:
    """Whatever goes wrong with one family's record is said of that family, so that the others can go on."""
    try:
        yield
    except (EventUnreadable, UnknownTopic) as error:
        raise FamilyUnfoldable(record.id, record.position, str(error)) from error
    except (LedgerError, psycopg.Error):
        raise
    except Exception as error:
        raise FamilyUnfoldable(record.id, record.position, f"{type(error).__name__}: {error}") from error
