"""What children's absence comes to over windows of school terms, worked out once for every clause that asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from domain.days import NEVER, Days, Span, union
from domain.rules.calendar import Calendar

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
    """Sessions pooled over the last terms; the same on every day of `period`."""

    period: Span
    of_school_age: bool
    """In one of the terms."""
    possible: int
    unauthorised: int
    all: int
    """Absences, authorised or not."""


class OverTerms(NamedTuple):
    """One child's rates over every window of terms that has all its figures.

    `lacking` are the days on which one of the terms lacks them and the child was of school age in one of the terms.
    """

    rates: tuple[WindowRate, ...]
    lacking: Days


_NOTHING = OverTerms((), NEVER)


class Absences:
    """The attendance of one family's children. `children` gives the terms of the calendar each is of school age in."""

    __slots__ = ("_attendance", "_calendar", "_children", "_lacking", "_over")

    def __init__(
        self, calendar: Calendar, attendance: Mapping[str, Mapping[str, Figures]],
        children: Mapping[str, tuple[Days, tuple[bool, ...]]],
    ) -> None:
        self._calendar = calendar
        self._attendance = attendance
        self._children = children
        self._over: dict[tuple[str, int], OverTerms] = {}
        self._lacking: dict[int, Days] = {}

    def over(self, child: str, look_back: int) -> OverTerms:
        """Of the last `look_back` completed terms, on every day."""
        held = self._over.get((child, look_back))
        if held is None:
            held = self._over[child, look_back] = self._over_terms(child, look_back)
        return held

    def lacking(self, look_back: int) -> Days:
        """The days on which figures are lacking of a child, or fewer than `look_back` terms are completed yet."""
        held = self._lacking.get(look_back)
        if held is None:
            held = self._lacking[look_back] = union([
                days_before_terms(self._calendar, look_back, [days for days, _ in self._children.values()]),
                *(self.over(child, look_back).lacking & days for child, (days, _) in self._children.items())])
        return held

    def _over_terms(self, child: str, look_back: int) -> OverTerms:
        """By running totals: what a window comes to is the difference of two of them."""
        schooled = self._children[child][1]
        held = self._attendance.get(child)
        if not held and True not in schooled:
            return _NOTHING
        known, possible, unauthorised, every = self._totals(held or {})
        at_school = (0, *accumulate(schooled))
        rates, lacking = [], []
        for past in range(look_back, len(schooled) + 1):
            first = past - look_back
            if known[past] - known[first] == look_back:
                rates.append(WindowRate(
                    self._calendar.periods[past - 1], at_school[past] > at_school[first],
                    possible[past] - possible[first], unauthorised[past] - unauthorised[first],
                    every[past] - every[first]))
            elif at_school[past] > at_school[first]:
                lacking.append(self._calendar.periods[past - 1])
        return OverTerms(tuple(rates), Days.of(lacking))

    def _totals(self, held: Mapping[str, Figures]) -> list[tuple[int, ...]]:
        """Over the first none, one, two ... terms: how many have figures, and the sums of these."""
        columns = [[0] * (len(self._calendar.terms) + 1) for _ in range(4)]
        for term_id, (possible, authorised, unauthorised, _) in held.items():
            place = self._calendar.places.get(term_id)
            if place is not None and possible > 0:
                for column, number in zip(columns, (1, possible, unauthorised, unauthorised + authorised), strict=True):
                    column[place + 1] = number
        return [tuple(accumulate(column)) for column in columns]


def days_before_terms(calendar: Calendar, look_back: int, children: Sequence[Days]) -> Days:
    """Days with a child in the family and fewer than `look_back` terms completed: no test of terms can be made."""
    days = union(children)
    terms = calendar.terms
    return days & Days.until(terms[look_back - 1].last) if len(terms) >= look_back else days
