"""What is on record of the work with a family. It decides no eligibility and no claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from domain.events import casework as events


@dataclass(frozen=True, slots=True)
class Intervention:
    """`ended_on` is its last day; None while it goes on."""

    entry: str
    kind: str
    provider: str
    started_on: date
    intensity: str
    ended_on: date | None = None
    how: str | None = None
    known_at: int = 0


@dataclass(frozen=True, slots=True)
class Referral:
    """`answer` None: nobody has answered it yet."""

    entry: str
    direction: str
    agency: str
    referred_on: date
    need: str
    answered_on: date | None = None
    answer: str | None = None
    known_at: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    entry: str
    board: str
    reviewed_on: date
    decision: str
    next_on: date | None = None
    known_at: int = 0


@dataclass(frozen=True, slots=True)
class From:
    """A lead worker's post, or a district: so from `from_on` until the next one is."""

    entry: str
    name: str
    from_on: date
    known_at: int = 0


@dataclass(slots=True)
class Casework:
    """By their ids, in the order in which they were recorded; what was taken back is not there."""

    interventions: dict[str, Intervention] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    lead_workers: dict[str, From] = field(default_factory=dict)
    districts: dict[str, From] = field(default_factory=dict)

    def has(self, entry: str) -> bool:
        return any(entry in held for held in self._all())

    def entries(self) -> Iterator[str]:
        return chain.from_iterable(self._all())

    def apply(self, event: events.CaseworkEvent, position: int) -> None:
        """Folds one event; never refuses, and leaves alone what speaks of an entry that is not there."""
        entry = event.entry
        match event:
            case events.InterventionStarted():
                self.interventions[entry] = Intervention(
                    entry, event.kind, event.provider, event.started_on, event.intensity, known_at=position)
            case events.InterventionEnded():
                if (begun := self.interventions.get(entry)) is not None:
                    self.interventions[entry] = replace(
                        begun, ended_on=event.ended_on, how=event.how, known_at=position)
            case events.Referred():
                self.referrals[entry] = Referral(
                    entry, event.direction, event.agency, event.referred_on, event.need, known_at=position)
            case events.ReferralAnswered():
                if (asked := self.referrals.get(entry)) is not None:
                    self.referrals[entry] = replace(
                        asked, answered_on=event.answered_on, answer=event.answer, known_at=position)
            case events.CaseReviewed():
                self.reviews[entry] = Review(
                    entry, event.board, event.reviewed_on, event.decision, event.next_on, position)
            case events.LeadWorkerNamed():
                self.lead_workers[entry] = From(entry, event.lead_worker, event.from_on, position)
            case events.FamilyLocated():
                self.districts[entry] = From(entry, event.district, event.from_on, position)
            case events.CaseworkWithdrawn():
                for held in self._all():
                    held.pop(entry, None)

    def _all(self) -> tuple[dict[str, Intervention] | dict[str, Referral] | dict[str, Review] | dict[str, From], ...]:
        return self.interventions, self.referrals, self.reviews, self.lead_workers, self.districts
