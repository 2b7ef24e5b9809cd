"""What children's absence comes to over windows of school terms, worked out once for every clause that asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from domain.days import Days, Span, union
from domain.rules.calendar import Calendar, periods_with

Counting = Literal["unauthorised", "all"]


class Figures(NamedTuple):
    """A child's sessions in one term, summed over the schools attended. No possible sessions are no figures."""

    possible: int
    authorised: int | None
    """None where a school has not told them: what then was missed in all is not known."""
    unauthorised: int
    observations: tuple[str, ...]

    def absent(self, counting: Counting) -> int | None:
        """None where it is not known."""
        if self.possible == 0 or (counting == "all" and self.authorised is None):
            return None
        return self.unauthorised + (self.authorised or 0) if counting == "all" else self.unauthorised

    def with_another_school(self, other: Figures) -> Figures:
        return Figures(
            self.possible + other.possible,
            None if self.authorised is None or other.authorised is None else self.authorised + other.authorised,
            self.unauthorised + other.unauthorised, tuple(sorted(self.observations + other.observations)))


NO_FIGURES = Figures(0, 0, 0, ())


class WindowRate(NamedTuple):
    """Sessions pooled over the last terms; the same on every day of `period`."""

    period: Span
    of_school_age: bool
    """In one of the terms."""
    possible: int
    unauthorised: int
    all: int | None
    """Absences, authorised or not; None where the authorised ones are not known."""

    def absent(self, counting: Counting) -> int | None:
        return self.all if counting == "all" else self.unauthorised


class OverTerms(NamedTuple):
    """One child's rates over every window of terms that has figures, and the days of school age in a term of one."""

    rates: tuple[WindowRate, ...]
    of_school_age: Days

    def lacking(self, counting: Counting) -> Days:
        """The days of school age on which one of the terms lacks figures."""
        return self.of_school_age - Days.of([rate.period for rate in self.rates if rate.absent(counting) is not None])


class Counted(NamedTuple):
    """Sums over the first none, one, two ... terms of the calendar, of those alone that count for the child.

    `lacking` is how many of these lack figures, `untold` how many lack the authorised absences. The sums of a window
    are the differences at its two ends.
    """

    lacking: list[int]
    untold: list[int]
    possible: list[int]
    unauthorised: list[int]
    all: list[int]

    def absent(self, first: int, past: int, counting: Counting) -> int | None:
        """Over the terms from `first` until before `past`; None where one lacks figures, or there is none."""
        if self.lacking[past] > self.lacking[first] or self.possible[past] == self.possible[first]:
            return None
        if counting == "unauthorised":
            return self.unauthorised[past] - self.unauthorised[first]
        return None if self.untold[past] > self.untold[first] else self.all[past] - self.all[first]


class Totals(NamedTuple):
    """The terms that have figures, by their places in the calendar, and the sums over the first none, one, two ..."""

    places: list[int]
    untold: list[int]
    possible: list[int]
    unauthorised: list[int]
    all: list[int]


class Absences:
    """The attendance of one family's children. `children` gives the terms of the calendar each is of school age in."""

    __slots__ = ("_attendance", "_before", "_calendar", "_children", "_counted", "_lacking", "_over", "_totals")

    def __init__(
        self, calendar: Calendar, attendance: Mapping[str, Mapping[str, Figures]],
        children: Mapping[str, tuple[Days, tuple[bool, ...]]],
    ) -> None:
        self._calendar = calendar
        self._attendance = attendance
        self._children = children
        self._over: dict[tuple[str, int], OverTerms] = {}
        self._lacking: dict[tuple[int, Counting], Days] = {}
        self._before: dict[int, Days] = {}
        self._totals: dict[str, Totals] = {}
        self._counted: dict[str, Counted] = {}

    def over(self, child: str, look_back: int) -> OverTerms:
        """Of the last `look_back` completed terms, on every day."""
        held = self._over.get((child, look_back))
        if held is None:
            held = self._over[child, look_back] = self._over_terms(child, look_back)
        return held

    def counted(self, child: str, member: Days) -> Counted:
        """Of the terms in which the child is of school age and on whose last day it is a member."""
        held = self._counted.get(child)
        if held is None:
            held = self._counted[child] = self._count(child, member)
        return held

    def lacking(self, look_back: int, counting: Counting) -> Days:
        """The days on which figures are lacking of a child, or fewer than `look_back` terms are completed yet."""
        held = self._lacking.get((look_back, counting))
        if held is None:
            held = self._lacking[look_back, counting] = union([
                self.before_terms(look_back),
                *(self.over(child, look_back).lacking(counting) & days
                  for child, (days, _) in self._children.items())])
        return held

    def before_terms(self, look_back: int) -> Days:
        """Days with a child in the family and fewer than `look_back` terms completed: no test of terms can be made."""
        held = self._before.get(look_back)
        if held is None:
            days, terms = union([days for days, _ in self._children.values()]), self._calendar.terms
            held = days & Days.until(terms[look_back - 1].last) if len(terms) >= look_back else days
            self._before[look_back] = held
        return held

    def _over_terms(self, child: str, look_back: int) -> OverTerms:
        schooled = self._children[child][1]
        rates = tuple(self._rates(self._totals_of(child), schooled, look_back))
        return OverTerms(rates, Days.of(periods_with(self._calendar, schooled, look_back)))

    def _rates(self, totals: Totals, schooled: Sequence[bool], look_back: int) -> Iterator[WindowRate]:
        """Of each window all of whose terms have figures: those that end a run of so many terms with figures."""
        places, untold, possible, unauthorised, every = totals
        for past in range(look_back, len(places) + 1):
            first, place = past - look_back, places[past - 1]
            if places[first] == place - look_back + 1:
                yield WindowRate(
                    self._calendar.periods[place], True in schooled[places[first]:place + 1],
                    possible[past] - possible[first], unauthorised[past] - unauthorised[first],
                    None if untold[past] > untold[first] else every[past] - every[first])

    def _count(self, child: str, member: Days) -> Counted:
        terms, held = self._calendar.terms, self._attendance.get(child, {})
        counted = [held.get(term.term_id, NO_FIGURES) if at_school and term.last in member else None
                   for term, at_school in zip(terms, self._children[child][1], strict=True)]
        return Counted(
            _sums([figures is not None and figures.possible == 0 for figures in counted]),
            _sums([figures is not None and figures.authorised is None for figures in counted]),
            _sums([figures.possible if figures else 0 for figures in counted]),
            _sums([figures.unauthorised if figures else 0 for figures in counted]),
            _sums([figures.unauthorised + (figures.authorised or 0) if figures else 0 for figures in counted]))

    def _totals_of(self, child: str) -> Totals:
        totals = self._totals.get(child)
        if totals is None:
            places = self._calendar.places
            known = sorted([
                (places[term_id], figures) for term_id, figures in self._attendance.get(child, {}).items()
                if figures.possible > 0 and term_id in places])
            totals = self._totals[child] = Totals(
                [place for place, _ in known],
                _sums([figures.authorised is None for _, figures in known]),
                _sums([figures.possible for _, figures in known]),
                _sums([figures.unauthorised for _, figures in known]),
                _sums([figures.unauthorised + (figures.authorised or 0) for _, figures in known]))
        return totals


def _sums(numbers: Sequence[int]) -> list[int]:
    """Of the first none, one, two ... of the numbers."""
    return [0, *accumulate(numbers)]
