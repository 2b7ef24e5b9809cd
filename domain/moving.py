"""A family's history told again in another authority's ledger, event by event, under that ledger's own pseudonyms.

What agencies said, who belonged to the family, its attachments and judgements, and who was erased, are told again in
their order, so that every verdict on every day comes out as it did. Claims are not: what stands of them becomes a
record of what was claimed elsewhere. Of the casework, interventions are told again: the family had them, wherever it
lives. Who led the work, the district, referrals and reviews were the sender's: they stay in the pack alone, as mergings
and earlier moves do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.claims.elsewhere import claimed_as
from domain.claims.holding import MAIN, PERSON, Hold
from domain.events import casework, erasure, moving
from domain.events import claims as claim_events
from domain.events import family as events
from domain.events.event import Event
from domain.family import Family, Source

_TOLD_AGAIN = (
    events.MemberJoined, events.MemberCorrected, events.MemberLeft, events.MemberWithdrawn, events.MemberRestricted,
    events.Observed, events.ObservationCorrected, events.ObservationWithdrawn, events.FamilyAttached,
    events.AttachmentAmended, events.AttachmentWithdrawn, events.FamilyClosed, claim_events.ProgressJudgedEquivalent,
    claim_events.EquivalenceWithdrawn, erasure.PersonErased, moving.ClaimedElsewhere,
)  # fmt: skip
_OF_INTERVENTIONS = (casework.InterventionStarted, casework.InterventionEnded, casework.CaseworkWithdrawn)
_PEOPLE = ("person", "whom")
_OBSERVATIONS = ("observation", "supersedes")


@dataclass(slots=True)
class Renaming:
    """The new pseudonyms of people and of records, by the sender's; drawn when they are first met."""

    new_person: Callable[[], str]
    new_record: Callable[[], str]
    people: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    interventions: dict[str, str] = field(default_factory=dict)

    def person(self, theirs: str) -> str:
        if theirs not in self.people:
            self.people[theirs] = self.new_person()
        return self.people[theirs]

    def observation(self, theirs: str) -> str:
        record, _, version = theirs.rpartition(".")
        if record not in self.records:
            self.records[record] = self.new_record()
        return f"{self.records[record]}.{version}"


def tell_again(family: Family, history: Iterable[tuple[int, Event]], pack: str, renaming: Renaming, by: str) -> None:
    """Adds to a family that is new here what the sender's history says, each event with the sender's position."""
    erased: set[str] = set()
    history = list(history)
    renaming.interventions = {
        event.entry: renaming.new_record() for _, event in history if isinstance(event, casework.InterventionStarted)}
    for position, event in history:
        source = Source(by, pack, position)
        if isinstance(event, erasure.Erased):
            erased.add(renaming.person(event.person))
            _tell_erased(family, event, source, renaming)
        elif isinstance(event, _TOLD_AGAIN) or (
            isinstance(event, _OF_INTERVENTIONS) and event.entry in renaming.interventions
        ):
            family.record(type(event), by, **_said(event, source, renaming))
    for person in erased - family.erased:
        family.erase(person, "erased before the family moved here", by, by)


def record_claims(family: Family, theirs: Family, origin: str, renaming: Renaming, by: str) -> list[Hold]:
    """Records what the sender had claimed and what stands of it; returns what each such claim holds from now on.

    What was claimed before the family came to the sender is in its history, and held as well.
    """
    for claim in theirs.claims.values():
        if claim.stands:
            family.record(
                moving.ClaimedElsewhere, by, origin=origin, claim=claim.id, scheme=claim.scheme, result=claim.result,
                main=claim.main, round_on=claim.round_on, amount_pence=claim.amount_pence, status=claim.status,
                people=[renaming.person(person) for person in claim.record["members"]])
    return [hold for event in family.pending if isinstance(event, moving.ClaimedElsewhere)
            for hold in _holds(family, event)]


def _holds(family: Family, event: moving.ClaimedElsewhere) -> list[Hold]:
    taken = [(MAIN if event.main else event.result, str(family.id)), *((PERSON, person) for person in event.people)]
    return [Hold(event.scheme, kind, subject, family.id, claimed_as(event)) for kind, subject in taken]


def _said(event: Event, source: Source, renaming: Renaming) -> dict[str, Any]:
    said = {name: value for name, value in event.body().items() if name != "by"}
    for name in _PEOPLE:
        if name in said:
            said[name] = renaming.person(said[name])
    for name in _OBSERVATIONS:
        if name in said:
            said[name] = renaming.observation(said[name])
    if isinstance(event, _OF_INTERVENTIONS):
        said["entry"] = renaming.interventions[event.entry]
    if isinstance(event, moving.ClaimedElsewhere):
        said["people"] = [renaming.person(person) for person in event.people]
    said.pop("deposited", None)
    if "extract" in type(event).content:
        said |= {"extract": source.extract, "line": source.line}
    return said


def _tell_erased(family: Family, event: erasure.Erased, source: Source, renaming: Renaming) -> None:
    """What cannot be read is not told; but what it stood in the place of no longer counts here either."""
    if event.supersedes is not None:
        family.record(
            events.ObservationWithdrawn, source.by, observation=renaming.observation(event.supersedes),
            reason="it was corrected by what was erased since", extract=source.extract, line=source.line)
