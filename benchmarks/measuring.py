"""One line for each thing that is measured: what it comes to, beside what, and whether that is enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """`values` are those of each round. Without a target the line only tells.

    With a `peer`, its values were measured in turn with ours and the target is a ratio to their median; without, it is
    a figure in the unit. `less_is_more` turns the target into the most that may be.
    """

    what: str
    unit: str
    values: Sequence[float]
    target: float | None = None
    peer: str = ""
    beside: Sequence[float] = ()
    less_is_more: bool = False

    @property
    def measured(self) -> float:
        return median(self.values)

    @property
    def ratio(self) -> float | None:
        """To the peer, or else to the target."""
        reference = median(self.beside) if self.beside else self.target
        return self.measured / reference if reference else None

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        found = self.ratio if self.beside else self.measured
        assert found is not None
        return found <= self.target if self.less_is_more else found >= self.target

    def __str__(self) -> str:
        told = f"{self.what:<58} {_number(self.measured):>10} {self.unit:<12}"
        if self.beside:
            told += f" beside {_number(median(self.beside))} ({self.peer})"
        if self.target is not None:
            least = "at most" if self.less_is_more else "at least"
            told += f" {least} {f'{self.target:g} of it' if self.beside else _number(self.target)}"
        if self.ratio is not None:
            told += f"  ratio {self.ratio:.2f}"
        return told + {True: "  pass", False: "  MISS", None: ""}[self.holds]

    @property
    def raw(self) -> str:
        told = " ".join(map(_number, self.values))
        return f"{told} | {' '.join(map(_number, self.beside))}" if self.beside else told


def timed(work: Callable[..., Any], *given: Any, **named: Any) -> float:
    """Seconds."""
    started = time.perf_counter()
    work(*given, **named)
    return time.perf_counter() - started


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
