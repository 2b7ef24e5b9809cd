"""How far each group of families that wait will have come: the product of weekly rates, from where it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.dates import Day
from domain.forecasting.hazards import Cell, Cells, cells_seen, moves_seen, rates_in_all
from domain.forecasting.paths import DAYS_IN_STEP, Path, State, step_of

MIDDLE = 0.5
"""Of the rate of the weeks seen: what is taken beyond them, between nobody moving on and all as before."""

Shares = list[tuple[int, float]]
"""How many families, and the share of them that will be claimable."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The families attached by a day as they stood on it. `moves` are those seen to become claimable."""

    day: Day
    cells: Cells
    groups: Counter[tuple[State, int]]
    moves: int

    @classmethod
    def on(cls, paths: Iterable[Path], day: Day) -> Standing:
        """Nothing after the day is looked at."""
        seen = [path for path in paths if path.attached <= day]
        cells = cells_seen(seen, day)
        groups = Counter((path.state_on(day), step_of(path.attached, day)) for path in seen)
        return cls(day, cells, groups, moves_seen(cells))

    @property
    def already(self) -> int:
        return sum(families for (state, _), families in self.groups.items() if state == "claimable")

    def shares(self, by: Sequence[Day], beyond: float = MIDDLE) -> list[Shares]:
        """For each day of `by`, of the groups that are not claimable yet.

        `beyond` the longest wait that was seen they move on at such a part of the rate of all weeks seen.
        """
        steps = [max(0, (day - self.day) // DAYS_IN_STEP) for day in by]
        rates = {state: _Rates(held, beyond) for state, held in self.cells.items()}
        found: list[Shares] = [[] for _ in by]
        for (state, week), families in sorted(self.groups.items()):
            if state != "claimable":
                way = _way(rates, state, week, max(steps, default=0))
                for place, step in enumerate(steps):
                    found[place].append((families, way[step]))
        return found


class _Rates:
    """Of one state, week by week since attachment."""

    def __init__(self, held: list[Cell], beyond: float) -> None:
        self._seen = [cell.rates if cell.at_risk else None for cell in held]
        nearly, claimable = rates_in_all(held)
        self._beyond = beyond * nearly, beyond * claimable

    def of(self, week: int) -> tuple[float, float]:
        return (self._seen[week] if week < len(self._seen) else None) or self._beyond


def _way(rates: dict[State, _Rates], state: State, week: int, weeks: int) -> list[float]:
    """The share that is claimable after no week, one, and so on."""
    attached, nearly, claimable = (1.0, 0.0, 0.0) if state == "attached" else (0.0, 1.0, 0.0)
    after = [0.0]
    for step in range(week, week + weeks):
        to_nearly, to_claimable = rates["attached"].of(step)
        from_nearly = rates["nearly"].of(step)[1]
        claimable += attached * to_claimable + nearly * from_nearly
        nearly += attached * to_nearly - nearly * from_nearly
        attached *= max(0.0, 1 - to_nearly - to_claimable)
        after.append(min(1.0, claimable))
    return after
