"""What people do with claims: each function decides on the family and its return together, and raises events on both.

Nothing is recorded here; who calls saves both in one transaction, or neither. Every refusal is a ClaimRefused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.claims.claim import Claim, ClaimRefused, ClaimUnknown, Status, refuse_unless_follows
from domain.claims.judging import is_allowed
from domain.claims.lines import Line
from domain.claims.preparing import Proposal, refuse_to_claim_twice
from domain.claims.returns import Return
from domain.events import claims as events
from domain.family import Equivalence, Family
from domain.rules.scheme import Scheme

Families = Mapping[UUID, Family]
"""May be read as they are asked for: a command asks for no more than it changes."""


def prepare(family: Family, of_round: Return, scheme: Scheme, proposal: Proposal, by: str) -> str:
    """Adds the proposed claim to its family and to the return; returns its id."""
    refuse_to_claim_twice(family, scheme, proposal.result.kind)
    claim_id = of_round.next_claim_id()
    of_round.add_line(
        Line(claim_id, str(family.id), proposal.result.kind, proposal.amount_pence, proposal.result.main,
             proposal.forced), by)
    family.record(
        events.ClaimPrepared, by, claim=claim_id, scheme=scheme.name, result=proposal.result.kind,
        main=proposal.result.main, round_on=of_round.day, amount_pence=proposal.amount_pence,
        record={**proposal.record, "claim": claim_id, "preparer": by})
    return claim_id


def review(of_round: Return, families: Families, by: str, note: str | None = None) -> None:
    of_round.review(by, note)
    for family, claim in _claims_of(of_round, families):
        _change(family, claim, "reviewed", events.ClaimReviewed, by, note=note)


def sample(of_round: Return, families: Families, scheme: Scheme, seed: str, by: str) -> list[str]:
    drawn = of_round.draw_sample(seed, scheme.payments.audit_sample.on(of_round.day.toordinal()), by)
    _mark_sampled(of_round, families, drawn, by)
    return drawn


def audit(
    of_round: Return, families: Families, scheme: Scheme, claim_id: str, passed: bool, finding: str, by: str
) -> list[str]:
    """Records internal audit's finding; returns the claims by which a failed one widened the sample."""
    if not finding.strip():
        raise ClaimRefused("say what internal audit found")
    family, claim = find(of_round, families, claim_id)
    widening = scheme.payments.audit_widening.on(of_round.day.toordinal())
    further = of_round.record_audit(claim_id, passed, widening, by)
    _change(family, claim, "audit passed" if passed else "audit failed", events.ClaimAudited, by,
            passed=passed, finding=finding)
    _mark_sampled(of_round, families, further, by)
    return further


def sign(of_round: Return, families: Families, by: str) -> None:
    of_round.sign(by)
    for family, claim in _claims_of(of_round, families):
        _change(family, claim, "signed", events.ClaimSigned, by)


def submit(of_round: Return, families: Families, by: str) -> None:
    of_round.submit(by)
    for family, claim in _claims_of(of_round, families):
        _change(family, claim, "submitted", events.ClaimSubmitted, by)


def pay(of_round: Return, families: Families, claim_id: str, by: str) -> None:
    family, claim = find(of_round, families, claim_id)
    of_round.settle(claim_id, True, by)
    _change(family, claim, "paid", events.ClaimPaid, by, amount_pence=claim.amount_pence)


def reject(of_round: Return, families: Families, claim_id: str, reason: str, by: str) -> None:
    _needed(reason)
    family, claim = find(of_round, families, claim_id)
    of_round.settle(claim_id, False, by)
    _change(family, claim, "rejected", events.ClaimRejected, by, reason=reason)


def withdraw(of_round: Return, families: Families, claim_id: str, reason: str, by: str) -> None:
    """Before the return is sent the line is taken out; after that it stands there, and is settled at 0."""
    _needed(reason)
    family, claim = find(of_round, families, claim_id)
    refuse_unless_follows(claim, "withdrawn")
    further: list[str] = []
    if of_round.stage == "submitted":
        of_round.settle(claim_id, False, by)
    else:
        further = of_round.remove_line(claim_id, reason, by)
    _change(family, claim, "withdrawn", events.ClaimWithdrawn, by, reason=reason)
    _mark_sampled(of_round, families, further, by)


def repay(of_round: Return, families: Families, claim_id: str, reason: str, by: str) -> None:
    _needed(reason)
    family, claim = find(of_round, families, claim_id)
    refuse_unless_follows(claim, "repaid")
    of_round.repay(claim_id, by)
    _change(family, claim, "repaid", events.ClaimRepaid, by, amount_pence=claim.amount_pence, reason=reason)


def keep(of_round: Return, families: Families, claim_id: str, reason: str, by: str) -> None:
    """A person's decision that a claim at risk stands."""
    _needed(reason)
    family, claim = find(of_round, families, claim_id)
    if claim.risk is None:
        raise ClaimRefused(f"claim {claim_id} is not at risk, so there is nothing to decide")
    family.record(events.ClaimKept, by, claim=claim_id, reason=reason)


def judge_equivalent(family: Family, scheme: Scheme, result: str, judgement: Equivalence, by: str) -> None:
    """Records a named decider's judgement, where the authority's plan allows it. rules.md section 2."""
    if result not in scheme.results or not is_allowed(scheme, result, judgement.judged_on.toordinal()):
        raise ClaimRefused(
            f"the plan in force on {judgement.judged_on} does not allow equivalent progress for {result} of"
            f" {scheme.name}; a local plan allows it by the value 'equivalent-progress'")
    if not (judgement.decided_by.strip() and judgement.reason.strip()):
        raise ClaimRefused("equivalent progress needs a named decider and the reason given")
    if scheme.name not in family.attachments:
        raise ClaimRefused(f"the family is not attached to {scheme.name}, so there is no result to judge")
    family.record(events.ProgressJudgedEquivalent, by, scheme=scheme.name, result=result,
                  judged_on=judgement.judged_on, decided_by=judgement.decided_by, reason=judgement.reason)


def take_back_equivalence(family: Family, scheme: str, result: str, reason: str, by: str) -> None:
    _needed(reason)
    if (scheme, result) not in family.equivalences:
        raise ClaimRefused(f"no equivalent progress towards {result} of {scheme} is on record for this family")
    family.record(events.EquivalenceWithdrawn, by, scheme=scheme, result=result, reason=reason)


def agreed_year(year: str) -> str:
    """A financial year as `2012-13`. Raises ClaimRefused."""
    first, _, last = year.partition("-")
    if len(year) == 7 and year.isascii() and first.isdigit() and last.isdigit() and (int(first) + 1) % 100 == int(last):
        return year
    raise ClaimRefused(f"{year!r} is no financial year; write it as 2012-13")


def find(of_round: Return, families: Families, claim_id: str) -> tuple[Family, Claim]:
    family_id = of_round.families.get(claim_id)
    if family_id is None:
        raise no_claim(claim_id)
    family = families[UUID(family_id)]
    return family, family.claims[claim_id]


def no_claim(claim_id: str) -> ClaimUnknown:
    return ClaimUnknown(f"there is no claim {claim_id}; look it up with: outcomes claims list")


def _needed(reason: str) -> None:
    if not reason.strip():
        raise ClaimRefused("give the reason; it stays on record")


def _claims_of(of_round: Return, families: Families) -> list[tuple[Family, Claim]]:
    return [find(of_round, families, claim) for claim in of_round.lines]


def _mark_sampled(of_round: Return, families: Families, claims: Iterable[str], by: str) -> None:
    for claim_id in claims:
        family, claim = find(of_round, families, claim_id)
        _change(family, claim, "sampled", events.ClaimSampled, by, forced=of_round.lines[claim_id].forced)


def _change(
    family: Family, claim: Claim, status: Status, event: type[events.ClaimEvent], by: str, **said: object
) -> None:
    refuse_unless_follows(claim, status)
    family.record(event, by, claim=claim.id, **said)

