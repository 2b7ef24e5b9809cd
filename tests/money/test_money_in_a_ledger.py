"""Payments and contributions in a real ledger, as known then and now."""

from __future__ import annotations

from datetime import date

import pytest

from api.claiming import steps
from api.claiming.places import return_of
from api.money import recording
from api.money.standing import money_standing
from domain.claims.claim import ClaimRefused
from domain.money.commands import MoneyRefused
from ledger.ledger import Ledger
from projections.queries.brought_in import attached_by
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.money.conftest import ROUND, SCHEME

CAME_ON, AT = date(2013, 9, 12), date(2014, 3, 31)


def pay(ledger: Ledger, reference: str, pence: int) -> str:
    return recording.record_payment(ledger, SCHEME, ROUND, recording.receipt(reference, CAME_ON, pence), "finance")


def test_a_return_against_the_bank(sent: Ledger) -> None:
    claimed = return_of(sent, SCHEME, ROUND).submitted_pence
    assert claimed
    [(_, found)] = money_standing(sent, SCHEME, AT).rounds
    assert (found.state, found.waiting_pence) == ("not yet", claimed)
    assert pay(sent, "DCLG 1", claimed - 70_000) == "recorded"
    assert pay(sent, " DCLG  1 ", claimed - 70_000) == "repeated"
    before = sent.position()
    [(_, found)] = money_standing(sent, SCHEME, AT, before).rounds
    assert (found.state, found.short_pence) == ("short", 70_000)
    assert pay(sent, "DCLG 2", 70_001) == "recorded"
    with pytest.raises(MoneyRefused, match="stands on record for another receipt"):
        pay(sent, "DCLG 2", 70_002)
    catch_up(sent)
    standing = money_standing(sent, SCHEME, AT)
    [(_, found)] = standing.rounds
    assert (found.state, found.over_pence, standing.in_all.received_pence) == ("over", 1, claimed + 1)
    recording.withdraw_receipt(sent, "DCLG 2", "a slip of the hand", "finance")
    assert pay(sent, "DCLG 2", 70_000) == "recorded"
    catch_up(sent)
    assert money_standing(sent, SCHEME, AT).rounds[0][1].state == "matched"
    assert money_standing(sent, SCHEME, CAME_ON.replace(day=11)).rounds[0][1].state == "not yet"
    assert money_standing(sent, SCHEME, AT, before).rounds[0][1].state == "short"


def test_what_is_not_accepted_is_no_longer_waited_for(sent: Ledger) -> None:
    line = next(line for line in return_of(sent, SCHEME, ROUND).lines.values() if line.amount_pence)
    steps.reject(sent, line.claim, "found invalid", "finance")
    catch_up(sent)
    [(of_round, found)] = money_standing(sent, SCHEME, AT).rounds
    assert (found.refused_pence, found.waiting_pence) == (line.amount_pence, of_round.total_pence - line.amount_pence)


def test_years_and_groups_are_the_same_from_the_tables_and_from_the_log(sent: Ledger) -> None:
    now, then = (attached_by(sent, SCHEME, AT, known) for known in (None, sent.position()))
    assert now == then and sum(group.families for group in now.rows) > 10
    steps.agree(sent, SCHEME, "2013-14", 3, "officer")
    folded = attached_by(sent, SCHEME, AT, sent.position())
    assert folded.rows == now.rows and folded.position > now.position


def test_years_add_up_to_what_returns_say(sent: Ledger) -> None:
    recording.agree_minimum(sent, SCHEME, "2013-14", 25, "finance")
    catch_up(sent)
    standing, of_round = money_standing(sent, SCHEME, AT), return_of(sent, SCHEME, ROUND)
    assert standing.in_all.claimed_pence == of_round.submitted_pence
    assert [(one.year, one.agreed, one.minimum) for one in standing.years if one.agreed or one.minimum] == [
        ("2012-13", 10, None), ("2013-14", None, 25)]  # fmt: skip
    assert standing.in_all.possible_pence == standing.stake.possible_pence > 0


def test_what_does_not_fit_is_refused_with_a_reason(sent: Ledger) -> None:
    with pytest.raises(ClaimRefused, match="no financial year"):
        recording.pot("Police", "2012", "workers")
    with pytest.raises(MoneyRefused, match="record the pledge first"):
        recording.receive(sent, recording.pot("Police", "2012-13", "workers"), recording.receipt("a", CAME_ON, 1), "f")
    with pytest.raises(MoneyRefused, match="no return of this scheme and round was sent"):
        recording.record_payment(sent, SCHEME, date(2013, 10, 31), recording.receipt("a", CAME_ON, 1), "finance")
    with pytest.raises(MoneyRefused, match="a day to come"):
        recording.record_payment(sent, SCHEME, ROUND, recording.receipt("a", date(2999, 1, 1), 1), "finance")


def test_the_command_line_writes_pounds_and_tells_what_is_outstanding(sent: Ledger, outcomes: Outcomes) -> None:
    of = ("Thames Valley Police", "--year", "2012-13", "--for", "family workers", "--ledger", sent.name)
    assert outcomes("budget", "pledge", *of, "--pounds", "80,000").out.endswith("(recorded).\n")
    came = outcomes("budget", "receive", *of, "--pounds", "20000.5", "--on", "2012-07-02", "--reference", "BACS 1")
    assert "GBP 59,999.50 is outstanding" in came.out
    assert outcomes("budget", "withdraw", *of, "--reason", "cut").code == 0
    listed = outcomes("budget", "list", "--ledger", sent.name, "--format", "csv").out
    assert listed.splitlines()[1] == "Thames Valley Police,2012-13,family workers,20000.50,20000.50,0.00"
    told = outcomes("money", "--at", "2014-03-31", "--ledger", sent.name).out
    assert "not yet" in told and "At stake" in told and "family workers" in told
    slip = outcomes("budget", "pledge", *of, "--pounds", "1.234,00")
    assert slip.code == 2 and "no sum of money" in slip.err
