"""How many of the families attached by a day will have been claimable by each coming round, with an interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from domain.dates import Day
from domain.forecasting.ahead import Standing
from domain.forecasting.paths import Path, State
from domain.forecasting.spread import spread

LOW, HIGH = 5, 95
"""The interval is between these hundredths of what may come: nine of ten should lie in it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Families attached by the day asked that will have been claimable by `by`: how many to expect, from and to."""

    by: Day
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`states` are the families attached by the day, by how far they had come."""

    day: Day
    states: dict[State, int]
    rounds: list[Expected]

    @property
    def attached(self) -> int:
        return sum(self.states.values())


def forecast(paths: Iterable[Path], day: Day, rounds: Sequence[Day]) -> Forecast:
    """Nothing after the day is looked at."""
    seen = [path.until(day) for path in paths if path.attached <= day]
    standing = Standing.on(seen, day)
    states: dict[State, int] = {"attached": 0, "nearly": 0, "claimable": 0}
    for (state, _), families in standing.groups.items():
        states[state] += families
    middles = [sum(families * share for families, share in shares) for shares in standing.shares(rounds)]
    ranges = spread(seen, standing).interval(standing, rounds, LOW / 100, HIGH / 100) if rounds else []
    return Forecast(day, states, [
        _expected(by, standing.already, middle, between)
        for by, middle, between in zip(rounds, middles, ranges, strict=True)])  # fmt: skip


def _expected(by: Day, already: int, middle: float, between: tuple[int, int]) -> Expected:
    low, high = min(between[0], floor(middle)), max(between[1], ceil(middle))
    return Expected(by, already + middle, already + low, already + high)
