"""Preparing claims: which valid results of a family may be claimed in a round, and why others are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.authority import Authority
from domain.claims.claim import Claim, ClaimRefused
from domain.claims.judging import Judged, judged
from domain.claims.record import amount_of, claim_record, members_on
from domain.family import Family
from domain.rules.deciding import Prospects, standing
from domain.rules.scheme import Result, Scheme

EVIDENCE_ERASED = "evidence about a member was erased, so nothing new is decided of the family"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that may be made. `people` are those counted in it, by pseudonym.

    `again` is an earlier claim of the result that ended without money, and that later knowledge makes valid.
    """

    result: Result
    amount_pence: int
    people: list[str]
    forced: bool
    record: dict[str, Any]
    again: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A result that is valid and not claimed, or on hold; `reason` says why."""

    result: str
    reason: str


def propose(
    family: Family, authority: Authority, scheme: Scheme, round_on: date, known: int, *, funded: bool,
    claimed_by_one: Iterable[Claim] = (),
) -> tuple[list[Proposal], list[LeftOut]]:
    """What may be claimed for a family on the round's day, on what is known up to `known`.

    `claimed_by_one` are claims of families found to be one with this. `funded` is whether the number of families
    funded leaves room for this one. One main result for life; others beside it, up to the cap.
    """
    attachment = family.attachments.get(scheme.name)
    if attachment is None or attachment.attached_on > round_on:
        return [], []
    if family.moved_out:
        return [], [LeftOut(kind, f"the family moved to {family.moved_out.to}, which claims for it from now on")
                    for kind in scheme.results]
    if family.erased:
        return [], [LeftOut(kind, EVIDENCE_ERASED) for kind in scheme.results]
    decided = standing(family, authority.terms.values(), scheme)
    choice = _Choice(family, decided.prospects(attachment), round_on, [
        claim for claim in (*family.claims_anywhere, *claimed_by_one) if claim.scheme == scheme.name])
    picked = choice.pick()
    proposals: list[Proposal] = []
    claimed_pence = sum(claim.amount_pence for claim in choice.before)
    people = members_on(decided, round_on.toordinal()) if picked else []
    for result, found in picked:
        amount = amount_of(choice.prospects, result.kind, round_on, claimed_pence, funded)
        record = claim_record(family, authority, decided, choice.prospects, result.kind, round_on, known, amount, found)
        again = choice.ended(result.kind)
        forced = bool(attachment.override_by or found.equivalent or again) or any(
            claim.risk for claim in family.claims.values())
        proposals.append(Proposal(result, amount.amount_pence, people, forced, record, again.id if again else None))
        claimed_pence += amount.amount_pence
    return proposals, choice.left_out


class _Choice:
    """Of the results of one family, those to be claimed; lesser ones first, so that a main one tops them up."""

    def __init__(self, family: Family, prospects: Prospects, round_on: date, claims: Sequence[Claim]) -> None:
        self.family, self.prospects, self.round_on = family, prospects, round_on
        self.day = round_on.toordinal()
        self.claims = claims
        self.before = [claim for claim in claims if claim.stands]
        self.left_out: list[LeftOut] = []

    def pick(self) -> list[tuple[Result, Judged]]:
        valid = [found for result in self.prospects.scheme.results.values() if (found := self._judge(result))]
        main = sorted((found for found in valid if found[0].main), key=lambda found: -self._rate_pence(found[0]))
        lesser = [found for found in valid if not found[0].main]
        for other, _ in main[1:]:
            self._leave_out(other, f"{main[0][0].kind} is claimed instead: one for life")
        if main and lesser and self._rate_pence(main[0][0]) >= self._cap_pence():
            for other, _ in lesser:
                self._leave_out(other, f"{main[0][0].kind} alone pays up to the cap")
            lesser = []
        return lesser + main[:1]

    def ended(self, kind: str) -> Claim | None:
        """The last claim of the result that came to nothing."""
        return next((claim for claim in reversed(self.claims) if claim.result == kind and not claim.stands), None)

    def _judge(self, result: Result) -> tuple[Result, Judged] | None:
        found = judged(self.family, self.prospects, result.kind, self.day)
        if found.verdict == "hold":
            missing = self.prospects.reason(result.kind, self.day).evidence_missing()
            self._leave_out(result, f"on hold: needs {'; '.join(missing) or 'more evidence'}")
        if found.verdict != "valid":
            return None
        barred = _barred(result, self.prospects.scheme, self.before) or self._beyond_the_cap(result)
        if reason := barred or self._as_before(result):
            self._leave_out(result, reason)
            return None
        return result, found

    def _beyond_the_cap(self, result: Result) -> str | None:
        """A lesser result after a main one is claimed only while there is something left to pay for it."""
        left_pence = self._cap_pence() - sum(_at_its_rate_pence(claim) for claim in self.before)
        if result.main or left_pence > 0:
            return None
        return f"{', '.join(claim.id for claim in self.before)} reached what is paid for a family: nothing is left"

    def _as_before(self, result: Result) -> str | None:
        """A claim that came to nothing is not made again before something else is known of the family."""
        ended = self.ended(result.kind)
        if ended is None or self.family.learned_at > ended.changed_at:
            return None
        return f"{ended.id} ended as {ended.status}, and nothing has become known of the family since"

    def _rate_pence(self, result: Result) -> int:
        payments = self.prospects.scheme.payments
        return payments.results[result.kind].on(payments.rate_day(self._attached_on, self.round_on))

    def _cap_pence(self) -> int:
        payments = self.prospects.scheme.payments
        return payments.cap.on(payments.rate_day(self._attached_on, self.round_on))

    @property
    def _attached_on(self) -> date:
        return self.prospects.attachment.attached_on

    def _leave_out(self, result: Result, reason: str) -> None:
        self.left_out.append(LeftOut(result.kind, reason))


def _barred(result: Result, scheme: Scheme, before: Iterable[Claim]) -> str | None:
    for claim in before:
        if claim.result == result.kind:
            return f"already claimed: {claim.id}, {claim.status}"
        if result.main and scheme.results[claim.result].main:
            return f"already claimed: {claim.id}, {claim.result}, {claim.status}"
    return None


def _at_its_rate_pence(claim: Claim) -> int:
    """What it pays by itself, also where it was beyond the families funded."""
    return max(claim.amount_pence, int(claim.record.get("amount", {}).get("rate_pence", 0)))


def refuse_to_claim_twice(family: Family, scheme: Scheme, result: str) -> None:
    """The last word on one result for life, asked when the claim is recorded."""
    before = [claim for claim in family.claims_anywhere if claim.scheme == scheme.name and claim.stands]
    if reason := _barred(scheme.results[result], scheme, before):
        raise ClaimRefused(reason)
