"""How the ledger and its tables stand: positions, lag, counts, parked families, loads."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.extracts import Extract
from ledger.ledger import Ledger
from projections.queries.asking import number_of, rows_of
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
_TOPICS = "SELECT topic, count(*) FROM event GROUP BY topic ORDER BY topic"


def status(ledger: Ledger) -> Status:
    now = pace(ledger)
    topics = dict(rows_of(ledger, _TOPICS, {}))
    return Status(
        **{field.name: getattr(now, field.name) for field in fields(now)},
        ledger=ledger.name,
        events=sum(topics.values()),
        families=number_of(ledger, "SELECT count(*) FROM standing"),
        people=number_of(ledger, "SELECT count(*) FROM person"),
        observations=number_of(ledger, "SELECT coalesce(sum(observations), 0) FROM standing"),
        events_by_topic=topics,
        parked=[Parked(*row) for row in rows_of(ledger, _PARKED, {})],
        loads=ledger.extracts.every(),
    )
