"""The demo's money: what the government paid for each return, and how it all stands at the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.demo.rounds import SCHEME, People
from ledger.rule_sets import rule_set

if TYPE_CHECKING:
    from ledger.ledger import Ledger

PAID_AFTER = timedelta(days=42)
POOL = (
    ("County Council", "2012-13", "family support workers", 80_000_000, date(2012, 6, 1), 48_000_000),
    ("County Council", "2013-14", "family support workers", 80_000_000, date(2013, 6, 3), 80_000_000),
    ("Police", "2013-14", "an analyst", 8_000_000, date(2013, 7, 2), 6_000_000),
)
"""Invented: who gave how much in which year for what, and what came of it when; in pence."""
MEASURES = (("asb-incident", "anti-social behaviour"), ("proven-offence", "proven offences"))
"""Of those that savings are counted by, the two that the demo tells."""


def print_money(ledger: Ledger) -> None:
    """The tables are to be up to date. Run again, it records nothing new."""
    from api.demo.planning import action_lines
    from projections.runner import catch_up

    rules = rule_set(SCHEME)
    _record_payments(ledger)
    pool(ledger)
    catch_up(ledger)
    last = rules.claims_until + PAID_AFTER
    print(f"\n{_money_line(ledger, last)}")
    print(_savings_line(ledger, last))
    print(_forecast_line(ledger, last))
    print(_stake_line(ledger, rules.rounds[1]))
    print(_national_line(ledger))
    for line in action_lines(ledger, rules.claims_until):
        print(line)


def _record_payments(ledger: Ledger) -> None:
    """Each return that was submitted is paid in full."""
    from api.claiming.places import every_return
    from api.money import recording
    from domain.money.reconciling import reconciled

    for of_round in every_return(ledger, SCHEME):
        due_pence = reconciled(of_round, ()).claimed_pence
        if of_round.stage == "submitted" and due_pence:
            came = recording.receipt(f"Government, {of_round.day}", of_round.day + PAID_AFTER, due_pence)
            if came.reference not in ledger.authority().money.payments:
                recording.record_payment(ledger, SCHEME, of_round.day, came, People().finance)


def pool(ledger: Ledger) -> None:
    from api.money import recording

    for partner, year, purpose, pledged_pence, came_on, pence in POOL:
        of = recording.pot(partner, year, purpose)
        came = recording.receipt(f"{partner}, {came_on}", came_on, pence)
        recording.pledge(ledger, of, pledged_pence, People().finance)
        recording.receive(ledger, of, came, People().finance)


def _money_line(ledger: Ledger, on: date) -> str:
    from api.money.standing import money_standing
    from api.wording.pounds import in_pounds_for_people

    standing = money_standing(ledger, SCHEME, on)
    whole, states = standing.in_all, [found.state for _, found in standing.rounds]
    pooled, come = (sum(getattr(one, name) for one in standing.pool) for name in ("pledged_pence", "received_pence"))
    return (f"The money: GBP {in_pounds_for_people(whole.claimed_pence)} claimed in {len(states)} returns,"
            f" GBP {in_pounds_for_people(whole.received_pence)} received; {states.count('matched')} returns match the"
            f" bank; GBP {in_pounds_for_people(come)} of GBP {in_pounds_for_people(pooled)} pooled by partners has come"
            " (outcomes money)")  # fmt: skip


def _savings_line(ledger: Ledger, on: date) -> str:
    from api.savings.asking import saved

    held = saved(ledger, SCHEME, on, 12).found
    counted = [f"{words} {one.before} before, {one.after} after"
               for measure, words in MEASURES for one in held.changes if one.measure == measure]  # fmt: skip
    return (f"Before and after, 12 months each, {held.families} families: {'; '.join(counted) or 'too few to tell'}"
            " (outcomes savings, with the caveats)")  # fmt: skip


def _forecast_line(ledger: Ledger, on: date) -> str:
    from api.command_line.forecasting import reliability_line
    from api.forecasting.asking import INTERVAL_PERCENT, back_test

    told = reliability_line(back_test(ledger, SCHEME, on), INTERVAL_PERCENT)
    return f"The forecast, asked at each round on what was known then: {told} (outcomes forecast --back-test)"


def _stake_line(ledger: Ledger, on: date) -> str:
    from api.command_line.money import stake_lines
    from api.money.standing import money_standing

    return stake_lines(money_standing(ledger, SCHEME, on).stake)[-1].replace("At stake", f"On {on} there was at stake")


def _national_line(ledger: Ledger) -> str:
    from api.england.national import national

    found = national(ledger.database, SCHEME)
    return (f"Added up over every ledger of this database, {len(found.authorities)} in all:"
            f" {found.whole.turned_around} families turned around of a target of {found.whole.target}"
            " (outcomes national)")  # fmt: skip
