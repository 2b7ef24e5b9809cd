"""Whatever is recorded in whatever order: sums add up, nothing is below nothing, and history loads to the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.authority import Authority
from domain.money import commands
from domain.money.commands import MoneyRefused
from domain.money.possible import Attached, at_stake
from domain.money.reconciling import Reconciled
from domain.money.record import Pot, Receipt
from domain.money.years import Year, in_all
from ledger.rule_sets import rule_set

TODAY = date(2014, 4, 1)
POTS = [Pot(partner, year, "family workers") for partner in ("Police", "Health") for year in ("2012-13", "2013-14")]
SUMS = st.integers(min_value=-5, max_value=100)
ACTS = st.lists(st.one_of(
    st.tuples(st.just("pledge"), st.sampled_from(POTS), SUMS),
    st.tuples(st.just("receive"), st.sampled_from(POTS), SUMS, st.sampled_from("abcdef")),
    st.tuples(st.just("withdraw"), st.sampled_from(POTS), st.one_of(st.none(), SUMS)),
    st.tuples(st.just("take back"), st.sampled_from("abcdef"))), max_size=30)  # fmt: skip


def act(authority: Authority, said: tuple[Any, ...]) -> None:
    match said:
        case "pledge", pot, pence:
            commands.pledge(authority, pot, pence, "tests")
        case "receive", pot, pence, reference:
            commands.receive(authority, pot, Receipt(reference, TODAY, pence), "tests", TODAY)
        case "withdraw", pot, pence:
            commands.withdraw(authority, pot, pence, "the budget was cut", "tests")
        case "take back", reference:
            commands.withdraw_receipt(authority, reference, "recorded twice", "tests")


@given(ACTS)
def test_pledged_is_received_and_outstanding_and_none_is_below_nothing(acts: list[tuple[Any, ...]]) -> None:
    authority = Authority()
    for said in acts:
        before = dict(authority.money.contributions)
        try:
            act(authority, said)
        except MoneyRefused:
            assert authority.money.contributions == before
        for held in authority.money.contributions.values():
            assert held.pledged_pence == held.received_pence + held.outstanding_pence
            assert min(held.pledged_pence, held.received_pence, held.outstanding_pence) >= 0
    replayed = Authority()
    for event in authority.pending:
        replayed.apply(event, 1)
    assert replayed.money == authority.money


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_claimed_is_paid_short_and_waiting(claimed: int, refused: int, received: int) -> None:
    found = Reconciled(claimed + refused, refused, received)
    parts = (found.paid_pence, found.short_pence, found.waiting_pence, found.over_pence)
    assert found.sent_pence == found.refused_pence + found.claimed_pence
    assert found.claimed_pence == found.paid_pence + found.short_pence + found.waiting_pence
    assert found.received_pence == found.paid_pence + found.over_pence
    assert min(parts) >= 0 and sum(part > 0 for part in parts[1:]) <= 1
    assert (found.state == "matched") == (claimed == received)


DAYS = st.dates(date(2012, 4, 1), date(2015, 3, 31))
GROUPS = st.lists(st.builds(
    Attached, DAYS, st.sampled_from([0, 0, 10_000, 70_000, 80_000]), st.booleans(), st.integers(1, 50)), max_size=12)


@given(GROUPS, st.integers(0, 400), DAYS)
def test_no_more_is_possible_than_the_places_left_would_bring(
    groups: list[Attached], target: int, day: date
) -> None:  # fmt: skip
    scheme = rule_set("troubled-families-2012")
    groups = [group for group in groups if group.attached_on <= day]
    stake = at_stake(scheme, target, groups, day)
    assert stake.places == target * 5 // 6
    most = max((scheme.payments.cap.on(one.attached_on.toordinal()) for one in groups), default=0)
    unfinished = sum(one.families for one in groups if one.funded and not one.turned_around)
    left = max(0, stake.places - stake.places_taken)
    assert 0 <= stake.possible_pence <= (unfinished + left) * most
    assert stake.possible_families + stake.to_attach <= unfinished + left
    assert stake.at_stake_pence == stake.possible_pence + stake.to_attach_pence


@given(st.lists(st.builds(Year, st.just("2012-13"), *[st.integers(0, 10**6)] * 10), max_size=5))
def test_all_years_are_the_sum_of_each(years: list[Year]) -> None:
    whole = in_all(years)
    assert whole.claimed_pence == sum(year.claimed_pence for year in years) == whole.fees_pence + whole.results_pence


def test_what_was_worked_out_by_hand() -> None:
    """A target of 12 funds 10: 2 turned around, 1 with GBP 100 for PtW, 3 without; 6 to attach, and 4 places for them.

    On 1 June 2013: 7 * GBP 800 less 100 of 2012-13, and 4 * GBP 1,600 at the rate of 2013-14.
    """
    scheme, attached_on = rule_set("troubled-families-2012"), date(2012, 9, 3)
    groups = [Attached(attached_on, 70_000, True, 2), Attached(attached_on, 10_000, False, 1),
              Attached(attached_on, 0, False, 3)]  # fmt: skip
    stake = at_stake(scheme, 12, groups, date(2013, 6, 1))
    assert (stake.places, stake.places_taken, stake.possible_families) == (10, 3, 4)
    assert stake.possible == {"2012-13": 70_000 + 3 * 80_000}
    assert (stake.to_attach, stake.to_attach_pence) == (4, 4 * 160_000)
    assert at_stake(scheme, 12, groups, date(2015, 6, 1)).at_stake_pence == 0
