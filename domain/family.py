"""The Family aggregate: what is on record of one family, and the decisions that add to it.

Deciding is in the command methods, which raise events or a refusal. `apply` never refuses: whatever was once recorded
always loads, also under rules that have tightened since. rules.md section 0, design.md 'The way of one fact'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from domain.aggregate import Aggregate
from domain.casework.record import Casework
from domain.claims.claim import Claim, apply_to_claims
from domain.claims.elsewhere import as_claim, claimed_as
from domain.events import claims as claim_events
from domain.events import erasure, moving
from domain.events import family as events
from domain.events.casework import CaseworkEvent
from domain.events.event import Event
from domain.observations import Observation

Novelty = Literal["recorded", "corrected", "repeated"]
"""What a row added: a new record, other content for a known one, or nothing."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A period of membership, both days included; `known_at` is the position of the event that says so."""

    person: str
    joined_on: date
    left_on: date | None
    born_on: date | None
    resident: bool
    parent: bool
    known_at: int = 0

    def says_the_same(self, other: Stay) -> bool:
        return replace(self, known_at=0) == replace(other, known_at=0)

    def holds_on(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True, slots=True)
class Known:
    """An observation that counts, and the position of the event that recorded it."""

    observation: Observation
    known_at: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """How the family stands to one scheme. An override attached it although it was not eligible as then known."""

    scheme: str
    attached_on: date
    lead_worker: str | None = None
    assessed_on: date | None = None
    planned_on: date | None = None
    closed_on: date | None = None
    override_by: str | None = None
    override_reason: str | None = None
    known_at: int = 0


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A named decider's judgement that progress towards a result is equivalent, from `judged_on` on."""

    judged_on: date
    decided_by: str
    reason: str
    known_at: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, and where it was read: the digest of the extract's file and the line in it."""

    by: str
    extract: str | None = None
    line: int | None = None


@dataclass(slots=True)
class Family(Aggregate):
    """One family's record. `version` counts the events of its stream; `position` is that of its last one."""

    id: UUID
    version: int = 0
    position: int = 0
    stays: dict[tuple[str, date], Stay] = field(default_factory=dict)
    observations: dict[str, Known] = field(default_factory=dict)
    """What counts now, by record."""
    versions: dict[str, int] = field(default_factory=dict)
    """How many versions of each record there have been, withdrawn ones included."""
    attachments: dict[str, Attachment] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    claimed_elsewhere: dict[str, Claim] = field(default_factory=dict)
    """What other authorities had claimed when the family moved here."""
    moved_in: moving.FamilyMovedIn | None = None
    moved_out: moving.FamilyMovedOut | None = None
    casework: Casework = field(default_factory=Casework)
    erased: set[str] = field(default_factory=set)
    """People who were erased: what was said of them cannot be read any more, at whatever position it is asked for."""
    erased_observations: dict[str, str] = field(default_factory=dict)
    """What would count now if it could still be read: ids of observations, by record."""
    merged_with: set[UUID] = field(default_factory=set)
    """Families found to be one with this."""
    equivalences: dict[tuple[str, str], Equivalence] = field(default_factory=dict)
    """Progress judged to be equivalent, by scheme and result."""
    learned_at: int = 0
    """Position of the last event that says something of the family itself, not of a claim or of the casework."""
    pending: list[Event] = field(default_factory=list)

    # ---- commands: each decides, and raises at most a few events ----------------------------------------------

    def record_stay(self, stay: Stay, source: Source, corrects_joined_on: date | None = None) -> Novelty:
        """`corrects_joined_on` names the stay on record that this one replaces, when it begins on another day."""
        key = (stay.person, corrects_joined_on or stay.joined_on)
        held = self.stays.get(key)
        if held is None:
            self._ensure_registered(source)
            self._raise(events.MemberJoined, source, **_said_of(stay))
            return "recorded"
        if held.says_the_same(stay):
            return "repeated"
        if held.left_on is None and stay.left_on and held.says_the_same(replace(stay, left_on=None)):
            self._raise(events.MemberLeft, source, person=stay.person, joined_on=stay.joined_on, left_on=stay.left_on)
        else:
            self._raise(events.MemberCorrected, source, corrects_joined_on=key[1], **_said_of(stay))
        return "corrected"

    def withdraw_stay(self, person: str, joined_on: date, source: Source) -> Novelty:
        if (person, joined_on) not in self.stays:
            return "repeated"
        self._raise(events.MemberWithdrawn, source, person=person, joined_on=joined_on)
        return "corrected"

    def observe(self, record: str, observation: Observation, source: Source) -> Novelty:
        """Records what an agency says under `record`; the version of the observation given is set here."""
        held = self.observations.get(record)
        if held is not None and held.observation.says_the_same(observation):
            return "repeated"
        before = self.versions.get(record, 0)
        said: dict[str, Any] = {
            "observation": f"{record}.{before + 1}",
            "kind": observation.kind,
            "person": observation.person,
            "family_named": observation.family_named,
            "fields": dict(observation.fields),
        }
        self._ensure_registered(source)
        if held is None:
            self._raise(events.Observed, source, **said)
        else:
            self._raise(events.ObservationCorrected, source, supersedes=held.observation.observation_id, **said)
        return "corrected" if before else "recorded"

    def withdraw(self, record: str, reason: str, source: Source) -> Novelty:
        held = self.observations.get(record)
        if held is None:
            return "repeated"
        self._raise(events.ObservationWithdrawn, source, observation=held.observation.observation_id, reason=reason)
        return "corrected"

    def attach(self, attachment: Attachment, criteria: Iterable[str], rules: str, source: Source) -> Novelty:
        """Records an attachment that was decided to be right, or overridden; see domain/attaching.py.

        `criteria` are those met on the day, `rules` the digest of the rules that said so.
        """
        held = self.attachments.get(attachment.scheme)
        if held is not None and _terms_of(held) == _terms_of(attachment):
            return self._record_closure(held, attachment, source)
        raised = events.FamilyAttached if held is None else events.AttachmentAmended
        self._ensure_registered(source)
        self._raise(raised, source, criteria=sorted(criteria), rules=rules, **_terms_of(attachment))
        if attachment.closed_on != (held.closed_on if held else None):
            self._raise(events.FamilyClosed, source, scheme=attachment.scheme, closed_on=attachment.closed_on)
        return "recorded" if held is None else "corrected"

    def erase(
        self, person: str, reason: str, decided_by: str, by: str, deposited: bool | None = None
    ) -> Novelty:
        """Records the decision; the ledger destroys the person's key in the same transaction."""
        if person in self.erased:
            return "repeated"
        self.record(
            erasure.PersonErased, by, whom=person, reason=reason, decided_by=decided_by, deposited=deposited or None)
        return "recorded"

    def confirm(self, members: Iterable[str], shared: Iterable[str], by: str) -> None:
        """`members` by pseudonym; see `FamilyConfirmed`."""
        self.record(events.FamilyConfirmed, by, members=sorted(members), shared=sorted(shared))

    def restrict(self, person: str, restricted: bool, reason: str, by: str) -> None:
        self.record(events.MemberRestricted, by, whom=person, restricted=restricted, reason=reason)

    def withdraw_attachment(self, scheme: str, reason: str, source: Source) -> Novelty:
        if scheme not in self.attachments:
            return "repeated"
        self._raise(events.AttachmentWithdrawn, source, scheme=scheme, reason=reason)
        return "corrected"

    def _record_closure(self, held: Attachment, attachment: Attachment, source: Source) -> Novelty:
        if held.closed_on == attachment.closed_on:
            return "repeated"
        self._raise(events.FamilyClosed, source, scheme=held.scheme, closed_on=attachment.closed_on)
        return "corrected"

    def _ensure_registered(self, source: Source) -> None:
        if self.version == 0:
            self.record(events.FamilyRegistered, source.by)

    def _raise(self, event: Callable[..., Event], source: Source, **content: Any) -> None:
        self._happened(event(
            originator_id=self.id, originator_version=self.version + 1, by=source.by,
            extract=source.extract, line=source.line, **content))

    def has_member_on(self, person: str, day: date) -> bool:
        return any(stay.person == person and stay.holds_on(day) for stay in self.stays.values())

    @property
    def claims_anywhere(self) -> list[Claim]:
        """Ours, and those that another authority had made."""
        return [*self.claimed_elsewhere.values(), *self.claims.values()]

    # ---- history: what each event makes of the record --------------------------------------------------------

    def apply(self, event: Event, position: int) -> None:
        """Folds one event, recorded at `position` of the log, into the record."""
        self.version = event.originator_version
        self.position = position
        if isinstance(event, claim_events.ClaimEvent):
            apply_to_claims(self.claims, event, position)
        elif isinstance(event, CaseworkEvent):
            self.casework.apply(event, position)
        else:
            self.learned_at = position
            _APPLY[type(event)](self, event, position)

    def _joined(self, event: events.MemberJoined | events.MemberCorrected, position: int) -> None:
        if isinstance(event, events.MemberCorrected):
            self.stays.pop((event.person, event.corrects_joined_on), None)
        self.stays[event.person, event.joined_on] = Stay(
            event.person, event.joined_on, event.left_on, event.born_on, event.resident, event.parent, position)

    def _left(self, event: events.MemberLeft, position: int) -> None:
        held = self.stays.get((event.person, event.joined_on))
        if held is not None:
            self.stays[event.person, event.joined_on] = replace(held, left_on=event.left_on, known_at=position)

    def _stay_withdrawn(self, event: events.MemberWithdrawn, position: int) -> None:
        self.stays.pop((event.person, event.joined_on), None)

    def _observed(self, event: events.Observed | events.ObservationCorrected, position: int) -> None:
        observation = event.observed()
        record, _, version = event.observation.rpartition(".")
        self.observations[record] = Known(observation, position)
        self.versions[record] = int(version)
        self.erased_observations.pop(record, None)

    def _withdrawn(self, event: events.ObservationWithdrawn, position: int) -> None:
        record = event.observation.rpartition(".")[0]
        self.observations.pop(record, None)
        self.erased_observations.pop(record, None)

    def _erased(self, event: erasure.Erased, position: int) -> None:
        """What is left of an event that cannot be read any more: that there was one, and of whom."""
        self.erased.add(event.person)
        if event.observation is not None:
            record, _, version = event.observation.rpartition(".")
            self.versions[record] = int(version)
            self.observations.pop(record, None)
            self.erased_observations[record] = event.observation

    def _person_erased(self, event: erasure.PersonErased, position: int) -> None:
        """Comes to the same whether or not what was said before could still be read."""
        self.erased.add(event.whom)
        for key in [key for key in self.stays if key[0] == event.whom]:
            del self.stays[key]
        for record, known in list(self.observations.items()):
            if known.observation.person == event.whom:
                del self.observations[record]
                self.erased_observations[record] = known.observation.observation_id

    def _attached(self, event: events.FamilyAttached | events.AttachmentAmended, position: int) -> None:
        held = self.attachments.get(event.scheme)
        self.attachments[event.scheme] = Attachment(
            event.scheme, event.attached_on, event.lead_worker, event.assessed_on, event.planned_on,
            held.closed_on if held else None, event.override_by, event.override_reason, position)

    def _attachment_withdrawn(self, event: events.AttachmentWithdrawn, position: int) -> None:
        self.attachments.pop(event.scheme, None)

    def _closed(self, event: events.FamilyClosed, position: int) -> None:
        held = self.attachments.get(event.scheme)
        if held is not None:
            self.attachments[event.scheme] = replace(held, closed_on=event.closed_on, known_at=position)

    def _merged(self, event: claim_events.FamilyMerged, position: int) -> None:
        self.merged_with.add(UUID(event.other))

    def _separated(self, event: claim_events.FamilySeparated, position: int) -> None:
        self.merged_with.discard(UUID(event.other))

    def _judged_equivalent(self, event: claim_events.ProgressJudgedEquivalent, position: int) -> None:
        self.equivalences[event.scheme, event.result] = Equivalence(
            event.judged_on, event.decided_by, event.reason, position)

    def _equivalence_withdrawn(self, event: claim_events.EquivalenceWithdrawn, position: int) -> None:
        self.equivalences.pop((event.scheme, event.result), None)

    def _moved_in(self, event: moving.FamilyMovedIn, position: int) -> None:
        self.moved_in = event

    def _moved_out(self, event: moving.FamilyMovedOut, position: int) -> None:
        self.moved_out = event

    def _claimed_elsewhere(self, event: moving.ClaimedElsewhere, position: int) -> None:
        self.claimed_elsewhere[claimed_as(event)] = as_claim(event, position)

    def _registered(self, event: Event, position: int) -> None:
        """Only the version counts."""


_APPLY: dict[type[Event], Any] = {
    events.FamilyRegistered: Family._registered,
    events.FamilyConfirmed: Family._registered,
    events.MemberRestricted: Family._registered,
    events.MemberJoined: Family._joined,
    events.MemberCorrected: Family._joined,
    events.MemberLeft: Family._left,
    events.MemberWithdrawn: Family._stay_withdrawn,
    events.Observed: Family._observed,
    events.ObservationCorrected: Family._observed,
    events.ObservationWithdrawn: Family._withdrawn,
    events.FamilyAttached: Family._attached,
    events.AttachmentAmended: Family._attached,
    events.AttachmentWithdrawn: Family._attachment_withdrawn,
    events.FamilyClosed: Family._closed,
    claim_events.ProgressJudgedEquivalent: Family._judged_equivalent,
    claim_events.EquivalenceWithdrawn: Family._equivalence_withdrawn,
    erasure.Erased: Family._erased,
    erasure.PersonErased: Family._person_erased,
    claim_events.FamilyMerged: Family._merged,
    claim_events.FamilySeparated: Family._separated,
    moving.FamilyMovedIn: Family._moved_in,
    moving.FamilyMovedOut: Family._moved_out,
    moving.ClaimedElsewhere: Family._claimed_elsewhere,
}


def _said_of(stay: Stay) -> dict[str, Any]:
    return {
        "person": stay.person, "joined_on": stay.joined_on, "left_on": stay.left_on, "born_on": stay.born_on,
        "resident": stay.resident, "parent": stay.parent,
    }


def _terms_of(attachment: Attachment) -> dict[str, Any]:
    return {
        "scheme": attachment.scheme, "attached_on": attachment.attached_on, "lead_worker": attachment.lead_worker,
        "assessed_on": attachment.assessed_on, "planned_on": attachment.planned_on,
        "override_by": attachment.override_by, "override_reason": attachment.override_reason,
    }
