"""Counts in windows, sums at unit costs, and a ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.savings.comparing import FAMILIES_LEAST, Seen, Windows, savings
from domain.savings.costs import CostsRefused, UnitCost, in_force, refuse_unusable
from domain.savings.measures import MEASURES, counted
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.claims import builders
from tests.claims.conftest import NewSample

DAY = date(2014, 3, 31)
COUNTS = st.dictionaries(st.sampled_from(list(MEASURES)), st.integers(1, 500)).map(lambda held: tuple(held.items()))
FAMILIES = st.lists(st.builds(Seen, st.booleans(), COUNTS, COUNTS), max_size=40)
COSTS = st.lists(st.builds(
    UnitCost, st.sampled_from(list(MEASURES)), st.dates(date(2010, 1, 1), date(2015, 1, 1)), st.integers(1, 10**6),
    st.just("2012-13"), st.just("a paper")), max_size=6)  # fmt: skip


@given(FAMILIES, COSTS)
def test_agencies_add_up_and_few_families_show_nothing(seen: list[Seen], costs: list[UnitCost]) -> None:
    found = savings(seen, costs, DAY, 12)
    ours = [one for one in seen if one.attached]
    assert found.families == len(ours) and found.families + found.others == len(seen)
    assert bool(found.changes) == (len(ours) >= FAMILIES_LEAST)
    assert found.saved_pence == sum(one.saved_pence or 0 for one in found.changes)
    for one in found.changes:
        assert (one.others_before is None) == (found.others < FAMILIES_LEAST)
        assert (one.saved_pence is None) == (one.measure not in in_force(costs, DAY))
        assert one.before == sum(dict(seen.before).get(one.measure, 0) for seen in ours)


def test_windows_are_equal_and_the_day_of_attachment_is_in_the_second() -> None:
    windows = Windows.around(builders.ATTACHED_ON.toordinal(), 12)
    assert (date.fromordinal(windows.first), date.fromordinal(windows.past)) == (date(2011, 9, 3), date(2013, 9, 3))
    family = builders.family(1)
    before = counted(family, windows.first, windows.index)
    after = counted(family, windows.index, windows.past)
    assert before["out-of-work-benefit-week"] == windows.index - windows.first
    assert after["out-of-work-benefit-week"] == (date(2013, 1, 1) - builders.ATTACHED_ON).days


def test_a_week_at_seven_pounds_is_a_pound_a_day() -> None:
    cost = UnitCost("early-help-week", DAY, 700, "2013-14", "a paper")
    assert (cost.of_pence(1), cost.of_pence(10)) == (100, 1_000)
    with pytest.raises(CostsRefused, match="source"):
        refuse_unusable([UnitCost("early-help-week", DAY, 700, "2013-14", " ")])
    with pytest.raises(CostsRefused, match="no such measure is counted here"):
        refuse_unusable([UnitCost("tea-with-the-mayor", DAY, 700, "2013-14", "a paper")])


def test_costs_are_supplied_replaced_and_used(sample: NewSample, outcomes: Outcomes, tmp_path: Path) -> None:
    ledger = sample()
    catch_up(ledger)
    asked = ("savings", "--at", "2015-03-31", "--ledger", ledger.name)
    assert "No unit cost is on record" in outcomes(*asked).out
    lines = outcomes("costs", "form").out.splitlines()
    assert len(lines) == 1 + len(MEASURES) and all(line.endswith(",,,") for line in lines[1:])
    filled = tmp_path / "costs.csv"
    filled.write_text("\n".join([lines[0], "asb-incident,x,each,2012-04-01,10.50,2012-13,our finance team"]), "utf-8")
    assert "1 unit costs are on record (recorded)" in outcomes("costs", "supply", filled, "--ledger", ledger.name).out
    assert "(repeated)" in outcomes("costs", "supply", filled, "--ledger", ledger.name).out
    told = outcomes(*asked).out
    assert "police and landlords: GBP" in told and "regression to the mean" in told
    before = ledger.position()
    filled.write_text("\n".join([lines[0], "asb-incident,x,each,2012-04-01,10.50,2012-13,"]), "utf-8")
    refused = outcomes("costs", "supply", filled, "--ledger", ledger.name)
    assert refused.code == 2 and "source" in refused.err and ledger.position() == before
