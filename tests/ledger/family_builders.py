"""Families with something to record."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.family import Family, Source, Stay
from domain.observations import Observation

ANN = "annannannannanna"
BY = Source("a test", "e" * 64, 2)


def stay(person: str = ANN, joined_on: date = date(2012, 1, 1), **said: Any) -> Stay:
    unsaid = {"left_on": None, "born_on": date(2000, 2, 29), "resident": True, "parent": False}
    return Stay(person, joined_on, **unsaid | said)


def observed(family: Family, record: str = "record", sessions: int = 1, by: Source = BY) -> Family:
    """The family with one more pending event, if the content is new for the record."""
    fields = {"category": "fixed", "starts_on": "2012-09-03", "sessions": sessions}
    family.observe(record, Observation("", "exclusions", ANN, False, fields), by)
    return family


def family_of(events: int, stream: UUID | None = None, by: Source = BY) -> Family:
    """A new family with this many pending events (at least 2)."""
    family = Family(stream or uuid4())
    family.record_stay(stay(), by)
    for number in range(events - 2):
        observed(family, f"record{number}", by=by)
    assert len(family.pending) == events
    return family


def as_known(family: Family) -> tuple[Any, ...]:
    """What a family's record says, without the positions at which it came to be known."""
    return (
        family.id,
        family.version,
        {key: (s.left_on, s.born_on, s.resident, s.parent) for key, s in family.stays.items()},
        {record: known.observation for record, known in family.observations.items()},
        dict(family.versions),
        {s: (a.attached_on, a.closed_on, a.lead_worker, a.override_by) for s, a in family.attachments.items()},
    )
