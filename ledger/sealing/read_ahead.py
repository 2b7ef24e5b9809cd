"""How far to read ahead when keys are asked for one family after the other."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 8
MOST = 4_096
GAPS_BETWEEN_NEIGHBOURS = 10


class ReadAhead:
    """Doubles while each asking begins about where the last answer ended, and starts anew when it does not.

    Families' ids are random numbers, so how far apart neighbours are can be told from those that came.
    """

    def __init__(self) -> None:
        self._wanted = FEWEST
        self._first = self._last = self._gap = 0

    def next(self, stream: int) -> int:
        """How many rows to ask for, from this stream on."""
        goes_on = self._last < stream <= self._last + GAPS_BETWEEN_NEIGHBOURS * self._gap
        self._wanted = min(2 * self._wanted, MOST) if goes_on else FEWEST
        self._first = stream
        return self._wanted

    def came(self, streams: Sequence[int]) -> None:
        """The streams of the rows that were read."""
        found = set(streams)
        self._last = max(found, default=self._first)
        self._gap = (self._last - self._first) // max(1, len(found) - 1) if len(found) > 1 else 1 << 116
