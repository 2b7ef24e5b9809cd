"""What the forecast would have said at earlier rounds, beside what came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.dates import Day
from domain.forecasting.forecast import Expected
from domain.forecasting.paths import Path


@dataclass(frozen=True, slots=True)
class Compared:
    """`asked` is the day of the forecast, `actual` what came, of the families attached by that day."""

    asked: Day
    said: Expected
    actual: int

    @property
    def error(self) -> float:
        """Above 0 where too many were expected."""
        return self.said.expected - self.actual

    @property
    def inside(self) -> bool:
        return self.said.low <= self.actual <= self.said.high


@dataclass(frozen=True, slots=True)
class Reliability:
    """Over every forecast that can be compared. Errors are in families."""

    tests: int
    inside: int
    mean_error: float
    mean_absolute_error: float
    mean_actual: float


def actual_by(paths: Iterable[Path], asked: Day, by: Day) -> int:
    """Families attached by the day asked that have been claimable by then."""
    return sum(path.attached <= asked and path.state_on(by) == "claimable" for path in paths)


def reliability(tested: Iterable[Compared]) -> Reliability | None:
    """None where nothing can be compared yet."""
    held = list(tested)
    if not held:
        return None
    number = len(held)
    return Reliability(
        number, sum(one.inside for one in held), sum(one.error for one in held) / number,
        sum(abs(one.error) for one in held) / number, sum(one.actual for one in held) / number)  # fmt: skip
