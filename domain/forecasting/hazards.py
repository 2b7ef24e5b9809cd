"""How often families moved on, week by week since attachment: what Aalen and Johansen's estimate is made of.

Only whole weeks that could be seen count, so that a family that was attached lately weighs no more than it has shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from domain.dates import Day
from domain.forecasting.paths import DAYS_IN_STEP, Path, State, step_of

_NORMAL_FROM = 9.0
"""From this variance on a binomial is drawn as a normal one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Of `at_risk` families in one state at the beginning of a week, so many moved on in it."""

    at_risk: int = 0
    to_nearly: int = 0
    to_claimable: int = 0

    @property
    def rates(self) -> tuple[float, float]:
        return (self.to_nearly / self.at_risk, self.to_claimable / self.at_risk) if self.at_risk else (0.0, 0.0)

    def drawn_again(self, chance: Random) -> Cell:
        """As it might have come out: each family draws its lot anew."""
        claimable = binomial(self.at_risk, self.to_claimable / self.at_risk, chance)
        others = self.at_risk - claimable
        stay = self.at_risk - self.to_claimable
        nearly = binomial(others, self.to_nearly / stay, chance) if stay else 0
        return Cell(self.at_risk, nearly, claimable)


Cells = dict[State, list[Cell]]
"""By state, week by week from attachment."""


def cells_seen(paths: Iterable[Path], day: Day) -> Cells:
    """Of families attached by the day, from what could be seen on it."""
    risk: Counter[tuple[State, int]] = Counter()
    moved: Counter[tuple[State, State, int]] = Counter()
    for path in (path.until(day) for path in paths if path.attached <= day):
        for step in range(step_of(path.attached, day + 1)):
            begins = path.attached + step * DAYS_IN_STEP
            before, after = path.state_on(begins - 1), path.state_on(begins + DAYS_IN_STEP - 1)
            if before == "claimable":
                break
            risk[before, step] += 1
            if after != before:
                moved[before, after, step] += 1
    return {state: _cells(state, risk, moved) for state in ("attached", "nearly")}


def _cells(state: State, risk: Counter[tuple[State, int]], moved: Counter[tuple[State, State, int]]) -> list[Cell]:
    last = max((step for one, step in risk if one == state), default=-1)
    return [Cell(risk[state, step], moved[state, "nearly", step], moved[state, "claimable", step])
            for step in range(last + 1)]  # fmt: skip


def drawn_again(cells: Cells, chance: Random) -> Cells:
    return {state: [cell.drawn_again(chance) if cell.to_nearly or cell.to_claimable else cell for cell in held]
            for state, held in cells.items()}  # fmt: skip


def binomial(number: int, share: float, chance: Random) -> int:
    """How many of so many."""
    if number == 0 or share <= 0:
        return 0
    if share >= 1:
        return number
    variance = number * share * (1 - share)
    if variance > _NORMAL_FROM:
        return min(number, max(0, round(chance.gauss(number * share, variance**0.5))))
    return sum(chance.random() < share for _ in range(number))
