"""What happens to a claim, in the stream of the family for which it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.events.event import Event, recorded_as


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent(Event):
    """`claim` is the claim's id, the same in the return that it is a line of."""

    claim: str


@recorded_as("family.claim-prepared.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPrepared(ClaimEvent):
    """`record` is the claim as it was decided, frozen: see docs/claims.md for its form. The amount is in pence."""

    scheme: str
    result: str
    main: bool
    round_on: date
    amount_pence: int
    record: dict[str, Any]

    def sentence(self) -> str:
        amount = pounds(self.amount_pence)
        return f"Claim {self.claim} was prepared: {self.result} in the round of {self.round_on}, {amount}."


@recorded_as("family.claim-reviewed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReviewed(ClaimEvent):
    note: str | None = None

    def sentence(self) -> str:
        return f"Claim {self.claim} was reviewed{_because(self.note)}."


@recorded_as("family.claim-sampled.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSampled(ClaimEvent):
    forced: bool

    def sentence(self) -> str:
        how = "put" if self.forced else "drawn"
        return f"Claim {self.claim} was {how} into the sample for internal audit."


@recorded_as("family.claim-audited.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAudited(ClaimEvent):
    passed: bool
    finding: str

    def sentence(self) -> str:
        return f"Claim {self.claim} {'passed' if self.passed else 'failed'} internal audit: {self.finding}."


@recorded_as("family.claim-signed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSigned(ClaimEvent):
    def sentence(self) -> str:
        return f"Claim {self.claim} was signed by the authority's finance officer."


@recorded_as("family.claim-submitted.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSubmitted(ClaimEvent):
    def sentence(self) -> str:
        return f"Claim {self.claim} was sent to the government with its return."


@recorded_as("family.claim-paid.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPaid(ClaimEvent):
    amount_pence: int

    def sentence(self) -> str:
        return f"Claim {self.claim} was paid: {pounds(self.amount_pence)}."


@recorded_as("family.claim-rejected.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRejected(ClaimEvent):
    reason: str

    def sentence(self) -> str:
        return f"Claim {self.claim} was rejected{_because(self.reason)}."


@recorded_as("family.claim-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWithdrawn(ClaimEvent):
    reason: str

    def sentence(self) -> str:
        return f"Claim {self.claim} was withdrawn{_because(self.reason)}."


@recorded_as("family.claim-repaid.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRepaid(ClaimEvent):
    amount_pence: int
    reason: str

    def sentence(self) -> str:
        return f"Claim {self.claim} was repaid, {pounds(self.amount_pence)}{_because(self.reason)}."


@recorded_as("family.claim-put-at-risk.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPutAtRisk(ClaimEvent):
    """The claim stands. On what was known at position `known` it would be `verdict`; `fact` is the event that did it.

    `fact` is a position of the log, 0 where no single event of the family did it (another family was merged with it).
    """

    known: int
    verdict: str
    fact: int
    why: str

    def sentence(self) -> str:
        return f"Claim {self.claim} is at risk{_because(self.why)}."


@recorded_as("family.claim-kept.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimKept(ClaimEvent):
    """A person decided that the claim stands although it was at risk."""

    reason: str

    def sentence(self) -> str:
        return f"Claim {self.claim} was kept although it was at risk{_because(self.reason)}."


@recorded_as("family.claim-risk-ended.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRiskEnded(ClaimEvent):
    """Later knowledge made the claim right again, with no one's decision."""

    known: int
    why: str

    def sentence(self) -> str:
        return f"Claim {self.claim} is no longer at risk{_because(self.why)}."


@recorded_as("family.progress-judged-equivalent.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressJudgedEquivalent(Event):
    """A named decider judged the family's progress to be equivalent to what the scheme asks of the result.

    It stands for the progress alone: everything else that the result asks is decided as ever. rules.md section 2.
    """

    scheme: str
    result: str
    judged_on: date
    decided_by: str
    reason: str

    def sentence(self) -> str:
        return (f"{self.decided_by} judged progress towards {self.result} of {self.scheme} to be equivalent on"
                f" {self.judged_on}: {self.reason}.")


@recorded_as("family.equivalence-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceWithdrawn(Event):
    scheme: str
    result: str
    reason: str

    def sentence(self) -> str:
        return (f"The judgement that progress towards {self.result} of {self.scheme} was equivalent was taken back"
                f"{_because(self.reason)}.")


@recorded_as("family.merged.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMerged(Event):
    """This family and `other` were found to be one. Recorded in both streams; each keeps its own history."""

    other: str
    reason: str

    def sentence(self) -> str:
        return f"The family was found to be one with another on record{_because(self.reason)}."


@recorded_as("family.separated.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilySeparated(Event):
    """The merging with `other` was a mistake, or the families have split. Recorded in both streams."""

    other: str
    reason: str

    def sentence(self) -> str:
        return f"The family was told apart again from another on record{_because(self.reason)}."


def pounds(pence: int) -> str:
    return f"GBP {pence // 100:,}.{pence % 100:02d}"


def _because(reason: str | None) -> str:
    return f": {reason.rstrip('.')}" if reason else ""
