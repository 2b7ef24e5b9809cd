"""The demo's money: what the government paid for each return, and how it all stands at the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.demo.rounds import SCHEME, People

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
    from api.claiming.places import every_return
    from api.command_line.forecasting import reliability_line
    from api.command_line.money import stake_lines
    from api.demo.planning import action_lines
    from api.forecasting.asking import INTERVAL_PERCENT, back_test
    from api.money import recording
    from api.money.standing import money_standing
    from api.savings.asking import saved
    from api.wording.pounds import in_pounds_for_people
    from domain.money.reconciling import reconciled
    from ledger.rule_sets import rule_set
    from projections.runner import catch_up

    for of_round in every_return(ledger, SCHEME):
        due_pence = reconciled(of_round, ()).claimed_pence
        if of_round.stage == "submitted" and due_pence:
            came = recording.receipt(f"Government, {of_round.day}", of_round.day + PAID_AFTER, due_pence)
            if came.reference not in ledger.authority().money.payments:
                recording.record_payment(ledger, SCHEME, of_round.day, came, People().finance)
    pool(ledger)
    catch_up(ledger)
    last = rule_set(SCHEME).claims_until + PAID_AFTER
    standing = money_standing(ledger, SCHEME, last)
    whole, states = standing.in_all, [found.state for _, found in standing.rounds]
    pooled, come = (sum(getattr(one, name) for one in standing.pool) for name in ("pledged_pence", "received_pence"))
    print(f"\nThe money: GBP {in_pounds_for_people(whole.claimed_pence)} claimed in {len(states)} returns,"
          f" GBP {in_pounds_for_people(whole.received_pence)} received; {states.count('matched')} returns match the"
          f" bank; GBP {in_pounds_for_people(come)} of GBP {in_pounds_for_people(pooled)} pooled by partners has come"
          " (outcomes money)")  # fmt: skip
    tests = back_test(ledger, SCHEME, last)
    held = saved(ledger, SCHEME, last, 12).found
    counted = [f"{words} {one.before} before, {one.after} after"
               for measure, words in MEASURES for one in held.changes if one.measure == measure]  # fmt: skip
    print(f"Before and after, 12 months each, {held.families} families: {'; '.join(counted) or 'too few to tell'}"
          " (outcomes savings, with the caveats)")
    print(f"The forecast, asked at each round on what was known then: {reliability_line(tests, INTERVAL_PERCENT)}"
          " (outcomes forecast --back-test)")  # fmt: skip
    print(stake_lines(money_standing(ledger, SCHEME, rule_set(SCHEME).rounds[1]).stake)[-1].replace(
        "At stake", f"On {rule_set(SCHEME).rounds[1]} there was at stake"))
    for line in action_lines(ledger, rule_set(SCHEME).claims_until):
        print(line)


def pool(ledger: Ledger) -> None:
    from api.money import recording

    for partner, year, purpose, pledged_pence, came_on, pence in POOL:
        of = recording.pot(partner, year, purpose)
        came = recording.receipt(f"{partner}, {came_on}", came_on, pence)
        recording.pledge(ledger, of, pledged_pence, People().finance)
        recording.receive(ledger, of, came, People().finance)
