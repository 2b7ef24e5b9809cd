"""What a claim, a return and two families refuse, and what each step leaves on record: in memory, without a ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.claims import commands, merging
from domain.claims.claim import ClaimRefused, ClaimUnknown
from ledger.rule_sets import rule_set
from tests.claims.builders import ROUNDS, SCHEME, authority, family
from tests.claims.memory import Memory

JULY = ROUNDS[1]
RULES = rule_set(SCHEME)


@pytest.fixture
def two() -> Memory:
    found = Memory(RULES)
    found.save([authority(), family(1), family(2)])
    found.prepare(JULY, "officer")
    return found


@pytest.fixture
def sent(two: Memory) -> Memory:
    two.review(JULY, "reviewer")
    two.sample(JULY, "a seed", "auditor")
    for claim in two.return_of(JULY).unaudited:
        two.audit(claim, True, "auditor")
    two.sign(JULY, "finance")
    two.submit(JULY, "finance")
    return two


def statuses(of: Memory) -> dict[str, str]:
    return {claim.id: claim.status for _, claim in of.claims()}


def first_of(of: Memory) -> str:
    return min(statuses(of))


@pytest.mark.parametrize("act", [commands.reject, commands.withdraw, commands.repay, commands.keep])
@pytest.mark.parametrize("reason", ["", "  "])
def test_what_ends_or_keeps_a_claim_needs_a_reason(two: Memory, act: Callable[..., Any], reason: str) -> None:
    with pytest.raises(ClaimRefused, match="give the reason"):
        act(two.return_of(JULY), two.families(), first_of(two), reason, "officer")


def test_families_are_merged_and_told_apart_with_a_reason_once(two: Memory) -> None:
    one, other = two.families()
    families = two.families()
    for act in (merging.merge, merging.separate):
        with pytest.raises(ClaimRefused, match="give the reason"):
            act(families[one], families[other], families, " ", "officer")
    with pytest.raises(ClaimRefused, match="not on record as one"):
        two.separate(one, other, "officer")
    with pytest.raises(ClaimRefused, match="with itself"):
        two.merge(one, one, "officer")
    two.merge(one, other, "officer")
    with pytest.raises(ClaimRefused, match="as one already"):
        two.merge(one, other, "officer")
    two.separate(one, other, "officer")
    with pytest.raises(ClaimRefused, match="not on record as one"):
        two.separate(one, other, "officer")


def test_a_finding_says_what_was_found(two: Memory) -> None:
    two.review(JULY, "reviewer")
    two.sample(JULY, "a seed", "auditor")
    sampled = two.return_of(JULY).sample[0]
    with pytest.raises(ClaimRefused, match="say what internal audit found"):
        commands.audit(two.return_of(JULY), two.families(), RULES, sampled, True, " ", "auditor")


def test_each_step_is_on_record_of_the_return_and_of_its_claims(two: Memory) -> None:
    first, second = sorted(statuses(two))
    assert statuses(two) == {first: "prepared", second: "prepared"}
    two.review(JULY, "reviewer")
    assert statuses(two) == {first: "reviewed", second: "reviewed"}
    two.sample(JULY, "a seed", "auditor")
    drawn = two.return_of(JULY).sample
    assert {claim for claim, status in statuses(two).items() if status == "sampled"} == set(drawn)


def test_what_the_government_pays_and_what_it_does_not(sent: Memory) -> None:
    first, second = sorted(statuses(sent))
    sent.pay(first, "finance")
    sent.reject(second, "finance")
    assert statuses(sent) == {first: "paid", second: "rejected"}
    of_round = sent.return_of(JULY)
    assert (of_round.lines[first].paid_pence, of_round.lines[second].paid_pence) == (800_00, 0)
    with pytest.raises(ClaimRefused, match="settled before"):
        sent.pay(first, "finance")
    sent.repay(first, "finance")
    assert statuses(sent)[first] == "repaid" and sent.return_of(JULY).repaid_pence == 800_00
    with pytest.raises(ClaimRefused):
        sent.repay(first, "finance")


def test_a_claim_withdrawn_after_the_return_was_sent_stays_a_line_and_is_not_paid(sent: Memory) -> None:
    first = first_of(sent)
    sent.withdraw(first, "officer")
    line = sent.return_of(JULY).lines[first]
    assert statuses(sent)[first] == "withdrawn" and line.accepted is False and line.paid_pence == 0


def test_steps_are_taken_in_their_order_and_each_once(two: Memory) -> None:
    steps: list[Callable[[], None]] = [
        lambda: two.review(JULY, "reviewer"), lambda: two.sample(JULY, "a seed", "auditor"),
        lambda: two.audit(two.return_of(JULY).sample[0], True, "auditor"), lambda: two.sign(JULY, "finance"),
        lambda: two.submit(JULY, "finance"), lambda: two.pay(first_of(two), "finance")]
    for place, step in enumerate(steps):
        for other in (*steps[:place], *steps[place + 1:]):
            with pytest.raises((ClaimRefused, IndexError)):
                other()
        step()


def test_a_return_without_a_claim_or_a_fee_is_not_reviewed() -> None:
    nobody = Memory(RULES)
    nobody.save([authority()])
    nobody.prepare(JULY, "officer")
    with pytest.raises(ClaimRefused, match="nothing in this return"):
        nobody.review(JULY, "reviewer")


def test_another_claim_comes_into_the_sample_for_one_withdrawn(two: Memory) -> None:
    two.review(JULY, "reviewer")
    two.sample(JULY, "a seed", "auditor")
    sampled, = two.return_of(JULY).sample
    two.withdraw(sampled, "officer")
    left, = two.return_of(JULY).lines
    assert two.return_of(JULY).unaudited == [left]
    assert statuses(two) == {sampled: "withdrawn", left: "sampled"}


def test_a_line_is_paid_back_once_and_only_if_it_was_paid(sent: Memory) -> None:
    first, of_round = first_of(sent), sent.return_of(JULY)
    for _ in range(2):
        with pytest.raises(ClaimRefused, match="not been paid"):
            of_round.repay(first, "finance")
        of_round.settle(first, False, "finance")
        first = max(of_round.lines)
    paid = sent.return_of(JULY)
    paid.settle(first, True, "finance")
    paid.repay(first, "finance")
    with pytest.raises(ClaimRefused, match="paid back before"):
        paid.repay(first, "finance")


def test_nobody_knows_a_claim_that_was_never_made(two: Memory) -> None:
    with pytest.raises(ClaimUnknown, match="there is no claim TF2012-20130731-0099"):
        commands.pay(two.return_of(JULY), two.families(), "TF2012-20130731-0099", "finance")


@pytest.mark.parametrize("year", ["2012-13", "1999-00"])
def test_a_financial_year_is_two_years_that_follow_on(year: str) -> None:
    assert commands.agreed_year(year) == year


@pytest.mark.parametrize("year", ["2012-14", "2012-12", "2012", "2012-2013", "12-13", "2012/13", "201a-13", ""])
def test_what_is_no_financial_year_is_refused(year: str) -> None:
    with pytest.raises(ClaimRefused, match="write it as 2012-13"):
        commands.agreed_year(year)


def test_a_judgement_that_is_not_on_record_cannot_be_taken_back(two: Memory) -> None:
    one = next(iter(two.families().values()))
    with pytest.raises(ClaimRefused, match="no equivalent progress"):
        commands.take_back_equivalence(one, SCHEME, "CE", "a mistake", "officer")
    with pytest.raises(ClaimRefused, match="give the reason"):
        commands.take_back_equivalence(one, SCHEME, "CE", "", "officer")
