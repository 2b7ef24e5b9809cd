"""After the claim, day by day: what the sets of days say is what a clerk would find who looked on each day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import add_months
from domain.days import Days
from domain.rules.outcome import Outcome
from ledger.rule_sets import rule_set
from projections.queries.relapses import by_kind, relapses
from projections.queries.studying import NOTHING, Studied
from projections.reported import measures_used
from projections.rows import Attached, ClaimRow

SCHEME = rule_set("troubled-families-2012")
ON, ROUND = date(2013, 1, 1), date(2013, 7, 31)
MONTHS = 2
END = date.fromordinal(add_months(ROUND.toordinal(), MONTHS))
CLAUSES = (*SCHEME.criteria, *SCHEME.measures)
SPAN = st.tuples(st.integers(0, 330), st.integers(0, 90)).map(
    lambda held: (ON.toordinal() + held[0], ON.toordinal() + sum(held) + 1))
SETS = st.lists(SPAN, max_size=3).map(Days.of)
OUTCOMES = st.dictionaries(st.sampled_from(CLAUSES), st.builds(
    lambda met, unknown: Outcome(met | Days.between(ON.toordinal(), ON.toordinal()), unknown - met), SETS, SETS))
TODAY = st.dates(ROUND + timedelta(days=1), END + timedelta(days=40))


def a_claim(result: str, status: str = "paid") -> ClaimRow:
    return ClaimRow(
        "C1", UUID(int=1), SCHEME.name, result, True, ROUND, 1, 1, status, False, "b", 1, 2, None, None, None)


def a_family(outcomes: dict[str, Outcome], *claims: ClaimRow, name: str = "F1") -> Studied:
    attached = Attached(UUID(int=1), SCHEME.name, ON, None, None, None, None, None, None, 1)
    return Studied(name, attached, NOTHING, list(claims), outcomes)


@given(OUTCOMES, st.sampled_from(tuple(SCHEME.results)), TODAY)
def test_it_is_what_a_clerk_finds_who_looks_on_every_day(
    outcomes: dict[str, Outcome], result: str, today: date
) -> None:
    family = a_family(outcomes, a_claim(result))
    (found,) = relapses([family], SCHEME, today, MONTHS)
    at_round, said = ROUND.toordinal(), {name: family.outcome(name) for name in CLAUSES}
    gone = {name for name in SCHEME.criteria
            if said[name].on(ON.toordinal()) == "met" and said[name].on(at_round) not in ("met", "unknown")}
    met = {name for name in measures_used(SCHEME, result) if said[name].on(at_round) == "met"}
    back, unknown, came_back = [], not (gone | met), set()
    day = ROUND + timedelta(days=1)
    while day <= min(today, END):
        on = {name: said[name].on(day.toordinal()) for name in gone | met}
        again = {name for name in gone if on[name] == "met"} | {name for name in met if on[name] == "not met"}
        came_back |= again
        back += [day] if again else []
        unknown = unknown or "unknown" in on.values()
        day += timedelta(days=1)
    assert set(found.conditions) == gone | met and set(found.came_back) == came_back
    assert (found.first_on, found.days) == (back[0] if back else None, len(back))
    assert found.fate == ("relapsed" if back else "unknown" if unknown else "held")
    assert found.to_the_end is (today >= END)


@given(st.lists(st.tuples(OUTCOMES, st.sampled_from(("paid", "repaid", "rejected", "submitted"))), max_size=8), TODAY)
def test_every_paid_result_is_in_one_number_and_nobody_drops_out(
    families: list[tuple[dict[str, Outcome], str]], today: date
) -> None:
    found = relapses([a_family(outcomes, a_claim("CAE", status), name=f"F{number}")
                      for number, (outcomes, status) in enumerate(families)], SCHEME, today, MONTHS)  # fmt: skip
    numbers = {one.result: one for one in by_kind(found, SCHEME)}
    assert list(numbers) == list(SCHEME.results)
    cae = numbers["CAE"]
    assert cae.followed + cae.not_yet == sum(status in ("paid", "repaid") for _, status in families)
    assert cae.followed == cae.relapsed + cae.held + cae.unknown and cae.relapsed_so_far <= cae.not_yet
    assert (cae.not_yet if today >= END else cae.followed) == 0
    assert (cae.share is None) is (cae.relapsed + cae.held == 0)


@pytest.mark.parametrize(("today", "numbers"), [(END - timedelta(days=1), (0, 0, 1)), (END, (1, 1, 0))])
def test_who_is_not_followed_for_all_the_months_has_not_held(today: date, numbers: tuple[int, int, int]) -> None:
    gone = Outcome(Days.between(ON.toordinal(), ON.toordinal()))
    found = relapses([a_family({"education": gone}, a_claim("CE"))], SCHEME, today, MONTHS)
    (ce,) = [one for one in by_kind(found, SCHEME) if one.result == "CE"]
    assert (ce.followed, ce.held, ce.not_yet) == numbers


def test_a_family_that_is_not_attached_any_more_cannot_be_said() -> None:
    family = a_family({}, a_claim("CE"))._replace(attached=None)
    assert relapses([family], SCHEME, END, MONTHS)[0].fate == "unknown"
