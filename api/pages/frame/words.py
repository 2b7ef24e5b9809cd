"""How pages write days, moments, money and numbers: as people here do."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.money import PENCE_IN_POUND, in_pounds_for_people

LOCAL = ZoneInfo("Europe/London")
NO_BREAK = "\u00a0"


def day(on: date | None, otherwise: str = "") -> str:
    """`3 September 2012`."""
    return f"{on.day}{NO_BREAK}{on:%B}{NO_BREAK}{on.year}" if on else otherwise


def plain_day(on: date) -> str:
    """As a person would type it into a field."""
    return f"{on.day} {on:%B} {on.year}"


def short_day(on: date | None, otherwise: str = "") -> str:
    """`3 Sep 2012`, for tables."""
    return f"{on.day}{NO_BREAK}{on:%b}{NO_BREAK}{on.year}" if on else otherwise


def moment(at: datetime | None, otherwise: str = "") -> str:
    """`3 September 2012, 14:05`, by the clock on the wall."""
    if at is None:
        return otherwise
    here = at.astimezone(LOCAL)
    return f"{day(here.date())}, {here:%H:%M}"


def pounds(pence: int) -> str:
    """`£1,200`, and `£1,200.50` where there are pence."""
    sign = "−" if pence < 0 else ""
    if pence % PENCE_IN_POUND:
        return f"{sign}£{in_pounds_for_people(abs(pence))}"
    return f"{sign}£{abs(pence) // PENCE_IN_POUND:,}"


def number(value: int) -> str:
    return f"{value:,}"


def counted(value: int, one: str, several: str | None = None) -> str:
    """`1 family`, `2,310 families`."""
    return f"{value:,}{NO_BREAK}{one if value == 1 else several or one + 's'}"


def share(part: int, whole: int) -> str:
    """`37%`, and less than one in a hundred as such."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return "under 1%" if 0 < percent < 1 else f"{percent:.0f}%"
