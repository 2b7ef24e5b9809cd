"""The way of each family from attachment to its first claimable day, as far as it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from domain.dates import Day
from domain.days import Days, at_least

State = Literal["attached", "nearly", "claimable"]
DAYS_IN_STEP = 7


class Path(NamedTuple):
    """First days, from attachment on, on which the family was nearly claimable, and claimable; None: not seen.

    Nearly: one part short of the scheme's first main result. Claimable: by any main result.
    """

    attached: Day
    nearly: Day | None
    claimable: Day | None

    def state_on(self, day: Day) -> State:
        """The furthest that it had come by the day: it does not go back."""
        if self.claimable is not None and self.claimable <= day:
            return "claimable"
        return "nearly" if self.nearly is not None and self.nearly <= day else "attached"

    def until(self, day: Day) -> Path:
        """What could be seen on the day."""
        nearly, claimable = (one if one is not None and one <= day else None for one in (self.nearly, self.claimable))
        return Path(self.attached, nearly, claimable)


def path_of(attached: Day, mains: Iterable[Days], parts: Mapping[str, Days]) -> Path:
    """`mains` are the days on which each main result may be claimed; `parts` those on which a part is no obstacle."""
    days = [first for met in mains if (first := met.first_on_or_after(attached)) is not None]
    nearly = at_least(len(parts) - 1, list(parts.values())).first_on_or_after(attached) if len(parts) > 1 else None
    return Path(attached, nearly, min(days, default=None))


def step_of(attached: Day, day: Day) -> int:
    """Whole weeks since attachment."""
    return (day - attached) // DAYS_IN_STEP
