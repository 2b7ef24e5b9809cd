"""Dates that are none: each with its own plain reason."""

from datetime import date

import pytest

from intake.cells import Value
from intake.dates import is_child_at, read_birthday, read_day
from intake.problems import BadCell

TODAY = date(2015, 3, 31)


@pytest.mark.parametrize("text", ["2012-09-03", "03/09/2012"])
def test_iso_and_uk_dates_are_the_same_day(text: str) -> None:
    assert read_day(text, TODAY) == "2012-09-03"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "not a date"),
        ("3/9/2012", "not a date"),
        ("2012-9-3", "not a date"),
        ("20120903", "not a date"),
        ("3 Sep 2012", "not a date"),
        ("2012-09-03T00:00:00", "not a date"),
        ("٢٠١٢-٠٩-٠٣", "not a date"),
        ("31/02/2013", "does not exist"),
        ("2013-02-29", "does not exist"),
        ("2013-00-10", "does not exist"),
        ("09/25/2012", "the day comes first"),
        ("2012-25-09", "the day comes first"),
        ("41155", "Excel"),
        ("41155.0", "Excel"),
        ("03/09/12", "two digits"),
        ("3-9-12", "two digits"),
        ("0012-09-03", "before 1850"),
        ("9999-12-31", "after 2199"),
    ],
)
def test_a_date_that_is_none_says_why(text: str, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2015-04-01", "in the future"), ("1895-03-30", "over 120 years"), ("1066-10-14", "over 120 years")],
)
def test_a_birth_date_in_the_future_or_over_120_years_ago_is_rejected(text: str, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        read_birthday(text, TODAY)


@pytest.mark.parametrize("text", ["2015-03-31", "1895-03-31"])
def test_born_today_or_120_years_ago_is_accepted(text: str) -> None:
    value: Value = read_birthday(text, TODAY)
    assert value == text


def test_born_on_29_february_is_a_child_until_1_march() -> None:
    assert is_child_at("2000-02-29", "2018-02-28")
    assert not is_child_at("2000-02-29", "2018-03-01")
