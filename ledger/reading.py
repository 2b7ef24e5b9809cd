"""Reading the log quickly: of one stream, of many, in log order; straight from binary rows to events.

Every reader takes `known`, a position: what is after it does not exist. None is 'all that there is'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg.rows import tuple_row

from domain.authority import AUTHORITY_STREAM, Authority
from domain.events import Event
from domain.family import Family
from ledger.database import Database
from ledger.mapper import EventMapper

LAST_POSITION = 2**63 - 1
PAGE_EVENTS = 5_000
ROWS_AT_A_TIME = 5_000

_COLUMNS: LiteralString = "SELECT topic, originator_id, originator_version, state, notification_id"
# Of streams. Written so that no index by position can answer it: while the server knows nothing of the table yet, as
# after a first large load, it would otherwise read the positions of the whole log for one family.
_UP_TO: LiteralString = "notification_id + 0 <= %s"


class Entry(NamedTuple):
    """An event with its place on the second clock: where in the log it is, and when the ledger recorded it."""

    position: int
    recorded_at: datetime
    event: Event


class Reader:
    def __init__(self, database: Database, schema: str, mapper: EventMapper) -> None:
        self._database = database
        self._schema = schema
        self._mapper = mapper

    # ---- the log ------------------------------------------------------------------------------------------------

    def page(self, after: int, known: int | None = None, limit: int = PAGE_EVENTS) -> list[Entry]:
        """The next events of the log after a position, at most `limit`; none means that the reader has caught up."""
        return self._entries(
            _COLUMNS + ", recorded_at FROM event WHERE notification_id > %s AND notification_id <= %s"
            " ORDER BY notification_id LIMIT %s",
            (after, _or_last(known), limit),
        )

    # ---- streams ------------------------------------------------------------------------------------------------

    def stream(self, stream: UUID, known: int | None = None) -> list[Entry]:
        """The whole history of one stream, in its order."""
        return self._entries(
            _COLUMNS + f", recorded_at FROM event WHERE originator_id = %s AND {_UP_TO}"
            " ORDER BY originator_version",
            (stream, _or_last(known)),
        )

    def streams(self, streams: Iterable[UUID], known: int | None = None) -> list[Entry]:
        """The histories of many streams, one after the other, each in its order."""
        return self._entries(
            _COLUMNS + f", recorded_at FROM event WHERE originator_id = ANY(%s) AND {_UP_TO}"
            " ORDER BY originator_id, originator_version",
            (list(streams), _or_last(known)),
        )

    def streams_about(self, streams: Iterable[UUID], topics: Iterable[str], known: int | None = None) -> list[Entry]:
        """As `streams`, of the events with these topics alone: for what needs no whole family."""
        return self._entries(
            _COLUMNS + ", recorded_at FROM event WHERE originator_id = ANY(%s) AND topic = ANY(%s)"
            f" AND {_UP_TO} ORDER BY originator_id, originator_version",
            (list(streams), list(topics), _or_last(known)),
        )

    def _entries(self, statement: LiteralString, values: tuple[Any, ...]) -> list[Entry]:
        decode = self._mapper.decode
        with self._database.cursor(self._schema) as cursor:
            rows = cursor.execute(statement, values).fetchall()
        return [
            Entry(position, recorded_at, decode(topic, stream, version, state))
            for topic, stream, version, state, position, recorded_at in rows
        ]

    # ---- folding ------------------------------------------------------------------------------------------------

    def authority(self, known: int | None = None) -> Authority:
        authority = Authority()
        for entry in self.stream(AUTHORITY_STREAM, known):
            authority.apply(entry.event, entry.position)
        return authority

    def families(self, families: Iterable[UUID], known: int | None = None) -> dict[UUID, Family]:
        """Every family asked for. One that has no events (by then) has version 0."""
        wanted = list(families)
        found = {stream: Family(stream) for stream in wanted}
        statement = (
            _COLUMNS + f" FROM event WHERE originator_id = ANY(%s) AND {_UP_TO}"
            " ORDER BY originator_id, originator_version"
        )
        with self._database.cursor(self._schema) as cursor:
            rows = cursor.execute(statement, (wanted, _or_last(known))).fetchall()
        decode = self._mapper.decode
        for topic, stream, version, state, position in rows:
            found[stream].apply(decode(topic, stream, version, state), position)
        return found

    def every_family(
        self, known: int | None = None, first: UUID | None = None, past: UUID | None = None
    ) -> Iterator[Family]:
        """Folds the whole ledger, one family at a time in order of id, holding one family and a few thousand rows.

        `first` and `past` (not included) bound the ids, so that several processes can share the work. One snapshot:
        what is recorded while it runs is not seen. Holds a connection until it is exhausted or closed.
        """
        statement: LiteralString = (
            _COLUMNS + " FROM event WHERE notification_id <= %s AND starts_with(topic, 'family.')"
            " AND (%s::uuid IS NULL OR originator_id >= %s) AND (%s::uuid IS NULL OR originator_id < %s)"
            " ORDER BY originator_id, originator_version"
        )
        with (
            self._database.connection(self._schema) as connection,
            connection.transaction(),
            connection.cursor("every_family", row_factory=tuple_row) as cursor,
        ):
            cursor.itersize = ROWS_AT_A_TIME
            cursor.execute(statement, (_or_last(known), first, first, past, past), binary=True)
            yield from fold_in_order(cursor, self._mapper.decode)


def fold_in_order(
    rows: Iterable[tuple[Any, ...]], decode: Callable[[str, UUID, int, bytes], Event]
) -> Iterator[Family]:
    """Families from rows (topic, stream, version, state, position) in the order of streams and versions."""
    family: Family | None = None
    for topic, stream, version, state, position in rows:
        if family is None or family.id != stream:
            if family is not None:
                yield family
            family = Family(stream)
        family.apply(decode(topic, stream, version, state), position)
    if family is not None:
        yield family


def _or_last(known: int | None) -> int:
    return LAST_POSITION if known is None else known
