"""A claim as it stands, and which change of status may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from domain.events import claims as events

Status = Literal[
    "prepared", "reviewed", "sampled", "audit passed", "audit failed", "signed", "submitted", "paid", "rejected",
    "withdrawn", "repaid"]

FOLLOWS: Mapping[Status, frozenset[Status]] = MappingProxyType({
    "prepared": frozenset({"reviewed", "withdrawn"}),
    "reviewed": frozenset({"sampled", "signed", "withdrawn"}),
    "sampled": frozenset({"audit passed", "audit failed", "withdrawn"}),
    "audit passed": frozenset({"signed", "withdrawn"}),
    "audit failed": frozenset(),
    "signed": frozenset({"submitted", "withdrawn"}),
    "submitted": frozenset({"paid", "rejected", "withdrawn"}),
    "paid": frozenset({"repaid"}),
    "rejected": frozenset(),
    "withdrawn": frozenset(),
    "repaid": frozenset(),
})
"""What may come after each status. Whatever ended without money, or gave it back, stands in no other claim's way."""

ENDED: frozenset[Status] = frozenset({"audit failed", "rejected", "withdrawn", "repaid"})


@dataclass(frozen=True, slots=True)
class Risk:
    """Later knowledge would decide the claim otherwise: `fact` is the position of the event that did it."""

    known: int
    verdict: str
    fact: int
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """`known_at` is the position of the event that prepared it; `record` is the frozen claim record."""

    id: str
    scheme: str
    result: str
    main: bool
    round_on: date
    amount_pence: int
    record: Mapping[str, Any]
    prepared_by: str
    known_at: int
    status: Status = "prepared"
    sampled: bool = False
    """Whether it is, or was, in the sample for internal audit."""
    risk: Risk | None = None
    changed_at: int = 0
    """Position of the event that gave it its status."""
    kept_at: int | None = None
    """Position up to which a person has decided that the claim stands although at risk."""

    @property
    def stands(self) -> bool:
        return self.status not in ENDED

    @property
    def paid_pence(self) -> int:
        """What the authority has been paid for it and has not given back."""
        return self.amount_pence if self.status == "paid" else 0


class ClaimRefused(Exception):
    """The claim or return was not changed; the message says why, in words for whoever asked."""


class ClaimUnknown(ClaimRefused):
    """There is no such claim or return: look it up."""


class ClaimTaken(ClaimRefused):
    """Another claim took what this one needs, maybe a moment ago: prepare again, which decides anew."""


def refuse_unless_follows(claim: Claim, status: Status) -> None:
    if status not in FOLLOWS[claim.status]:
        allowed = ", ".join(sorted(FOLLOWS[claim.status])) or "nothing further"
        raise ClaimRefused(
            f"claim {claim.id} is {claim.status} and cannot become {status}; what can follow is: {allowed}")


def apply_to_claims(claims: dict[str, Claim], event: events.ClaimEvent, position: int) -> None:
    """Folds one event into the claims of its family; a claim that is not there is left alone."""
    if isinstance(event, events.ClaimPrepared):
        claims[event.claim] = Claim(
            event.claim, event.scheme, event.result, event.main, event.round_on, event.amount_pence, event.record,
            event.by, position, changed_at=position)
    elif (held := claims.get(event.claim)) is not None:
        claims[event.claim] = _after(held, event, position)


def _after(claim: Claim, event: events.ClaimEvent, position: int) -> Claim:
    match event:
        case events.ClaimAudited():
            return replace(claim, status="audit passed" if event.passed else "audit failed", changed_at=position,
                           risk=claim.risk if event.passed else None)
        case events.ClaimPutAtRisk():
            return replace(claim, risk=Risk(event.known, event.verdict, event.fact, event.why))
        case events.ClaimKept():
            return replace(claim, risk=None, kept_at=position)
        case events.ClaimRiskEnded():
            return replace(claim, risk=None)
    status = _STATUS_AFTER[type(event)]
    return replace(claim, status=status, changed_at=position, sampled=claim.sampled or status == "sampled",
                   risk=None if status in ENDED else claim.risk)


_STATUS_AFTER: dict[type[events.ClaimEvent], Status] = {
    events.ClaimReviewed: "reviewed",
    events.ClaimSampled: "sampled",
    events.ClaimSigned: "signed",
    events.ClaimSubmitted: "submitted",
    events.ClaimPaid: "paid",
    events.ClaimRejected: "rejected",
    events.ClaimWithdrawn: "withdrawn",
    events.ClaimRepaid: "repaid",
}
