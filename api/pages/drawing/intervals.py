"""Shares with their intervals, a row each: a line as long as the interval, and a dot where the share is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """All in percent of the whole; `said` is the same in words. `tone` is of the group that it belongs to."""

    label: str
    low: float
    middle: float
    high: float
    tone: int
    said: str

    @property
    def width(self) -> float:
        return round(max(self.high - self.low, 0.4), 2)


def are_apart(first: Interval, second: Interval) -> bool:
    """Neither reaches into the other."""
    return first.high < second.low or second.high < first.low


def percent(share: float) -> float:
    return round(100 * share, 2)
