"""Values of a scheme: each with the days on which it is in force, its source, and how certain it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.dates import BEYOND, FIRST_DAY, Day
from domain.days import Days
from domain.rules.outcome import Outcome, joined
from domain.rules.reasons import Citation

MONTHS, COUNT, PERCENT, DAYS, TERMS, DATE, PENCE, CHOICE = (
    "months", "count", "percent", "days", "terms", "date", "pence", "choice")
UNITS = (MONTHS, COUNT, PERCENT, DAYS, TERMS, DATE, PENCE, CHOICE)


@dataclass(frozen=True, slots=True)
class InForce:
    """One value from its first day until the next one's. A date is its ordinal, a choice one of the value's words."""

    first: Day
    value: int | str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Value:
    """A named value; `periods` are in order, the first from the first day there is."""

    name: str
    means: str
    unit: str
    periods: tuple[InForce, ...]
    choices: tuple[str, ...] = ()
    """What a value whose unit is `choice` may be."""

    def on(self, day: Day) -> int:
        value = self.in_force(day).value
        assert isinstance(value, int), f"{self.name} is a {self.unit}, not a number"
        return value

    def in_force(self, day: Day) -> InForce:
        if len(self.periods) == 1:
            return self.periods[0]
        return next(period for period in reversed(self.periods) if period.first <= day)

    @property
    def changes(self) -> tuple[Day, ...]:
        return tuple(period.first for period in self.periods)


def by_period(decided_with: Callable[[Day], Outcome], *values: Value | None) -> Outcome:
    """The outcome with whatever the values are on each day: decided once for each period in which none changes.

    `decided_with` is given a day of the period to read the values on, and decides as if they had always been so.
    """
    for value in values:
        if value is not None and len(value.periods) > 1:
            break
    else:
        return decided_with(FIRST_DAY)
    starts = sorted({FIRST_DAY, *(day for value in values if value is not None for day in value.changes)})
    periods = zip(starts, [*starts[1:], BEYOND], strict=True)
    return joined([decided_with(first).within(Days(((first, past),))) for first, past in periods])
