"""Civil dates as the rules count them.

Inside the rules a day is its proleptic ordinal (`date.toordinal()`), an int, because sets of days are made of
millions of comparisons. At every edge of the domain a day is a `datetime.date`.
"""

from calendar import monthrange
from datetime import date
from functools import cache, lru_cache

Day = int
"""A civil day as `date.toordinal()` gives it."""

FIRST_DAY: Day = date.min.toordinal()
LAST_DAY: Day = date.max.toordinal()
BEYOND: Day = LAST_DAY + 1
"""The end (not included) of a period that has no end."""


@lru_cache(maxsize=65536)
def day_of(text: str) -> Day:
    """The day that an ISO date such as `2012-09-03` names."""
    return date.fromisoformat(text).toordinal()


def date_of(day: Day) -> date:
    return date.fromordinal(day)


def iso(day: Day) -> str:
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=65536)
def add_months(day: Day, months: int) -> Day:
    """The same day number `months` later (earlier when negative), or the last day of a shorter month.

    Clamped to the days that Python can name, so that open ends stay open. rules.md section 0.
    """
    if day >= LAST_DAY and months >= 0:
        return day
    start = date.fromordinal(day)
    month_index = start.year * 12 + start.month - 1 + months
    year, month = divmod(month_index, 12)
    if year < 1:
        return FIRST_DAY
    if year > 9999:
        return LAST_DAY
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


@lru_cache(maxsize=65536)
def first_day_past(day: Day, months: int) -> Day:
    """The first day D with add_months(D, -months) >= `day`: from then on `day` is no longer in the months to D."""
    if day >= LAST_DAY:
        return BEYOND
    candidate = add_months(day, months)
    while add_months(candidate, -months) < day:
        candidate += 1
    while add_months(candidate - 1, -months) >= day:
        candidate -= 1
    return candidate


@lru_cache(maxsize=65536)
def birthday(born: Day, age: int) -> Day:
    """The day on which someone born on `born` becomes `age`; 29 February falls on 1 March in other years."""
    birth = date.fromordinal(born)
    year = birth.year + age
    if year > 9999:
        return LAST_DAY
    if birth.month == 2 and birth.day == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1).toordinal()
    return birth.replace(year=year).toordinal()


def age_on(born: Day, day: Day) -> int:
    """In full years, on a day on or after birth."""
    age = date.fromordinal(day).year - date.fromordinal(born).year
    return age if birthday(born, age) <= day else age - 1


@cache
def financial_year(day: Day) -> str:
    """The year from 1 April to 31 March that `day` falls in, as `2012-13`."""
    on = date.fromordinal(day)
    first = on.year if (on.month, on.day) >= (4, 1) else on.year - 1
    return f"{first}-{(first + 1) % 100:02d}"
