"""How the ledger and its tables stand: positions, lag, counts, parked families, loads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.extracts import Extract
from ledger.ledger import Ledger
from projections import tracking
from projections.queries.asking import number_of, rows_of
from projections.version import version


class Parked(NamedTuple):
    """`family_id` is the authority's own, or None where the register does not know the family (any more)."""

    family: UUID
    family_id: str | None
    position: int
    error: str
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """`lag_seconds` is how long the first event that was not read yet has been waiting; 0 when there is none.

    `version` is that of the live tables, `program_version` that of this program; a rebuild makes them one.
    """

    ledger: str
    position: int
    projected_position: int
    version: str
    program_version: str
    lag_events: int
    lag_seconds: float
    events: int
    families: int
    people: int
    observations: int
    events_by_topic: dict[str, int]
    parked: list[Parked]
    loads: list[Extract]


_LAG = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
FROM event WHERE notification_id > %(position)s
"""
_PARKED = """
SELECT parked.family, family_id, position, error, parked_at
FROM parked LEFT JOIN family ON pseudonym = parked.family ORDER BY parked_at, parked.family
"""
_TOPICS = "SELECT topic, count(*) FROM event GROUP BY topic ORDER BY topic"


def status(ledger: Ledger) -> Status:
    held = tracking.live(ledger)
    position = ledger.position()
    lag_events, lag_seconds = rows_of(ledger, _LAG, {"position": held.position})[0]
    topics = dict(rows_of(ledger, _TOPICS, {}))
    return Status(
        ledger=ledger.name,
        position=position,
        projected_position=held.position,
        version=held.version,
        program_version=version(),
        lag_events=lag_events,
        lag_seconds=lag_seconds,
        events=sum(topics.values()),
        families=number_of(ledger, "SELECT count(*) FROM standing"),
        people=number_of(ledger, "SELECT count(*) FROM person"),
        observations=number_of(ledger, "SELECT coalesce(sum(observations), 0) FROM standing"),
        events_by_topic=topics,
        parked=[Parked(*row) for row in rows_of(ledger, _PARKED, {})],
        loads=ledger.extracts.every(),
    )
