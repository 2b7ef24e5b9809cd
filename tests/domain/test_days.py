"""Sets of days obey the algebra of sets, and step functions are functions: against sets of ints, one day at a time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import BEYOND, FIRST_DAY, add_months, iso
from domain.days import ALWAYS, NEVER, Days, at_least, union
from domain.rules.outcome import Outcome, all_of, any_of, at_least_of
from domain.steps import Steps, combine, counted

FIRST, LAST = 734_500, 734_560
"""Sixty days, so that spans touch, overlap and nest; what lies before and after is looked at too."""
LOOKED_AT = [FIRST_DAY, FIRST_DAY + 1, *range(FIRST - 3, LAST + 4), BEYOND - 1]
TESTED = settings(max_examples=80)

bounds = st.integers(FIRST, LAST) | st.sampled_from((FIRST_DAY, BEYOND))
spans = st.lists(st.tuples(bounds, bounds), max_size=6)
sets_of_days = spans.map(Days.of)
outcomes = st.tuples(sets_of_days, sets_of_days, sets_of_days).map(
    lambda found: Outcome(found[0], found[1] - found[0], found[2] - found[0] - found[1]))


def naive(days: Days) -> set[int]:
    return {day for day in LOOKED_AT if day in days}


@TESTED
@given(given_spans=spans)
def test_a_set_holds_the_days_of_its_spans_and_no_other(given_spans: list[tuple[int, int]]) -> None:
    assert naive(Days.of(given_spans)) == {
        day for day in LOOKED_AT if any(first <= day < past for first, past in given_spans)}


@TESTED
@given(given_spans=spans)
def test_spans_are_sorted_apart_and_not_empty(given_spans: list[tuple[int, int]]) -> None:
    kept = Days.of(given_spans).spans
    assert all(first < past for first, past in kept)
    assert all(one[1] < other[0] for one, other in pairwise(kept))


@TESTED
@given(one=sets_of_days, other=sets_of_days)
def test_union_intersection_difference(one: Days, other: Days) -> None:
    assert naive(one | other) == naive(one) | naive(other)
    assert naive(one & other) == naive(one) & naive(other)
    assert naive(one - other) == naive(one) - naive(other)
    assert naive(~one) == set(LOOKED_AT) - naive(one)


@TESTED
@given(one=sets_of_days, other=sets_of_days, third=sets_of_days)
def test_the_algebra_of_sets(one: Days, other: Days, third: Days) -> None:
    assert one | other == other | one and one & other == other & one
    assert (one | other) | third == one | (other | third) and (one & other) & third == one & (other & third)
    assert one & (other | third) == (one & other) | (one & third)
    assert one | (other & third) == (one | other) & (one | third)
    assert ~(one | other) == ~one & ~other and ~(one & other) == ~one | ~other
    assert ~~one == one and one | ~one == ALWAYS and one & ~one == NEVER
    assert one | NEVER == one and one & ALWAYS == one and one - one == NEVER
    assert one & (one | other) == one and one | (one & other) == one


@TESTED
@given(one=sets_of_days, other=sets_of_days)
def test_equal_days_are_equal_sets(one: Days, other: Days) -> None:
    assert (one == other) == (naive(one) == naive(other))
    if one == other:
        assert hash(one) == hash(other)


@TESTED
@given(sets=st.lists(sets_of_days, max_size=5), least=st.integers(1, 4))
def test_many_sets_at_once(sets: list[Days], least: int) -> None:
    for day in LOOKED_AT:
        inside = sum(day in days for days in sets)
        assert (day in union(sets)) == (inside > 0)
        assert (day in at_least(least, sets)) == (inside >= least)
        assert counted(sets).at(day) == inside


@TESTED
@given(days=sets_of_days, least=st.integers(1, 12), of_last=st.integers(1, 12))
def test_at_least_so_many_of_the_last_so_many_days(days: Days, least: int, of_last: int) -> None:
    found = days.days_with_at_least(least, of_last)
    for day in range(FIRST, LAST + 20):
        assert (day in found) == (sum(each in days for each in range(day - of_last + 1, day + 1)) >= least)


@TESTED
@given(days=sets_of_days, day=st.sampled_from(LOOKED_AT))
def test_the_first_day_on_or_after_a_day(days: Days, day: int) -> None:
    found = days.first_on_or_after(day)
    later = [each for each in LOOKED_AT if each >= day and each in days]
    assert (found is None) == (not later)
    assert found is None or (found in days and found >= day and not days & Days(((day, found),) if day < found else ()))


@TESTED
@given(days=sets_of_days)
def test_how_many_days_there_are(days: Days) -> None:
    assert days.length == sum(past - first for first, past in days)
    assert (days & Days.between(FIRST, LAST)).length == sum(day in days for day in range(FIRST, LAST + 1))


@TESTED
@given(days=sets_of_days, months=st.integers(0, 14))
def test_stretching_moves_the_ends_of_spans_alone(days: Days, months: int) -> None:
    stretched = days.stretched(lambda last: add_months(last, months) + 1)
    assert stretched & days == days
    assert all(first in {start for start, _ in days} for first, _ in stretched)


def test_a_set_shows_its_days() -> None:
    assert repr(Days.between(FIRST, FIRST + 1)) == f"Days({iso(FIRST)}..{iso(FIRST + 1)})"


# -- steps

step_functions = st.lists(st.tuples(st.integers(FIRST, LAST), st.integers(0, 3)), max_size=6).map(
    lambda steps: Steps.of([(FIRST_DAY, 0), *sorted(steps, key=lambda step: step[0])]))


@TESTED
@given(steps=step_functions)
def test_steps_change_where_they_change_and_nowhere_else(steps: Steps[int]) -> None:
    assert steps.starts[0] == FIRST_DAY
    assert all(one != other for one, other in pairwise(steps.values))
    for first, past, value in steps.pieces():
        assert steps.at(first) == steps.at(past - 1) == value


@TESTED
@given(one=step_functions, other=step_functions, third=step_functions)
def test_combining_steps_is_combining_their_values_day_by_day(
    one: Steps[int], other: Steps[int], third: Steps[int]
) -> None:  # fmt: skip
    joined = combine(lambda *values: values, one, other, third)
    for day in LOOKED_AT:
        assert joined.at(day) == (one.at(day), other.at(day), third.at(day))


@TESTED
@given(steps=step_functions, days=sets_of_days, least=st.integers(0, 3))
def test_days_of_steps_and_steps_of_days(steps: Steps[int], days: Days, least: int) -> None:
    assert naive(steps.days_where(lambda value: value >= least)) == {
        day for day in LOOKED_AT if steps.at(day) >= least}
    assert Steps.where(days, True, False).days_where(bool) == days
    assert all(steps.map(lambda value: value * 2).at(day) == 2 * steps.at(day) for day in LOOKED_AT)


# -- outcomes: three answers and a fourth


@TESTED
@given(found=st.lists(outcomes, min_size=1, max_size=4), least=st.integers(1, 3))
def test_any_all_and_at_least_day_by_day(found: list[Outcome], least: int) -> None:
    for day in LOOKED_AT:
        said = [outcome.on(day) for outcome in found]
        if "met" in said:
            assert any_of(found).on(day) == "met"
        elif "unknown" in said:
            assert any_of(found).on(day) == "unknown"
        else:
            assert any_of(found).on(day) == ("not relevant" if set(said) == {"not relevant"} else "not met")
        worst = next((answer for answer in ("not met", "unknown", "met") if answer in said), "not relevant")
        assert all_of(found).on(day) == worst
        met, possible = said.count("met"), said.count("met") + said.count("unknown")
        assert at_least_of(least, found).on(day) == (
            "met" if met >= least else "unknown" if possible >= least else "not met")


@TESTED
@given(outcome=outcomes, days=sets_of_days)
def test_an_outcome_has_one_answer_for_each_day(outcome: Outcome, days: Days) -> None:
    for day in LOOKED_AT:
        assert (day in outcome.failed) == (outcome.on(day) == "not met")
        assert outcome.within(days).on(day) == (outcome.on(day) if day in days else "not met")
        opposite = {"met": "not met", "not met": "met"}
        assert outcome.opposite().on(day) == opposite.get(outcome.on(day), outcome.on(day))


@TESTED
@given(first=st.integers(FIRST, LAST), last=st.integers(FIRST, LAST))
def test_from_a_day_to_a_day_both_are_in_it(first: int, last: int) -> None:
    days = Days.between(first, last)
    assert naive(days) == {day for day in LOOKED_AT if first <= day <= last}
    assert days.first == (first if first <= last else None)
    assert naive(Days.until(first)) == {day for day in LOOKED_AT if day < first}
    assert not Days.until(FIRST_DAY)
