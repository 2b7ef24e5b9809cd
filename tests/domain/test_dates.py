"""Months, birthdays and years as the rules count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import (
    BEYOND,
    FIRST_DAY,
    LAST_DAY,
    add_months,
    age_on,
    birthday,
    date_of,
    day_of,
    financial_year,
    first_day_past,
    iso,
)
from domain.rules.words.records import first_day_within

days = st.dates(date(1990, 1, 1), date(2040, 12, 31)).map(date.toordinal)
months = st.integers(-30, 30)
TESTED = settings(max_examples=200)


@TESTED
@given(day=days, by=months)
def test_months_keep_the_day_number_or_take_the_last_of_the_month(day: int, by: int) -> None:
    before, after = date_of(day), date_of(add_months(day, by))
    assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == by
    assert after.day == min(before.day, monthrange(after.year, after.month)[1])


@TESTED
@given(one=days, other=days, by=months)
def test_months_never_turn_the_order_of_days_round(one: int, other: int, by: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, by) <= add_months(second, by)


@TESTED
@given(day=days, by=st.integers(0, 30))
def test_the_first_day_past_the_months_is_the_first(day: int, by: int) -> None:
    """`day` is in the months to D while add_months(D, -by) < day."""
    past = first_day_past(day, by)
    assert add_months(past, -by) >= day
    assert add_months(past - 1, -by) < day


@TESTED
@given(day=days, by=st.integers(1, 30))
def test_the_first_day_within_the_last_months_is_the_first(day: int, by: int) -> None:
    first = first_day_within(day, by)
    assert add_months(first, by) > day >= first
    assert add_months(first - 1, by) <= day


@pytest.mark.parametrize(
    ("day", "by", "expected"),
    [("2012-08-31", 6, "2013-02-28"), ("2011-08-31", 6, "2012-02-29"), ("2012-02-29", 12, "2013-02-28"),
     ("2013-08-31", -6, "2013-02-28"), ("2012-12-31", 2, "2013-02-28"), ("2013-01-31", -1, "2012-12-31")],
)  # fmt: skip
def test_month_ends(day: str, by: int, expected: str) -> None:
    assert iso(add_months(day_of(day), by)) == expected


def test_an_open_end_stays_open() -> None:
    assert add_months(LAST_DAY, 6) == LAST_DAY
    assert first_day_past(LAST_DAY, 6) == BEYOND
    assert add_months(LAST_DAY - 1, 6) == LAST_DAY
    assert add_months(FIRST_DAY, -6) == FIRST_DAY


@TESTED
@given(born=days, age=st.integers(0, 100))
def test_a_birthday_is_the_day_of_birth_or_1_march(born: int, age: int) -> None:
    birth, on = date_of(born), date_of(birthday(born, age))
    assert on.year == birth.year + age
    assert (on.month, on.day) == (birth.month, birth.day) or ((birth.month, birth.day), (on.month, on.day)) == (
        (2, 29), (3, 1))


@TESTED
@given(born=days, later=st.integers(0, 20_000))
def test_an_age_lasts_from_one_birthday_to_the_day_before_the_next(born: int, later: int) -> None:
    age = age_on(born, born + later)
    assert birthday(born, age) <= born + later < birthday(born, age + 1)


def test_the_financial_year_begins_on_1_april() -> None:
    assert financial_year(day_of("2013-03-31")) == "2012-13"
    assert financial_year(day_of("2013-04-01")) == "2013-14"
    assert financial_year(day_of("2000-03-31")) == "1999-00"
