"""How many requests a caller may send: a bucket of them for each, which fills as time passes.

In this process alone: with several servers each has its own, and a proxy before them may have one for all.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from math import ceil
from os import environ

from api.errors import OptionUnusable

PER_SECOND_VARIABLE = "OUTCOMES_REQUESTS_PER_SECOND"
PER_SECOND = 500
"""Of one caller in one ledger, in the long run."""
BURST_SECONDS = 4
"""So many seconds' requests may come at once."""
REFUSALS_PER_SECOND = 20
"""Of one address without a token that holds."""
CALLERS_MAX = 10_000


class Rate:
    """Asked by the server's loop alone, so it needs no lock. Who was heard longest ago is forgotten first."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = per_second * BURST_SECONDS
        self._clock = clock
        self._left: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, caller: object) -> int:
        """0 where the request may come now, and is counted; otherwise how long until one may."""
        now = self._clock()
        left, at = self._left.pop(caller, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._per_second)
        allowed = left >= 1
        self._left[caller] = (left - 1 if allowed else left, now)
        while len(self._left) > CALLERS_MAX:
            self._left.popitem(last=False)
        return 0 if allowed else ceil((1 - left) / self._per_second)


def requests_per_second(environment: Mapping[str, str] = environ) -> int:
    """Raises `OptionUnusable`."""
    said = environment.get(PER_SECOND_VARIABLE) or str(PER_SECOND)
    if not (said.isascii() and said.isdigit()) or int(said) == 0:
        raise OptionUnusable(f"{PER_SECOND_VARIABLE} is a whole number of requests, 1 or more, not {said!r}.")
    return int(said)
