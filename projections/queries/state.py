"""How the ledger and its tables stand: positions, lag, counts, parked families, loads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.extracts import Extract
from ledger.ledger import Ledger
from ledger.reading import LAST_POSITION
from projections.queries.asking import number_of, rows_of
from projections.queries.glance import families_on_record
from projections.queries.pacing import Pace, pace


class Parked(NamedTuple):
    """`family_id` is the authority's own, or None where the register does not know the family (any more)."""

    family: UUID
    family_id: str | None
    position: int
    error: str
    parked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Pace):
    ledger: str
    events: int
    families: int
    people: int
    observations: int
    events_by_topic: dict[str, int]
    parked: list[Parked]
    loads: list[Extract]


_PARKED = """
SELECT parked.family, family_id, position, error, parked_at
FROM parked LEFT JOIN family ON pseudonym = parked.family ORDER BY parked_at, parked.family
"""
_TOPICS = "SELECT topic, count(*) FROM event WHERE notification_id <= %(known)s GROUP BY topic ORDER BY topic"


def status(ledger: Ledger, known: int | None = None) -> Status:
    """Counts and loads as known; how far the tables have come is of now."""
    now = pace(ledger)
    if known is not None:
        return _as_known(ledger, known, now)
    topics = dict(rows_of(ledger, _TOPICS, {"known": LAST_POSITION}))
    return Status(
        **{field.name: getattr(now, field.name) for field in fields(now)},
        ledger=ledger.name,
        events=sum(topics.values()),
        families=families_on_record(ledger),
        people=number_of(ledger, "SELECT count(*) FROM person"),
        observations=number_of(ledger, "SELECT coalesce(sum(observations), 0) FROM standing"),
        events_by_topic=topics,
        parked=[Parked(*row) for row in rows_of(ledger, _PARKED, {})],
        loads=ledger.extracts.every(),
    )


def _as_known(ledger: Ledger, known: int, now: Pace) -> Status:
    """Folded from the log, family by family."""
    topics = dict(rows_of(ledger, _TOPICS, {"known": known}))
    people: set[str] = set()
    families = observations = 0
    for family in ledger.every_family(known):
        families, observations = families + 1, observations + len(family.observations)
        people |= {person for person, _ in family.stays} - family.erased
    return Status(
        **{field.name: getattr(now, field.name) for field in fields(now)} | {"position": known}, ledger=ledger.name,
        events=sum(topics.values()), families=families, people=len(people), observations=observations,
        events_by_topic=topics, parked=[Parked(*row) for row in rows_of(ledger, _PARKED, {})],
        loads=ledger.extracts.every(known))
