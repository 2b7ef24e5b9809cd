"""THE STRIP: for each clause the days on which it holds, with the days that matter marked across all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.pages.drawing.years import Years
from domain.dates import BEYOND, FIRST_DAY, date_of
from domain.days import Days
from domain.rules.outcome import Answer, Outcome


@dataclass(frozen=True, slots=True)
class Span:
    """Both days included; None where there is no such end."""

    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    answer: Answer
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """`on_the_day` is the answer on the day that the page is about."""

    name: str
    label: str
    bars: list[Bar]
    on_the_day: Answer
    met: list[Span]
    unknown: list[Span]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day marked across the rows; `kind` is `day`, `attached`, `closed` or `claim`."""

    kind: str
    on: date
    label: str
    left: float


@dataclass(frozen=True, slots=True)
class Strip:
    """`silent` is how many criteria are left out, because they hold on no day of these years."""

    years: Years
    rows: list[Row]
    marks: list[Mark]
    silent: int = 0


def row(years: Years, name: str, label: str, outcome: Outcome, on: date) -> Row:
    drawn: tuple[tuple[Answer, Days], ...] = (("met", outcome.met), ("unknown", outcome.unknown))
    bars = [Bar(answer, *place) for answer, days in drawn for place in years.bars(days)]
    return Row(name, label, bars, outcome.on(on.toordinal()), spans(outcome.met), spans(outcome.unknown))


def spans(days: Days) -> list[Span]:
    return [
        Span(None if first <= FIRST_DAY else date_of(first), None if past >= BEYOND else date_of(past - 1))
        for first, past in days.spans
    ]


def mark(years: Years, kind: str, on: date, label: str) -> Mark:
    return Mark(kind, on, label, years.across(on.toordinal()))
