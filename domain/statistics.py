"""The few figures of statistics that are printed beside counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

Z_95 = 1.959963984540054


def wilson(reached: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share, by Wilson's score (1927), without correction for continuity."""
    assert 0 <= reached <= of and of > 0
    share, square = reached / of, Z_95 * Z_95
    middle = share + square / (2 * of)
    spread = Z_95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = (middle - spread) / (1 + square / of), (middle + spread) / (1 + square / of)
    return (0.0 if reached == 0 else low), (1.0 if reached == of else high)


def quantile_of_lasting(lasted: Sequence[tuple[int, bool]], share: float) -> int | None:
    """After how many days a `share` had ended, by Kaplan and Meier (1958), so that what goes on still counts as well.

    Each is how many days it lasted, and whether it has ended; None where so many have not ended yet.
    """
    ended, gone = Counter(days for days, ended in lasted if ended), Counter(days for days, _ in lasted)
    left, at_risk = 1.0, len(lasted)
    for day in sorted(gone):
        left *= 1 - ended[day] / at_risk
        if left <= 1 - share + 1e-12:
            return day
        at_risk -= gone[day]
    return None
