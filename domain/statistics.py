"""The few figures of statistics that are printed beside counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, pi, sqrt
from statistics import NormalDist

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


def student_t(share: float, degrees: float) -> float:
    """Below which such a share of Student's t lies, for 3 degrees of freedom or more: Hill's algorithm 396 (1970)."""
    assert 0 < share < 1 and degrees >= 3
    tail = 2 * min(share, 1 - share)
    a = 1 / (degrees - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * degrees
    y = (d * tail) ** (2 / degrees)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(tail / 2)
        y = x * x
        if degrees < 5:
            c += 0.3 * (degrees - 4.5) * (x + 0.6)
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = y + y * y / 2 if y <= 0.002 else exp(y) - 1
    else:
        rest = (degrees + 6) / (degrees * y) - 0.089 * d - 0.822
        y = ((1 / (rest * (degrees + 2) * 3) + 0.5 / (degrees + 4)) * y - 1) * (degrees + 1) / (degrees + 2) + 1 / y
    found = sqrt(degrees * y)
    return found if share > 0.5 else -found
