"""The steps of a return after it was prepared; each loads, decides and records in one transaction, or refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from api.acts.deciding import decided
from api.claiming.places import AsAsked, return_of, return_with, scheme_of, with_those_merged
from domain.claims import commands, merging
from domain.claims.claim import ClaimRefused
from domain.claims.holding import Holds
from domain.claims.returns import Return
from domain.family import Equivalence, Family, Novelty
from ledger.claimed import WriteHolds
from ledger.ledger import Ledger

Families = Mapping[UUID, Family]
Step = Callable[[Return, Families], object]


def review(ledger: Ledger, scheme: str, round_on: date, by: str, note: str | None = None) -> Return:
    return _whole(ledger, scheme, round_on, lambda of_round, families: commands.review(of_round, families, by, note))


def draw_sample(ledger: Ledger, scheme: str, round_on: date, seed: str, by: str) -> Return:
    rules = scheme_of(ledger, scheme)
    return _whole(
        ledger, scheme, round_on, lambda of_round, families: commands.sample(of_round, families, rules, seed, by)
    )


def sign(ledger: Ledger, scheme: str, round_on: date, by: str) -> Return:
    return _whole(ledger, scheme, round_on, lambda of_round, families: commands.sign(of_round, families, by))


def submit(ledger: Ledger, scheme: str, round_on: date, by: str) -> Return:
    return _whole(ledger, scheme, round_on, lambda of_round, families: commands.submit(of_round, families, by))


def pay_all(ledger: Ledger, scheme: str, round_on: date, by: str) -> Return:
    """Every line of a submitted return that has not been answered for was paid."""

    def pay(of_round: Return, families: Families) -> None:
        waiting = [line.claim for line in of_round.lines.values() if line.accepted is None]
        if of_round.stage != "submitted" or not waiting:
            raise ClaimRefused("no claim of this return waits for payment; it is paid after it was submitted, once")
        for claim in waiting:
            commands.pay(of_round, families, claim, by)

    return _whole(ledger, scheme, round_on, pay)


def audit(ledger: Ledger, claim_id: str, passed: bool, finding: str, by: str) -> list[str]:
    """Returns the claims by which a failed one widened the sample."""
    of_round, families = return_with(ledger, claim_id), AsAsked(ledger)
    rules = scheme_of(ledger, of_round.scheme)
    further = commands.audit(of_round, families, rules, claim_id, passed, finding, by)
    ledger.save(*families.changed, of_round, register=WriteHolds(_ending([] if passed else [claim_id])))
    return further


def pay(ledger: Ledger, claim_id: str, by: str) -> None:
    _one(ledger, claim_id, lambda of_round, families: commands.pay(of_round, families, claim_id, by), ends=False)


def reject(ledger: Ledger, claim_id: str, reason: str, by: str) -> None:
    _one(ledger, claim_id, lambda of_round, families: commands.reject(of_round, families, claim_id, reason, by))


def withdraw(ledger: Ledger, claim_id: str, reason: str, by: str) -> None:
    _one(ledger, claim_id, lambda of_round, families: commands.withdraw(of_round, families, claim_id, reason, by))


def repay(ledger: Ledger, claim_id: str, reason: str, by: str) -> None:
    _one(ledger, claim_id, lambda of_round, families: commands.repay(of_round, families, claim_id, reason, by))


def keep(ledger: Ledger, claim_id: str, reason: str, by: str) -> None:
    _one(ledger, claim_id, lambda of_round, families: commands.keep(of_round, families, claim_id, reason, by),
         ends=False)


def merge(ledger: Ledger, family_id: str, other_id: str, reason: str, by: str) -> None:
    """Holds of one then stand for the other as well, so that neither is claimed for again."""
    _two(ledger, family_id, other_id, lambda one, other, families: merging.merge(one, other, families, reason, by))


def separate(ledger: Ledger, family_id: str, other_id: str, reason: str, by: str) -> None:
    _two(ledger, family_id, other_id, lambda one, other, families: merging.separate(one, other, families, reason, by))


def agree(ledger: Ledger, scheme: str, year: str, families: int, by: str) -> Novelty:
    """The number of families that the government pays attachment fees for in a financial year."""
    scheme_of(ledger, scheme)
    if families < 0:
        raise ClaimRefused("a number of families is 0 or more")
    return decided(ledger, lambda authority: authority.agree_families(
        scheme, commands.agreed_year(year), families, by))


def judge_equivalent(
    ledger: Ledger, family_id: str, scheme: str, result: str, judgement: Equivalence, by: str
) -> None:
    family = _called(ledger, family_id)
    commands.judge_equivalent(family, scheme_of(ledger, scheme), result, judgement, by)
    ledger.save(family)


def take_back_equivalence(ledger: Ledger, family_id: str, scheme: str, result: str, reason: str, by: str) -> None:
    family = _called(ledger, family_id)
    commands.take_back_equivalence(family, scheme, result, reason, by)
    ledger.save(family)


def _whole(ledger: Ledger, scheme: str, round_on: date, step: Step) -> Return:
    of_round = return_of(ledger, scheme, round_on)
    families = AsAsked(ledger, {UUID(line.family) for line in of_round.lines.values()})
    step(of_round, families)
    ledger.save_in_bulk([*families.changed, of_round])
    return of_round


def _one(ledger: Ledger, claim_id: str, step: Step, *, ends: bool = True) -> None:
    of_round, families = return_with(ledger, claim_id), AsAsked(ledger)
    step(of_round, families)
    ledger.save(*families.changed, of_round, register=WriteHolds(_ending([claim_id] if ends else [])))


def _ending(claims: list[str]) -> Holds:
    return Holds(ended=claims)


def _two(
    ledger: Ledger, family_id: str, other_id: str, step: Callable[[Family, Family, Families], Holds]
) -> None:
    from projections.queries.asking import family_called

    one, other = (family_called(ledger, called) for called in (family_id, other_id))
    families = with_those_merged(ledger, [one, other])
    holds = step(families[one], families[other], families)
    changed = [family for family in families.values() if family.pending]
    ledger.save(*changed, register=WriteHolds(holds))


def _called(ledger: Ledger, family_id: str) -> Family:
    from projections.queries.asking import family_called

    return ledger.family(family_called(ledger, family_id))
