"""What happens to a return: the claims of one scheme and round that an authority sends to the government together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.events.claims import pounds
from domain.events.event import Event, recorded_as


@recorded_as("return.opened.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOpened(Event):
    scheme: str
    round_on: date

    def sentence(self) -> str:
        return f"The return of {self.scheme} for the round of {self.round_on} was opened."


@recorded_as("return.line-added.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineAdded(Event):
    """`forced` claims are always in the audit sample: overrides, equivalent progress, and claims that were flagged."""

    claim: str
    family: str
    result: str
    amount_pence: int
    main: bool
    forced: bool

    def sentence(self) -> str:
        return f"Claim {self.claim} was added: {self.result}, {pounds(self.amount_pence)}."


@recorded_as("return.line-removed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineRemoved(Event):
    claim: str
    reason: str

    def sentence(self) -> str:
        return f"Claim {self.claim} was taken out: {self.reason}."


@recorded_as("return.fee-added.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeAdded(Event):
    """The attachment fees of one financial year, for the number of families agreed with the government."""

    year: str
    families: int
    fee_pence: int
    amount_pence: int

    def sentence(self) -> str:
        return f"Attachment fees of {self.year} were added: {self.families} families, {pounds(self.amount_pence)}."


@recorded_as("return.reviewed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReviewed(Event):
    note: str | None = None

    def sentence(self) -> str:
        return f"The return was reviewed{': ' + self.note if self.note else ''}."


@recorded_as("return.sample-drawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Event):
    """Anyone with the seed and the lines draws the same sample: see domain/claims/sampling.py."""

    seed: str
    percent: int
    claims: list[str]
    forced: list[str]

    def sentence(self) -> str:
        return f"A sample of {len(self.claims)} claims was drawn for internal audit, {len(self.forced)} of them forced."


@recorded_as("return.sample-widened.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWidened(Event):
    claims: list[str]
    because_of: str

    def sentence(self) -> str:
        return f"The sample was widened by {len(self.claims)} claims, because {self.because_of} was taken out."


@recorded_as("return.line-audited.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineAudited(Event):
    claim: str
    passed: bool

    def sentence(self) -> str:
        return f"Claim {self.claim} {'passed' if self.passed else 'failed'} internal audit."


@recorded_as("return.signed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSigned(Event):
    """What was signed: so many claims, and the sum of lines and fees. No later sum is above it."""

    total_pence: int
    lines: int

    def sentence(self) -> str:
        return (f"The return was signed by the authority's finance officer: {self.lines} claims,"
                f" {pounds(self.total_pence)} in all.")


@recorded_as("return.submitted.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSubmitted(Event):
    """Frozen from here on: `total_pence` is the sum of the lines and fees."""

    total_pence: int
    lines: int

    def sentence(self) -> str:
        return f"The return was sent: {self.lines} claims, {pounds(self.total_pence)} in all."


@recorded_as("return.line-settled.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettled(Event):
    """What became of one line after it was sent: accepted and paid in full, or not accepted and so 0.

    A result beyond the number of families funded is accepted, and pays 0.
    """

    claim: str
    accepted: bool
    paid_pence: int

    def sentence(self) -> str:
        if not self.accepted:
            return f"Claim {self.claim} was settled at nothing: it was not accepted."
        return f"Claim {self.claim} was accepted, and {pounds(self.paid_pence)} paid."


@recorded_as("return.line-repaid.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LineRepaid(Event):
    claim: str
    repaid_pence: int

    def sentence(self) -> str:
        return f"Of claim {self.claim}, {pounds(self.repaid_pence)} was paid back."
