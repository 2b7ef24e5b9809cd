"""A day as people write it in an option or in a query."""

from __future__ import annotations

import re
from datetime import date

from api.errors import NoSuchDay

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN_LENGTH_MAX = 40
YEARS = range(1900, 2200)
"""Days of other years are slips of the hand, such as 0214-03-31."""


def day_from(text: str) -> date:
    """Raises `NoSuchDay` for anything but an ISO day: `20120903` and `2012-W36-1` are mistakes more often than days."""
    try:
        if _ISO_DAY.fullmatch(text.strip()) and (day := date.fromisoformat(text.strip())).year in YEARS:
            return day
    except ValueError:
        pass
    raise NoSuchDay(
        f"{text[:_SHOWN_LENGTH_MAX]!r} is no day from {YEARS[0]} to {YEARS[-1]}; write it as"
        " year-month-day, such as 2012-09-03."
    )
