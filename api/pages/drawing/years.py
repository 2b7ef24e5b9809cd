"""Years across: from a day to how far from the left it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.dates import Day
from domain.days import Days
from domain.rules.scheme import Scheme

ALL_ACROSS = 100.0
"""Places are percentages, so that a strip is as wide as there is room, and its words are not stretched."""
NARROWEST = 0.25
"""A single day can still be seen."""


@dataclass(frozen=True, slots=True)
class Years:
    """Whole years, from 1 January of the first to 31 December of the last."""

    first: int
    last: int

    @classmethod
    def of_scheme(cls, scheme: Scheme, days: Iterable[date]) -> Years:
        """The same for all families of a scheme, so that their strips can be compared; and the `days` given."""
        found = [day.year for day in days]
        return cls(min([scheme.attachments_from.year - 1, *found]), max([scheme.claims_until.year, *found]))

    @property
    def start(self) -> Day:
        return date(self.first, 1, 1).toordinal()

    @property
    def past(self) -> Day:
        return date(self.last + 1, 1, 1).toordinal()

    def across(self, day: Day) -> float:
        clamped = min(max(day, self.start), self.past)
        return round(ALL_ACROSS * (clamped - self.start) / (self.past - self.start), 2)

    def ticks(self) -> list[tuple[int, float]]:
        """Each year, and where it begins; of many years only some, so that they can be read."""
        step = 1 + (self.last - self.first) // 14
        return [(year, self.across(date(year, 1, 1).toordinal())) for year in range(self.first, self.last + 1, step)]

    def bars(self, days: Days) -> list[tuple[float, float]]:
        """Left end and width of each span that is in these years; none narrower than can be seen."""
        inside = days & Days(((self.start, self.past),))
        return [(self.across(first), max(round(self.across(past) - self.across(first), 2), NARROWEST))
                for first, past in inside.spans]  # fmt: skip
