"""How many of the families attached by a day will have been claimable by each coming round, with an interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from domain.dates import Day
from domain.forecasting.hazards import Cell, Cells, binomial, cells_seen, drawn_again
from domain.forecasting.paths import DAYS_IN_STEP, Path, State, step_of

DRAWS = 200
SEED = "outcomes forecast"
LOW, HIGH = 5, 95
"""The interval is between these hundredths of the draws: nine of ten should lie in it."""

Group = tuple[State, Day]
"""Families in one state, attached on one day."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Families attached by the day asked that will have been claimable by `by`: how many to expect, from and to."""

    by: Day
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`states` are the families attached by the day, by how far they had come."""

    day: Day
    states: dict[State, int]
    rounds: list[Expected]

    @property
    def attached(self) -> int:
        return sum(self.states.values())


def forecast(paths: Iterable[Path], day: Day, rounds: Sequence[Day], draws: int = DRAWS) -> Forecast:
    """Nothing after the day is looked at. The lots are drawn from a fixed seed: the same question, the same answer."""
    seen = [path.until(day) for path in paths if path.attached <= day]
    cells = cells_seen(seen, day)
    groups = Counter((path.state_on(day), path.attached) for path in seen)
    states: dict[State, int] = {"attached": 0, "nearly": 0, "claimable": 0}
    for (state, _), families in groups.items():
        states[state] += families
    waiting = {group: families for group, families in groups.items() if group[0] != "claimable"}
    shares = list(_shares(cells, waiting, day, rounds))
    middle = [sum(families * share[place] for families, share in shares) for place in range(len(rounds))]
    drawn = _drawn(cells, waiting, day, rounds, draws)
    already = states["claimable"]
    return Forecast(day, states, [
        Expected(by, already + middle[place], already + _hundredth(drawn[place], LOW),
                 already + _hundredth(drawn[place], HIGH))
        for place, by in enumerate(rounds)])  # fmt: skip


def _drawn(cells: Cells, waiting: dict[Group, int], day: Day, rounds: Sequence[Day], draws: int) -> list[list[int]]:
    """By round, the sums of every draw: what was seen is drawn again, and then what each family comes to."""
    chance = Random(SEED)
    found: list[list[int]] = [[] for _ in rounds]
    for _ in range(draws):
        shares = list(_shares(drawn_again(cells, chance), waiting, day, rounds))
        for place, sums in enumerate(found):
            sums.append(sum(binomial(families, share[place], chance) for families, share in shares))
    return found


def _shares(
    cells: Cells, waiting: dict[Group, int], day: Day, rounds: Sequence[Day]
) -> Iterable[tuple[int, list[float]]]:  # fmt: skip
    """Of each group how many families, and the share of them that is claimable by each round."""
    weeks_ahead = (max(rounds, default=day) - day) // DAYS_IN_STEP + 1
    ways: dict[tuple[State, int], list[float]] = {}
    for (state, attached), families in waiting.items():
        week = step_of(attached, day)
        if (state, week) not in ways:
            ways[state, week] = _way(cells, state, week, weeks_ahead)
        yield families, [ways[state, week][step_of(attached, by) - week] for by in rounds]


def _way(cells: Cells, state: State, week: int, weeks_ahead: int) -> list[float]:
    """The share that is claimable after no week, one, and so on."""
    attached, nearly, claimable = (1.0, 0.0, 0.0) if state == "attached" else (0.0, 1.0, 0.0)
    after = [0.0]
    for step in range(week, week + weeks_ahead):
        to_nearly, to_claimable = _rates(cells["attached"], step)
        from_nearly = _rates(cells["nearly"], step)[1]
        claimable += attached * to_claimable + nearly * from_nearly
        nearly += attached * to_nearly - nearly * from_nearly
        attached *= 1 - to_nearly - to_claimable
        after.append(claimable)
    return after


def _rates(cells: list[Cell], step: int) -> tuple[float, float]:
    """Beyond what was ever seen, nobody moves on: the forecast does not guess."""
    return cells[step].rates if step < len(cells) else (0.0, 0.0)


def _hundredth(drawn: list[int], hundredth: int) -> int:
    ordered = sorted(drawn)
    return ordered[min(len(ordered) - 1, hundredth * len(ordered) // 100)]
