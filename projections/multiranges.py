"""Sets of days as PostgreSQL writes its `datemultirange`: `{[2012-04-01,2013-04-01),[2014-01-01,)}`."""

from __future__ import annotations

from functools import lru_cache

from domain.dates import BEYOND, FIRST_DAY, Day, iso
from domain.days import Days

EMPTY = "{}"


@lru_cache(maxsize=65536)
def _span(first: Day, past: Day) -> str:
    """An end that is open for us has no bound there."""
    return f"{'(' if first <= FIRST_DAY else '[' + iso(first)},{'' if past >= BEYOND else iso(past)})"


def multirange(days: Days) -> str:
    spans = days.spans
    return "{" + ",".join([_span(first, past) for first, past in spans]) + "}" if spans else EMPTY
