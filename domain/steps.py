"""Step functions over civil days: a value for every day, which changes only at its listed days.

It is how counts, rates and three-valued outcomes vary over time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.dates import BEYOND, FIRST_DAY, Day
from domain.days import Days, changes

Value = TypeVar("Value")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Steps(Generic[Value]):
    """A value for every day: `values[i]` from `starts[i]` until the day before `starts[i + 1]`.

    `starts[0]` is the first day there is.
    """

    starts: tuple[Day, ...]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, steps: Iterable[tuple[Day, Value]]) -> Steps[Value]:
        """From (day, value from that day on), in order of days; equal neighbours are joined."""
        starts: list[Day] = []
        values: list[Value] = []
        for day, value in steps:
            if starts and starts[-1] == day:
                values[-1] = value
                if len(values) > 1 and values[-2] == value:
                    starts.pop()
                    values.pop()
            elif day < BEYOND and (not values or values[-1] != value):
                starts.append(day)
                values.append(value)
        return cls(tuple(starts), tuple(values))

    @classmethod
    def where(cls, days: Days, inside: Value, outside: Value) -> Steps[Value]:
        steps = [(FIRST_DAY, outside)]
        for first, past in days.spans:
            steps.append((first, inside))
            steps.append((past, outside))
        return cls.of(steps)

    def at(self, day: Day) -> Value:
        return self.values[bisect_right(self.starts, day) - 1]

    def pieces(self) -> Iterator[tuple[Day, Day, Value]]:
        """(first, past, value) from the first day there is to the last."""
        return zip(self.starts, (*self.starts[1:], BEYOND), self.values, strict=True)

    def days_where(self, holds: Callable[[Value], bool]) -> Days:
        return Days.of((first, past) for first, past, value in self.pieces() if holds(value))

    def map(self, change: Callable[[Value], Other]) -> Steps[Other]:
        return Steps.of((start, change(value)) for start, value in zip(self.starts, self.values, strict=True))


def counted(sets: Iterable[Days]) -> Steps[int]:
    """How many of the sets each day is in."""
    steps = [(FIRST_DAY, 0)]
    count = 0
    for day, change in changes(sets):
        count += change
        steps.append((day, count))
    return Steps.of(steps)


def combine(join: Callable[..., Other], *parts: Steps[Any]) -> Steps[Other]:
    """The function of several step functions, day by day, in one sweep over their changes."""
    if len(parts) == 1:
        return parts[0].map(join)
    starts = sorted({day for part in parts for day in part.starts})
    columns = [_sampled(part, starts) for part in parts]
    return Steps.of(zip(starts, map(join, *columns), strict=True))


def _sampled(part: Steps[Value], starts: list[Day]) -> list[Value]:
    """The value of `part` on each of `starts`, which are sorted and hold all of its own."""
    sampled: list[Value] = []
    index = -1
    own, past = part.starts, len(part.starts)
    for day in starts:
        if index + 1 < past and own[index + 1] == day:
            index += 1
        sampled.append(part.values[index])
    return sampled
