"""How often families moved on, week by week since attachment: what Aalen and Johansen's estimate is made of.

Only whole weeks that could be seen count, so that a family that was attached lately weighs no more than it has shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.dates import Day
from domain.forecasting.paths import Path, State, step_of


@dataclass(frozen=True, slots=True)
class Cell:
    """Of `at_risk` families in one state at the beginning of a week, so many moved on in it."""

    at_risk: int = 0
    to_nearly: int = 0
    to_claimable: int = 0

    @property
    def rates(self) -> tuple[float, float]:
        return (self.to_nearly / self.at_risk, self.to_claimable / self.at_risk) if self.at_risk else (0.0, 0.0)


Cells = dict[State, list[Cell]]
"""By state, week by week from attachment."""


def cells_seen(paths: Iterable[Path], day: Day) -> Cells:
    """Of families attached by the day, from what could be seen on it."""
    found: dict[State, _Weeks] = {"attached": _Weeks(), "nearly": _Weeks()}
    for path in paths:
        weeks = step_of(path.attached, day + 1)
        if weeks <= 0:
            continue
        nearly, claimable = (_week_of(path.attached, one, weeks) for one in (path.nearly, path.claimable))
        if claimable <= nearly:
            found["attached"].stayed(0, claimable, weeks)
            found["attached"].claimable[claimable] += 1
        else:
            found["attached"].stayed(0, nearly, weeks)
            found["attached"].nearly[nearly] += 1
            found["nearly"].stayed(nearly + 1, claimable, weeks)
            found["nearly"].claimable[claimable] += 1
    return {state: weeks.cells() for state, weeks in found.items()}


def moves_seen(cells: Cells) -> int:
    """Families that were seen to become claimable."""
    return sum(cell.to_claimable for held in cells.values() for cell in held)


def rates_in_all(held: list[Cell]) -> tuple[float, float]:
    """Of all weeks seen together. Half a move is added to those seen: what was not seen yet is not impossible."""
    at_risk = sum(cell.at_risk for cell in held) + 1
    return ((sum(cell.to_nearly for cell in held) + 0.5) / at_risk,
            (sum(cell.to_claimable for cell in held) + 0.5) / at_risk)  # fmt: skip


class _Weeks:
    """Counts of one state: `changes` of how many are at risk, week by week, and who moved on in which."""

    def __init__(self) -> None:
        self.changes: Counter[int] = Counter()
        self.nearly: Counter[int] = Counter()
        self.claimable: Counter[int] = Counter()

    def stayed(self, first: int, last: int, weeks: int) -> None:
        """From the week `first` to the week `last`, in which it moved on, as far as whole weeks were seen."""
        if first <= min(last, weeks - 1):
            self.changes[first] += 1
            self.changes[min(last, weeks - 1) + 1] -= 1

    def cells(self) -> list[Cell]:
        at_risk, cells = 0, []
        for week in range(max(self.changes, default=0)):
            at_risk += self.changes[week]
            cells.append(Cell(at_risk, self.nearly[week], self.claimable[week]))
        return cells


_NEVER = 10**6


def _week_of(attached: Day, moved: Day | None, weeks: int) -> int:
    """The week since attachment in which it moved on; `_NEVER` where that was not in a whole week that was seen."""
    week = _NEVER if moved is None else step_of(attached, moved)
    return week if week < weeks else _NEVER
