"""Small numbers are withheld from a table of authorities, so that nobody is told apart by them, nor by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_SHOWN = 5
"""Of families; 0 is shown, since it is of nobody."""


def withheld(counts: Sequence[int]) -> list[bool]:
    """For one column, whose sum is shown. Where the small ones together could be worked out from the sum, as a single
    one could, the smallest of the others is withheld as well.
    """
    hidden = [0 < count < LEAST_SHOWN for count in counts]
    together = sum(count for count, hide in zip(counts, hidden, strict=True) if hide)
    if sum(hidden) == 1 or 0 < together < LEAST_SHOWN:
        others = [place for place, hide in enumerate(hidden) if not hide and counts[place] > 0]
        if others:
            hidden[min(others, key=lambda place: counts[place])] = True
    return hidden
