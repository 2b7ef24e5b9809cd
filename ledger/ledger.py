"""One authority's ledger: what may be asked of it, and the only ways to add to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from copy import copy
from datetime import date
from functools import partial
from typing import Any, Protocol, Self
from uuid import UUID

from psycopg import Cursor

from domain.authority import Authority
from domain.events import Event
from domain.family import Family
from ledger.agency_people import AgencyRegister
from ledger.appending import NOTHING, Recorded
from ledger.application import LedgerApplication
from ledger.bulk import append_in_bulk
from ledger.corrections import Corrections
from ledger.database import Database
from ledger.deliveries import Deliveries
from ledger.extracts import Extracts
from ledger.idempotency import AlreadyRecorded, Idempotency
from ledger.identity import IdentityRegister
from ledger.instants import Known, instant_of, position_known_at, position_of
from ledger.listening import Listener
from ledger.pseudonymous import PseudonymousRegister
from ledger.reading import Entry, Reader
from ledger.recorder import WritesRows
from ledger.requests import Noting, Request


class Aggregate(Protocol):
    """What can be saved: it hands over its new events, in the order in which they happened."""

    pending: list[Event]

    def collect_events(self) -> list[Event]: ...


class Ledger:
    """Made by `ledger.ledgers.open_ledger`. Safe to share between threads; holds nothing but its database.

    `known` is a position everywhere; `position_known_at` makes one of what a user wrote.
    """

    def __init__(self, database: Database, name: str, schema: str) -> None:
        self.database = database
        self.name = name
        self.schema = schema
        self.keyring = database.keyring(schema)
        self.application = LedgerApplication(database, schema)
        self.application.mapper.seal = self.keyring.seal
        self.reader = Reader(database, schema, self.application.mapper)
        self.register = IdentityRegister(partial(database.cursor, schema))
        self.agencies = AgencyRegister(partial(database.cursor, schema))
        self.extracts = Extracts(partial(database.transaction, schema))
        self.corrections = Corrections(partial(database.transaction, schema))
        self.deliveries = Deliveries(partial(database.transaction, schema))
        self._request: Request | None = None

    def on_request(self, request: Request) -> Self:
        """This ledger for the acts of one request: whatever they save is noted as recorded by it."""
        bound = copy(self)
        bound._request = request
        return bound

    def with_pseudonyms(self) -> Self:
        """This ledger for somebody who may not see who people are."""
        bound = copy(self)
        bound.register = PseudonymousRegister(partial(self.database.cursor, self.schema))
        return bound

    # ---- asking -------------------------------------------------------------------------------------------------

    def authority(self, known: int | None = None) -> Authority:
        return self.reader.authority(known)

    def family(self, family: UUID, known: int | None = None) -> Family:
        """One that has no events (by then) has version 0."""
        return self.reader.families([family], known)[family]

    def families(self, families: Iterable[UUID], known: int | None = None) -> dict[UUID, Family]:
        """Every family asked for, in one query. One that has no events (by then) has version 0."""
        return self.reader.families(families, known)

    def every_family(
        self, known: int | None = None, first: UUID | None = None, past: UUID | None = None
    ) -> Iterator[Family]:
        """Folds all families in order of id, in bounded memory; see `Reader.every_family`."""
        return self.reader.every_family(known, first, past)

    def history(self, stream: UUID, known: int | None = None) -> list[Entry]:
        """Every event of one family, or of the authority, with its position and when it was recorded."""
        return self.reader.stream(stream, known)

    def position(self) -> int:
        """Of the last event. Positions have gaps: for a count ask `event_count`."""
        return self._number("SELECT coalesce(max(notification_id), 0) FROM event")

    def event_count(self) -> int:
        return self._number("SELECT coalesce(max(leaf), -1) + 1 FROM event")

    def position_known_at(self, known: Known) -> int:
        """The position that a user's K means; one that has not come yet means now. Raises `NotAnInstant`."""
        position = position_of(known) if isinstance(known, int | str) else None
        if position is not None:
            return min(position, self.position())
        assert isinstance(known, str | date)
        with self.transaction() as cursor:
            return position_known_at(cursor, self.schema, instant_of(known))

    # ---- adding -------------------------------------------------------------------------------------------------

    def save(
        self, *aggregates: Aggregate, idempotency: Idempotency | None = None, register: WritesRows | None = None
    ) -> Recorded:
        """Records what is pending: all of it, with the `register` rows, or (raising) none, and it stays pending.

        Raises `ConflictingWrite` or `RegisterConflict` when someone else was quicker, `IdempotencyKeyReused`,
        `LedgerBusy`, and `ConnectionLost` when it cannot be known whether it was recorded.
        """
        events = _pending(aggregates)
        noting = self._noting(aggregates, events, register)
        if not (events or register or idempotency or noting):
            return NOTHING
        recorded = self._save(events, idempotency, noting or register)
        _settle(aggregates, noting)
        return recorded

    def _save(self, events: list[Event], idempotency: Idempotency | None, register: WritesRows | None) -> Recorded:
        """Without the library's `Application.save`: what it makes of the events afterwards nobody here asks for, and it
        takes longer than PostgreSQL.
        """
        mapper, recorder = self.application.mapper, self.application.recorder
        try:
            with self.keyring.ready_for(events, register or None, checked=False) as beside:
                return Recorded.of(recorder.append(mapper.rows(events), beside, idempotency))
        except AlreadyRecorded as already:
            return already.recorded

    def save_in_bulk(
        self,
        aggregates: Iterable[Aggregate],
        register: WritesRows | None = None,
        idempotency: Idempotency | None = None,
    ) -> Recorded:
        """As `save`, by COPY: for hundreds of events and more. One chunk is one transaction; keep it to thousands."""
        saved = list(aggregates)
        events = _pending(saved)
        noting = self._noting(saved, events, register)
        if not (events or register or idempotency or noting):
            return NOTHING
        mapper = self.application.mapper
        try:
            with self.keyring.ready_for(events, noting or register or None, checked=True) as rows:
                recorded = append_in_bulk(self.database, self.schema, mapper, events, rows, idempotency)
        except AlreadyRecorded as already:
            recorded = already.recorded
        _settle(saved, noting)
        return recorded

    def _noting(
        self, aggregates: Iterable[Aggregate], events: list[Event], register: WritesRows | None
    ) -> Noting | None:
        """For the acts of a request, the rows to be written beside the events."""
        if self._request is None:
            return None
        self._request.demand_versions(aggregates)
        return Noting(self._request, self, len(events), register)

    def keep_answer(self, answer: Any) -> None:
        """For the acts of a request: keeps, with the next save, what it is to be answered and the log does not say.

        Plain values of JSON, with pseudonyms for people. Where there is no request, nobody will ask again.
        """
        if self._request is not None:
            self._request.answer = answer

    def transaction(self) -> AbstractContextManager[Cursor[tuple[Any, ...]]]:
        """A cursor of tuples in a transaction on this ledger's schema: for rows that must be written together."""
        return self.database.transaction(self.schema)

    def listener(self) -> Listener:
        return Listener(self.database, self.schema)

    def _number(self, statement: Any) -> int:
        with self.database.cursor(self.schema) as cursor:
            row = cursor.execute(statement).fetchone()
        assert row is not None
        return int(row[0])


def _pending(aggregates: Iterable[Aggregate]) -> list[Event]:
    return [event for aggregate in aggregates for event in aggregate.pending]


def _settle(aggregates: Iterable[Aggregate], noting: Noting | None) -> None:
    for aggregate in aggregates:
        aggregate.collect_events()
    if noting is not None:
        noting.settle()
