"""What is on record of the work with one family, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from api.answers.on_record import OnRecord
from domain.casework.record import Casework, From
from domain.events import casework
from domain.events.event import Event

Shown = tuple[date, str, str, date | None, str]
COLUMNS = ("from", "what", "says", "until", "entry")
"""`until` is the last day of an intervention, the day of a referral's answer, or that by which a case is seen again."""


def casework_as_json(found: OnRecord) -> dict[str, Any]:
    held = found.folded().casework
    return {
        "family_id": found.family_id,
        "version": found.version,
        "interventions": [asdict(one) for one in held.interventions.values()],
        "referrals": [asdict(one) for one in held.referrals.values()],
        "reviews": [asdict(one) for one in held.reviews.values()],
        "lead_workers": [_from_as_json(one) for one in held.lead_workers.values()],
        "districts": [_from_as_json(one) for one in held.districts.values()],
        "position": found.position,
    }


def casework_rows(held: Casework) -> list[Shown]:
    """By the day on which each began."""
    return sorted(_rows(held), key=lambda row: (row[0], row[1], row[4]))


def _rows(held: Casework) -> Iterator[Shown]:
    for one in held.interventions.values():
        how = f" ({one.how})" if one.how else ""
        yield one.started_on, "intervention", f"{one.kind} by {one.provider}, {one.intensity}{how}", one.ended_on, \
            one.entry
    for asked in held.referrals.values():
        way = "from" if asked.direction == "in" else "to"
        said = f"{way} {asked.agency}: {asked.need} ({asked.answer or 'waiting'})"
        yield asked.referred_on, f"referral {asked.direction}", said, asked.answered_on, asked.entry
    for seen in held.reviews.values():
        yield seen.reviewed_on, "review", f"{seen.board}: {seen.decision}", seen.next_on, seen.entry
    for led in held.lead_workers.values():
        yield led.from_on, "lead worker", led.name, None, led.entry
    for lived in held.districts.values():
        yield lived.from_on, "district", lived.name, None, lived.entry


def entries_in_words(events: Iterable[Event]) -> dict[str, str]:
    """What each entry of a family's casework was, by its id: sentences of what came later name the id alone."""
    said: dict[str, str] = {}
    for event in events:
        match event:
            case casework.InterventionStarted():
                said[event.entry] = f"{event.kind} by {event.provider}"
            case casework.Referred():
                said[event.entry] = f"{'from' if event.direction == 'in' else 'to'} {event.agency}: {event.need}"
            case casework.CaseReviewed():
                said[event.entry] = f"review by {event.board} on {event.reviewed_on}"
            case casework.LeadWorkerNamed():
                said[event.entry] = f"lead worker {event.lead_worker}"
            case casework.FamilyLocated():
                said[event.entry] = f"district {event.district}"
    return said


def _from_as_json(one: From) -> dict[str, Any]:
    return {"entry": one.entry, "name": one.name, "from_on": one.from_on, "known_at": one.known_at}
