"""The school terms in the order in which they are completed, and the windows of terms that rules look back over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.authority import Term
from domain.dates import BEYOND, Day
from domain.days import Span


@dataclass(frozen=True, slots=True)
class TermDays:
    """A term as the rules count it; `ages_on` is the 31 August before its school year."""

    term_id: str
    first: Day
    last: Day
    ages_on: Day


@dataclass(frozen=True, slots=True)
class Calendar:
    """An authority's terms in the order in which they are completed, with what all its families' cases share."""

    terms: tuple[TermDays, ...]
    periods: tuple[Span, ...]
    """Of each term the days on which it is the last one completed; see `period_after`."""
    places: Mapping[str, int]
    """Where each term is among the terms, by its id."""


def calendar_of(terms: Iterable[Term]) -> Calendar:
    ordered = tuple(sorted(
        (TermDays(term.term_id, term.starts_on.toordinal(), term.ends_on.toordinal(),
                  date(int(term.school_year[:4]), 8, 31).toordinal()) for term in terms),
        key=lambda term: (term.last, term.first),
    ))
    return Calendar(ordered, tuple(period_after(ordered, index) for index in range(len(ordered))),
                    {term.term_id: place for place, term in enumerate(ordered)})


def last_terms(terms: Sequence[TermDays], look_back: int, day: Day) -> Sequence[TermDays] | None:
    """The last `look_back` terms completed by `day`; None while there are fewer."""
    completed = bisect_right(terms, day, key=lambda term: term.last)
    return terms[completed - look_back:completed] if completed >= look_back else None


def term_window_start(terms: Sequence[TermDays], look_back: int, day: Day) -> Day | None:
    """The first day of the first of the last `look_back` terms completed by `day`; None while there are fewer."""
    window = last_terms(terms, look_back, day)
    return None if window is None else window[0].first


def period_after(terms: Sequence[TermDays], index: int) -> Span:
    """The days on which the term at `index` is the last one completed; empty where two end on one day."""
    return terms[index].last, terms[index + 1].last if index + 1 < len(terms) else BEYOND


def periods_between_terms(terms: Sequence[TermDays], look_back: int) -> Iterator[tuple[int, Day, Day]]:
    """(index of the last completed term, first, past) for each period with the same last `look_back` terms."""
    for index in range(look_back - 1, len(terms)):
        first, past = period_after(terms, index)
        if first < past:
            yield index, first, past


def periods_with(calendar: Calendar, marked: tuple[bool, ...], look_back: int) -> Iterator[Span]:
    """The days on which one of the last `look_back` terms is marked: a span for each run of marked terms."""
    past = 0
    while True in marked[past:]:
        first = marked.index(True, past)
        past = marked.index(False, first) if False in marked[first:] else len(marked)
        window, last = max(first, look_back - 1), min(past - 1 + look_back, len(marked)) - 1
        if window <= last:
            yield calendar.periods[window][0], calendar.periods[last][1]


def windows_with(marked: Sequence[bool], look_back: int) -> Iterator[int]:
    """The indexes of the last term of every window of `look_back` terms that holds a marked one."""
    reached = look_back - 2
    for index, is_marked in enumerate(marked):
        if is_marked:
            for last in range(max(index, reached + 1, look_back - 1), min(index + look_back, len(marked))):
                yield last
                reached = last
