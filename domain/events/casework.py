"""What is done with a family: interventions, referrals, reviews, who leads the work, and in which district it lives.

None of it decides eligibility or a claim. Each entry has an id of its own, by which later events speak of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.events.event import Event, recorded_as


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkEvent(Event):
    """`entry` is the id of what the event begins, goes on with, or takes back.

    `extract` and `line` say where it was read, if it came in an extract.
    """

    entry: str
    extract: str | None = None
    line: int | None = None


@recorded_as("family.intervention-started.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionStarted(CaseworkEvent):
    """`kind` is what is done, such as `parenting course`; `intensity` one of `INTENSITIES`."""

    kind: str
    provider: str
    started_on: date
    intensity: str

    def sentence(self) -> str:
        return f"An intervention began on {self.started_on}: {self.kind} by {self.provider}, {self.intensity}."


@recorded_as("family.intervention-ended.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionEnded(CaseworkEvent):
    """`ended_on` is the last day; `how` one of `ENDINGS`."""

    ended_on: date
    how: str

    def sentence(self) -> str:
        return f"The intervention {self.entry} ended; its last day was {self.ended_on} ({self.how})."


@recorded_as("family.referred.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(CaseworkEvent):
    """`direction` is `in` to the programme from the agency, or `out` to it from the programme."""

    direction: str
    agency: str
    referred_on: date
    need: str

    def sentence(self) -> str:
        way = f"referred by {self.agency}" if self.direction == "in" else f"referred to {self.agency}"
        return f"The family was {way} on {self.referred_on}: {self.need}."


@recorded_as("family.referral-answered.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAnswered(CaseworkEvent):
    """`answer` is one of `ANSWERS`."""

    answered_on: date
    answer: str

    def sentence(self) -> str:
        return f"The referral {self.entry} was answered on {self.answered_on}: {self.answer}."


@recorded_as("family.lead-worker-named.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWorkerNamed(CaseworkEvent):
    """`lead_worker` is a post, not a name; it leads from `from_on` until the next one does."""

    lead_worker: str
    from_on: date

    def sentence(self) -> str:
        return f"From {self.from_on} the lead worker is {self.lead_worker}."


@recorded_as("family.case-reviewed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReviewed(CaseworkEvent):
    """`decision` is one of `DECISIONS`; `next_on` the day by which the board wants to see the case again."""

    board: str
    reviewed_on: date
    decision: str
    next_on: date | None = None

    def sentence(self) -> str:
        again = f", to be seen again by {self.next_on}" if self.next_on else ""
        return f"{self.board} reviewed the case on {self.reviewed_on}: {self.decision}{again}."


@recorded_as("family.located.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLocated(CaseworkEvent):
    """The family lives in the district, or the locality of one, from `from_on` until the next one is said."""

    district: str
    from_on: date

    def sentence(self) -> str:
        return f"From {self.from_on} the family lives in {self.district}."


@recorded_as("family.casework-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkWithdrawn(CaseworkEvent):
    reason: str

    def sentence(self) -> str:
        return f"The entry {self.entry} was taken back: {self.reason}."
