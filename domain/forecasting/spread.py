"""How far to trust the middle: the ledger's own earlier forecasts, and by how much they were off. docs/forecast.md.

All families may move on faster or slower than those before them, by one factor that nobody knows. How far it strays is
learned from forecasts asked on earlier days of which the outcome was known by the day asked, and nothing later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from domain.dates import Day
from domain.forecasting.ahead import MIDDLE, Shares, Standing
from domain.forecasting.paths import Path
from domain.statistics import student_t

TESTED_EVERY_DAYS, TESTED_FOR_DAYS = 28, (91, 182)
"""Earlier days on which it is asked, and how far ahead: a quarter, and half a year."""
WITHOUT_HISTORY, WEIGHT_OF_THAT = 0.5, 4.0
"""Before any forecast could be tested: the spread of the factor's logarithm, and as how many tests that counts."""
LEAST = 0.25
"""Earlier luck makes the spread narrower by no more than half."""
_FACTORS = [(step + 0.5) / 40 for step in range(40)]
_BEYOND = (0.1, 0.3, MIDDLE, 0.7, 0.9)
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Off:
    """One earlier forecast. `factor` is the logarithm of what came over what was expected; `chance` how much variance

    of it is chance; `moves` what had been seen when it was asked.
    """

    factor: float
    chance: float
    moves: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Of the factor's logarithm: Student's t of so many `degrees`, stretched by `scale`."""

    scale: float
    degrees: float

    def interval(self, standing: Standing, by: Sequence[Day], low: float, high: float) -> list[tuple[int, int]]:
        """For each day how many of the waiting will be claimable, between two shares of all that may come."""
        factors = [exp(min(700.0, self.scale * student_t(share, self.degrees))) for share in _FACTORS]
        ways = [standing.shares(by, beyond) for beyond in _BEYOND]
        found = []
        for place in range(len(by)):
            mixed = [_mean_and_deviation(way[place], factor) for way in ways for factor in factors]
            waiting = sum(families for families, _ in ways[0][place])
            found.append((_quantile(mixed, low, waiting), _quantile(mixed, high, waiting)))
        return found


def spread(paths: Sequence[Path], standing: Standing) -> Spread:
    """What the families in `paths` showed by the day of `standing`, and nothing later, says of its forecast."""
    first = min((path.attached for path in paths), default=standing.day)
    squares, weight = WEIGHT_OF_THAT, WEIGHT_OF_THAT
    for days, errors in _errors(paths, first, standing.day).items():
        if errors:
            apart = min(float(len(errors)), max(1.0, (standing.day - first) / days))
            squares += apart * sum((one.factor**2 - one.chance) / _shape(one.moves) for one in errors) / len(errors)
            weight += apart
    return Spread(sqrt(max(LEAST, squares / weight) * _shape(standing.moves)), weight)


def _shape(moves: int) -> float:
    """Few moves seen leave much open; many still leave that later families are not like earlier ones."""
    return WITHOUT_HISTORY**2 + 1 / (moves + 0.5)


def _errors(paths: Sequence[Path], first: Day, day: Day) -> dict[int, list[Off]]:
    """By how far ahead it was asked."""
    found: dict[int, list[Off]] = {days: [] for days in TESTED_FOR_DAYS}
    for asked in range(day - min(TESTED_FOR_DAYS), first + TESTED_EVERY_DAYS, -TESTED_EVERY_DAYS):
        by = [asked + days for days in TESTED_FOR_DAYS if asked + days <= day]
        standing = Standing.on((path.until(asked) for path in paths if path.attached <= asked), asked)
        for one, shares in zip(by, standing.shares(by), strict=True):
            if shares:
                came = sum(path.attached <= asked and path.state_on(one) == "claimable" for path in paths)
                found[one - asked].append(_off(came - standing.already, shares, standing.moves))
    return found


def _off(came: int, shares: Shares, moves: int) -> Off:
    expected = sum(families * share for families, share in shares) + 0.5
    return Off(log((came + 0.5) / expected), 1 / expected, moves)


def _mean_and_deviation(shares: Shares, factor: float) -> tuple[float, float]:
    """When all move on by the factor as fast: of those left, a share that many times as small stays."""
    mean = variance = 0.0
    for families, share in shares:
        moved = 1 - (1 - share) ** factor if share < 1 else 1.0
        mean += families * moved
        variance += families * moved * (1 - moved)
    return mean, sqrt(max(variance, 1e-9))


def _quantile(mixed: Sequence[tuple[float, float]], share: float, most: int) -> int:
    """The least number that is not exceeded in such a share of the mixture."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        below = sum(_NORMAL.cdf((middle + 0.5 - mean) / deviation) for mean, deviation in mixed) / len(mixed)
        low, high = (low, middle) if below >= share else (middle + 1, high)
    return low
