"""What children's absence comes to over windows of school terms, worked out once for every clause that asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from domain.dates import Day
from domain.days import Days, Span, union
from domain.rules.calendar import Calendar, period_after, windows_with

Counting = Literal["unauthorised", "all"]


class Figures(NamedTuple):
    """A child's sessions in one term, summed over the schools attended. No possible sessions are no figures."""

    possible: int
    authorised: int
    unauthorised: int
    observations: tuple[str, ...]

    def absent(self, counting: Counting) -> int:
        return self.unauthorised + self.authorised if counting == "all" else self.unauthorised


class WindowRate(NamedTuple):
    """Absences of possible sessions, pooled over the last terms; the same on every day of `period`."""

    period: Span
    of_school_age: bool
    """In one of the terms."""
    absent: int
    possible: int


class OverTerms(NamedTuple):
    """One child's rates over every window of terms that has all its figures.

    `lacking` are the days on which one of the terms lacks them and the child was of school age in one of the terms.
    """

    rates: tuple[WindowRate, ...]
    lacking: Days


class Absences:
    """The attendance of one family's children. `children` gives the terms of the calendar each is of school age in."""

    def __init__(
        self, calendar: Calendar, attendance: Mapping[str, Mapping[str, Figures]],
        children: Mapping[str, tuple[Days, tuple[bool, ...]]],
    ) -> None:
        self._calendar = calendar
        self._attendance = attendance
        self._children = children
        self._over: dict[tuple[str, int, Counting], OverTerms] = {}
        self._lacking: dict[int, Days] = {}

    def over(self, child: str, look_back: int, counting: Counting) -> OverTerms:
        """Of the last `look_back` completed terms, on every day."""
        key = (child, look_back, counting)
        held = self._over.get(key)
        if held is None:
            held = self._over[key] = self._over_terms(child, look_back, counting)
        return held

    def lacking(self, look_back: int) -> Days:
        """The days on which figures are lacking of a child, or fewer than `look_back` terms are completed yet."""
        held = self._lacking.get(look_back)
        if held is None:
            held = self._lacking[look_back] = union((
                days_before_terms(self._calendar, look_back, [child for child, _ in self._children.values()]),
                *(self.over(name, look_back, "all").lacking & child for name, (child, _) in self._children.items())))
        return held

    def _over_terms(self, child: str, look_back: int, counting: Counting) -> OverTerms:
        calendar, schooled = self._calendar, self._children[child][1]
        held = [_figures(self._attendance.get(child, {}), term.term_id) for term in calendar]
        known = _totals([figures is not None for figures in held])
        possible = _totals([figures.possible if figures else 0 for figures in held])
        absent = _totals([figures.absent(counting) if figures else 0 for figures in held])
        at_school = _totals(schooled)
        rates, lacking = [], []
        for index in windows_with(list(map(bool.__or__, schooled, map(bool, held))), look_back):
            first, past = index + 1 - look_back, index + 1
            is_of_school_age = at_school[past] > at_school[first]
            if known[past] - known[first] == look_back:
                rates.append(WindowRate(period_after(calendar, index), is_of_school_age,
                                        absent[past] - absent[first], possible[past] - possible[first]))
            elif is_of_school_age:
                lacking.append(period_after(calendar, index))
        return OverTerms(tuple(rates), Days.of(lacking))


def days_before_terms(calendar: Calendar, look_back: int, children: Sequence[Days]) -> Days:
    """Days with a child in the family and fewer than `look_back` terms completed: no test of terms can be made."""
    days = union(children)
    return days & Days.until(calendar[look_back - 1].last) if len(calendar) >= look_back else days


def _figures(held: Mapping[str, Figures], term_id: str) -> Figures | None:
    figures = held.get(term_id)
    return figures if figures is not None and figures.possible > 0 else None


def _totals(numbers: Sequence[int]) -> list[Day]:
    """The sums of the first none, one, two ... of the numbers."""
    return [0, *accumulate(numbers)]
