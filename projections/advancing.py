"""Moving one generation of the tables on along the log: a batch of events, the families it touched, one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

from domain.authority import AUTHORITY_STREAM
from domain.rules.calendar import calendar_of
from ledger.ledger import Ledger
from ledger.reading import LAST_POSITION
from ledger.uncollected import uncollected
from projections import tables, tracking
from projections.errors import FamilyUnfoldable, OtherVersion
from projections.folding import Rules, Stored, all_families, fold, some_families
from projections.replacing import replace_rows
from projections.rows import FamilyRows
from projections.tables import Generation
from projections.version import schemes_of, version

BATCH_EVENTS = 50_000
CHUNK_FAMILIES = 500
"""How many families are held in memory before their rows are written."""
CHUNK_SECONDS = 5.0
"""How long keys are trusted while a chunk is folded. Whose key is destroyed meanwhile has the erasure in the log, so
the family is folded again before the tables are said to have taken that in."""

Progress = Callable[[int, int], None]
"""Called with how many families are done, of how many."""


def no_progress(done: int, of: int) -> None:
    """For callers that do not look."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What comes next. `families` is None when all are to be folded again, because what they rest on has changed."""

    families: list[UUID] | None
    last: int
    events: int


class Tables:
    """One generation of one ledger's tables, as moved on by one connection.

    A family that cannot be folded is parked, or with `stops` raises `FamilyUnfoldable`.
    """

    def __init__(self, ledger: Ledger, connection: Connection[Any], generation: Generation, *, stops: bool) -> None:
        self.ledger = ledger
        self.generation = generation
        self._connection = connection
        self._stops = stops
        self._rules: Rules | None = None

    def advance(
        self, limit: int = BATCH_EVENTS, progress: Progress = no_progress, known: int = LAST_POSITION
    ) -> bool:
        """Takes in the next `limit` events, all or (raising) none of them; false when there was nothing to do.

        Reads no further than the position `known`.

        Raises `OtherVersion` and `OtherLog`. Safe beside any other process: rows and position are written in one
        transaction, which nobody else's can overlap.
        """
        cursor = self._connection.cursor()
        with self._connection.transaction():
            folded = self.advance_within(cursor, limit, progress, known)
        tables.analyze_if_grown(cursor, self.generation, folded)
        return folded > 0

    def advance_within(
        self, cursor: Cursor[Any], limit: int, progress: Progress = no_progress, known: int = LAST_POSITION
    ) -> int:
        """As `advance`, in the caller's transaction; how many streams were folded."""
        try:
            return self._advance(cursor, limit, progress, known)
        except BaseException:
            self._rules = None
            raise

    def _advance(self, cursor: Cursor[Any], limit: int, progress: Progress, known: int) -> int:
        began = time.perf_counter()
        held = self._held(cursor)
        parked = tracking.parked_families(cursor) if self.generation == "live" else {}
        retried = [family for family, retry in parked.items() if retry]
        batch = _next_batch(cursor, held.position, known, limit, retried)
        if batch is None:
            return 0
        if batch.families is None or self._rules is None:
            self._rules = rules_at(self.ledger, batch.last)
        folded = self._replace(cursor, batch, parked, progress)
        if retried:
            tracking.tried_again(cursor, retried)
        tracking.move(
            cursor, self.generation, held, batch.last, batch.events, time.perf_counter() - began)
        if self.generation == "live":
            tracking.announce(cursor, self.ledger)
        return max(1, folded)

    def _held(self, cursor: Cursor[Any]) -> tracking.Tracked:
        held = tracking.tracked(cursor, self.generation, lock="UPDATE")
        if held is None:
            raise tracking.not_projected(self.ledger)
        if held.version != version():
            raise OtherVersion(
                f"The tables of ledger {self.ledger.name!r} are of version {held.version}, and this program's are of"
                f" {version()}. Run `outcomes rebuild` with the newer of the two programs, and stop the older."
            )
        tracking.ensure_of_this_log(cursor, self.ledger, self.generation)
        return held

    # ---- families -----------------------------------------------------------------------------------------------

    def _replace(self, cursor: Cursor[Any], batch: Batch, parked: dict[UUID, bool], progress: Progress) -> int:
        total = _count(cursor, batch.last) if batch.families is None else len(batch.families)
        done = 0
        with self._streams(batch) as streams:
            while chunk := list(islice(streams, CHUNK_FAMILIES)):
                self._replace_chunk(cursor, chunk, parked)
                done += len(chunk)
                progress(done, total)
        return done

    def _streams(self, batch: Batch) -> AbstractContextManager[Iterable[tuple[UUID, list[Stored]]]]:
        if batch.families is None:
            return all_families(self._connection, batch.last)
        return some_families(self._connection, batch.families, batch.last)

    @uncollected()
    def _replace_chunk(
        self, cursor: Cursor[Any], chunk: Sequence[tuple[UUID, list[Stored]]], parked: dict[UUID, bool]
    ) -> None:
        folded: list[FamilyRows] = []
        unfoldable: list[FamilyUnfoldable] = []
        people = self.ledger.keyring.people
        people.confirm(CHUNK_SECONDS)  # a destroyed key may still be held by this process
        people.expect(family for family, _ in chunk)
        for family, events in chunk:
            try:
                folded.append(self._fold(family, events))
            except FamilyUnfoldable as error:
                if self._stops:
                    raise
                unfoldable.append(error)
        replaced = [family for family, _ in chunk]
        replace_rows(cursor, self.generation, replaced, folded)
        if again := [family for family in replaced if family in parked]:
            tracking.unpark(cursor, again)
        for one in unfoldable:
            tracking.park(cursor, one)

    def _fold(self, family: UUID, events: list[Stored]) -> FamilyRows:
        assert self._rules is not None
        return fold(family, events, self.ledger.application.mapper.decode, self._rules)


def rules_at(ledger: Ledger, position: int) -> Rules:
    authority = ledger.authority(known=position)
    return Rules(calendar_of(authority.terms.values()), schemes_of(authority))


def _next_batch(cursor: Cursor[Any], after: int, known: int, limit: int, retried: Sequence[UUID]) -> Batch | None:
    rows = cursor.execute(
        "SELECT originator_id, max(notification_id), bool_or(starts_with(topic, 'family.')), count(*) FROM"
        " (SELECT originator_id, notification_id, topic FROM event WHERE notification_id > %s"
        " AND notification_id <= %s ORDER BY notification_id LIMIT %s) AS page GROUP BY originator_id",
        (after, known, limit),
    ).fetchall()
    if not rows and not retried:
        return None
    last, events = max((row[1] for row in rows), default=after), sum(row[3] for row in rows)
    if any(row[0] == AUTHORITY_STREAM for row in rows):
        return Batch(None, last, events)
    return Batch(sorted({*retried, *(row[0] for row in rows if row[2])}), last, events)


def _count(cursor: Cursor[Any], last: int) -> int:
    row = cursor.execute(
        "SELECT count(*) FROM event"
        " WHERE originator_version = 1 AND starts_with(topic, 'family.') AND notification_id <= %s",
        (last,),
    ).fetchone()
    assert row is not None
    return int(row[0])


count_families = _count
