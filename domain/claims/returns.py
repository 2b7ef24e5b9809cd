"""The Return aggregate: the claims of one scheme and round, from the first line to the last payment.

Its lines always add up: every amount is in pence, and the total that is submitted is the sum of lines and fees. Four
eyes: who reviews did not prepare, who signs did neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.claims.claim import ClaimRefused, ClaimUnknown
from domain.claims.lines import Fee, Line
from domain.claims.sampling import draw, share_rounded_up, widen
from domain.events import returns as events
from domain.events.event import Event

RETURNS = UUID("5b0a4e0e-7a52-4b0d-9a3e-0f2f3d1c9a77")

Stage = Literal["open", "reviewed", "sampled", "signed", "submitted"]


def return_stream(scheme: str, round_on: date) -> UUID:
    """The one stream of a scheme and round in every ledger."""
    return uuid5(RETURNS, f"{scheme} {round_on}")


def initials_of(scheme: str) -> str:
    """`TF2012` for `troubled-families-2012`."""
    *words, year = scheme.split("-")
    return "".join(word[0].upper() for word in words) + year


@dataclass(slots=True)
class Return(Aggregate):
    id: UUID
    version: int = 0
    position: int = 0
    scheme: str = ""
    round_on: date | None = None
    stage: Stage = "open"
    numbered: int = 0
    """How many lines were ever added: the number of the last claim."""
    lines: dict[str, Line] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    """The family of every claim that was ever a line, also of those taken out."""
    fees: dict[str, Fee] = field(default_factory=dict)
    preparers: set[str] = field(default_factory=set)
    reviewer: str | None = None
    signatory: str | None = None
    seed: str | None = None
    percent: int = 0
    """The share of the claims that the sample is at least of."""
    sample: list[str] = field(default_factory=list)
    signed_pence: int | None = None
    submitted_pence: int | None = None
    pending: list[Event] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The round's day. Only for a return that was opened."""
        if self.round_on is None:
            raise ClaimUnknown("there is no such return yet; prepare its claims first")
        return self.round_on

    # ---- what it comes to -----------------------------------------------------------------------------------------

    @property
    def total_pence(self) -> int:
        return sum(line.amount_pence for line in self.lines.values()) + self.fees_pence

    @property
    def fees_pence(self) -> int:
        return sum(fee.amount_pence for fee in self.fees.values())

    @property
    def paid_pence(self) -> int:
        """What the government paid for the lines; what was paid back of it is `repaid_pence`."""
        return sum(line.paid_pence for line in self.lines.values())

    @property
    def repaid_pence(self) -> int:
        return sum(line.repaid_pence for line in self.lines.values())

    @property
    def turned_around(self) -> int:
        """Families with a main result, paid or beyond the number funded; progress to work is apart."""
        return sum(line.main for line in self.lines.values())

    @property
    def unaudited(self) -> list[str]:
        return [claim for claim in self.sample if claim in self.lines and self.lines[claim].audited is None]

    # ---- commands -------------------------------------------------------------------------------------------------

    def open(self, scheme: str, round_on: date, by: str) -> None:
        """A return that is open is left as it is. Raises ClaimRefused for one that has gone on."""
        if self.version == 0:
            self.record(events.ReturnOpened, by, scheme=scheme, round_on=round_on)
        self._only_while("open", "claims are prepared")

    def next_claim_id(self) -> str:
        """`TF2012-20130731-0001`: the scheme's initials and year, the round, and the number of the line."""
        return f"{initials_of(self.scheme)}-{self.day:%Y%m%d}-{self.numbered + 1:04d}"

    def add_line(self, line: Line, by: str) -> None:
        self._only_while("open", "a claim can be added")
        self.record(events.LineAdded, by, claim=line.claim, family=line.family, result=line.result,
                    amount_pence=line.amount_pence, main=line.main, forced=line.forced)

    def add_fee(self, fee: Fee, by: str) -> None:
        self._only_while("open", "attachment fees can be added")
        if fee.amount_pence != fee.families * fee.fee_pence:
            raise ClaimRefused(f"the fees of {fee.year} do not come to families times the fee; work them out again")
        if fee.year not in self.fees:
            self.record(events.FeeAdded, by, year=fee.year, families=fee.families, fee_pence=fee.fee_pence,
                        amount_pence=fee.amount_pence)

    def remove_line(self, claim: str, reason: str, by: str) -> list[str]:
        """Returns the claims that came into the sample in its place, so that it stays as large as it has to be."""
        if self.stage == "submitted":
            raise ClaimRefused("the return was submitted and is frozen; record what the government decides instead")
        if claim not in self.lines:
            return []
        self.record(events.LineRemoved, by, claim=claim, reason=reason)
        return self._widen(self._lacking(), claim, by) if self.stage == "sampled" else []

    def review(self, by: str, note: str | None = None) -> None:
        self._only_while("open", "the return can be reviewed")
        self._by_another(by, "review", self.preparers)
        if not self.lines and not self.fees:
            raise ClaimRefused("there is nothing in this return to review; prepare its claims first")
        self.record(events.ReturnReviewed, by, note=note)

    def draw_sample(self, seed: str, percent: int, by: str) -> list[str]:
        """Draws the claims that internal audit looks at; `percent` is the scheme's share. Returns their ids."""
        self._only_while("reviewed", "the sample is drawn")
        self._by_another(by, "draw the sample of", self.preparers)
        if not seed.strip():
            raise ClaimRefused("a sample is drawn from a seed that goes on record: give one")
        forced = [line.claim for line in self.lines.values() if line.forced]
        claims = draw(seed, list(self.lines), forced, percent)
        self.record(events.SampleDrawn, by, seed=seed, percent=percent, claims=claims, forced=forced)
        return claims

    def record_audit(self, claim: str, passed: bool, percent: int, by: str) -> list[str]:
        """Notes a finding. A claim that failed is taken out, and the sample grows: returns the claims added to it."""
        self._only_while("sampled", "findings are recorded")
        if claim not in self.unaudited:
            raise ClaimRefused(f"claim {claim} is not in the sample, or its finding is on record already")
        self._by_another(by, "audit", self.preparers)
        everyone = list(self.lines)
        self.record(events.LineAudited, by, claim=claim, passed=passed)
        if passed:
            return []
        self.record(events.LineRemoved, by, claim=claim, reason="it failed internal audit")
        return self._widen(max(share_rounded_up(percent, len(everyone)), self._lacking()), claim, by)

    def _lacking(self) -> int:
        """How many claims the sample is short of its share of the lines there are now, forced ones aside."""
        drawn = sum(claim in self.lines and not self.lines[claim].forced for claim in self.sample)
        return max(0, share_rounded_up(self.percent, len(self.lines)) - drawn)

    def _widen(self, number: int, because_of: str, by: str) -> list[str]:
        assert self.seed is not None
        further = widen(self.seed, self.lines, self.sample, number)
        if further:
            self.record(events.SampleWidened, by, claims=further, because_of=because_of)
        return further

    def sign(self, by: str) -> None:
        self._only_while("sampled", "the return can be signed")
        if self.unaudited:
            raise ClaimRefused(
                f"{len(self.unaudited)} sampled claims have no finding yet, the first is {self.unaudited[0]};"
                " the return is signed when internal audit is done")
        self._by_another(by, "sign", self.preparers | ({self.reviewer} if self.reviewer else set()))
        self.record(events.ReturnSigned, by, total_pence=self.total_pence, lines=len(self.lines))

    def submit(self, by: str) -> None:
        self._only_while("signed", "the return can be submitted")
        self.record(events.ReturnSubmitted, by, total_pence=self.total_pence, lines=len(self.lines))

    def settle(self, claim: str, accepted: bool, by: str) -> None:
        """What became of a line: accepted and paid its whole amount, or not, and 0."""
        self._only_while("submitted", "payments are recorded")
        line = self.lines.get(claim)
        if line is None or line.accepted is not None:
            raise ClaimRefused(f"claim {claim} is no line of this return, or was settled before")
        paid_pence = line.amount_pence if accepted else 0
        self.record(events.LineSettled, by, claim=claim, accepted=accepted, paid_pence=paid_pence)

    def repay(self, claim: str, by: str) -> None:
        line = self.lines.get(claim)
        if line is None or not line.accepted or line.repaid:
            raise ClaimRefused(f"claim {claim} has not been paid, or was paid back before")
        self.record(events.LineRepaid, by, claim=claim, repaid_pence=line.amount_pence)

    def _only_while(self, stage: Stage, what: str) -> None:
        if self.version == 0:
            raise ClaimUnknown("there is no such return yet; prepare its claims first")
        if self.stage != stage:
            raise ClaimRefused(f"{what} while a return is {stage}; this one is {self.stage}")

    def _by_another(self, by: str, what: str, others: set[str]) -> None:
        if _plain(by) in map(_plain, others):
            raise ClaimRefused(f"{by} took part in an earlier step, and so may not {what} this return: four eyes")

    # ---- history --------------------------------------------------------------------------------------------------

    def apply(self, event: Event, position: int) -> None:
        self.version = event.originator_version
        self.position = position
        match event:
            case events.ReturnOpened():
                self.scheme, self.round_on = event.scheme, event.round_on
            case events.LineAdded():
                self.numbered += 1
                self.preparers.add(event.by)
                self.families[event.claim] = event.family
                self.lines[event.claim] = Line(
                    event.claim, event.family, event.result, event.amount_pence, event.main, event.forced)
            case events.LineRemoved():
                self.lines.pop(event.claim, None)
            case events.FeeAdded():
                self.preparers.add(event.by)
                self.fees[event.year] = Fee(event.year, event.families, event.fee_pence, event.amount_pence)
            case events.ReturnReviewed():
                self.stage, self.reviewer = "reviewed", event.by
            case events.SampleDrawn():
                self.stage, self.seed, self.percent = "sampled", event.seed, event.percent
                self.sample = list(event.claims)
            case events.SampleWidened():
                self.sample.extend(event.claims)
            case events.LineAudited():
                self._note(event.claim, audited=event.passed)
            case events.ReturnSigned():
                self.stage, self.signatory, self.signed_pence = "signed", event.by, event.total_pence
            case events.ReturnSubmitted():
                self.stage, self.submitted_pence = "submitted", event.total_pence
            case events.LineSettled():
                self._note(event.claim, accepted=event.accepted)
            case events.LineRepaid():
                self._note(event.claim, repaid=True)

    def _note(self, claim: str, **noted: Any) -> None:
        if claim in self.lines:
            self.lines[claim] = replace(self.lines[claim], **noted)


def _plain(who: str) -> str:
    """One person under two spellings is one pair of eyes."""
    return " ".join(who.split()).casefold()
