"""Periods that must not overlap, looked through in the order in which they were laid down."""

from bisect import bisect_right, insort
from dataclasses import dataclass, field

FOR_EVER = "9999-12-31"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Both ends included. `what` is whatever has this period, `said_by` where it was read, for people."""

    starts_on: str
    ends_on: str
    what: str = field(compare=False)
    said_by: str = field(compare=False)


@dataclass(slots=True)
class Calendar:
    """Periods of which no two share a day."""

    periods: list[Period] = field(default_factory=list)

    def overlapping(self, period: Period) -> list[Period]:
        """Those that share a day with this one, earliest first."""
        after = bisect_right(self.periods, period.ends_on, key=lambda other: other.starts_on)
        found = []
        while after and self.periods[after - 1].ends_on >= period.starts_on:
            after -= 1
            found.append(self.periods[after])
        return found[::-1]

    def lay(self, period: Period) -> None:
        insort(self.periods, period)
