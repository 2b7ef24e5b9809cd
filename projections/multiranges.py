"""Sets of days as PostgreSQL writes its `datemultirange`: `{[2012-04-01,2013-04-01),[2014-01-01,)}`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from psycopg.types.multirange import Multirange

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


def days_from(held: Multirange[date]) -> Days:
    """What `multirange` wrote, as the driver reads it back."""
    return Days(tuple(
        (FIRST_DAY if span.lower is None else span.lower.toordinal(),
         BEYOND if span.upper is None else span.upper.toordinal())
        for span in held))  # fmt: skip
