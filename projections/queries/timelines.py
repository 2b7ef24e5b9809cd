"""A family's entries with what each of them did to an earlier one: corrections beside what they corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from domain.events import Event
from domain.events import family as events
from domain.events.erasure import Erased
from ledger.reading import Entry

Part = Literal["members", "observations", "programme", "claims", "record"]
"""What an entry is about; `record` is the keeping of the record itself: mergings, erasures."""

_PARTS: tuple[tuple[str, Part], ...] = (
    ("family.member-", "members"), ("family.observ", "observations"), ("family.claim-", "claims"),
    ("family.attach", "programme"), ("family.closed", "programme"), ("family.progress-", "programme"),
    ("family.equivalence-", "programme"), ("family.intervention-", "programme"), ("family.referr", "programme"),
    ("family.case", "programme"), ("family.lead-worker-", "programme"), ("family.located", "programme"),
)  # fmt: skip


@dataclass(slots=True)
class Happening:
    """`corrects` is the entry whose saying this one ended; `ended_by` the entry that ended this one's."""

    entry: Entry
    part: Part
    corrects: Happening | None = None
    ended_by: Happening | None = None

    @property
    def event(self) -> Event:
        return self.entry.event


def timeline(entries: Iterable[Entry]) -> list[Happening]:
    """In the order of the log."""
    told: list[Happening] = []
    standing: dict[object, Happening] = {}
    for entry in entries:
        happening = Happening(entry, part_of(entry.event.topic))
        for about in _ended_by(entry.event):
            earlier = standing.pop(about, None)
            if earlier is not None:
                happening.corrects, earlier.ended_by = earlier, happening
        for about in _said_by(entry.event):
            standing[about] = happening
        told.append(happening)
    return told


def part_of(topic: str) -> Part:
    return next((part for start, part in _PARTS if topic.startswith(start)), "record")


def _said_by(event: Event) -> Iterator[object]:
    match event:
        case events.Observed() | events.ObservationCorrected():
            yield event.observation
        case Erased(observation=str()):
            yield event.observation
        case events.MemberJoined() | events.MemberCorrected() | events.MemberLeft():
            yield event.person, event.joined_on
        case events.FamilyAttached() | events.AttachmentAmended():
            yield event.scheme


def _ended_by(event: Event) -> Iterator[object]:
    match event:
        case events.ObservationCorrected() | Erased(supersedes=str()):
            yield event.supersedes
        case events.ObservationWithdrawn():
            yield event.observation
        case events.MemberCorrected():
            yield event.person, event.corrects_joined_on
        case events.MemberLeft() | events.MemberWithdrawn():
            yield event.person, event.joined_on
        case events.AttachmentAmended() | events.AttachmentWithdrawn():
            yield event.scheme
