"""Families whose true law is known, drawn by lot from fixed seeds: how often do intervals of 90% hold what comes?

In one world all families are alike; in one every quarter of a year has a shock of its own that nobody foresees; in one
later families move on ever faster. The interval knows of none of this but by its own earlier errors.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from domain.dates import Day
from domain.forecasting.ahead import Standing
from domain.forecasting.back_testing import Compared, actual_by, reliability
from domain.forecasting.forecast import forecast
from domain.forecasting.paths import Path
from domain.forecasting.spread import LEAST, WEIGHT_OF_THAT, WITHOUT_HISTORY, Spread, spread
from domain.statistics import student_t

START: Day = 734_750
QUARTER, YEARS_OF_ATTACHING, WEEKS = 91, 2, 160
Faster = Callable[[Day, Day], float]
"""By how much a family attached on one day moves on faster on another day."""


def world(seed: int, families: int, faster: Faster) -> list[Path]:
    chance, paths = Random(seed), []
    for _ in range(families):
        attached = START + chance.randrange(365 * YEARS_OF_ATTACHING)
        weeks = (week for week in range(WEEKS)
                 if chance.random() < 0.012 * faster(attached, attached + 7 * week))  # fmt: skip
        first = next(weeks, None)
        paths.append(Path(attached, None, None if first is None else attached + 7 * first + chance.randrange(7)))
    return paths


def forecasts(paths: list[Path]) -> list[Compared]:
    """Asked every four months from the first quarter on, for what comes two, four and six months later."""
    found = []
    for asked in range(START + QUARTER, START + 365 * YEARS_OF_ATTACHING + 1, 120):
        said = forecast(paths, asked, [asked + 60, asked + 120, asked + 180])
        found += [Compared(asked, one, actual_by(paths, asked, one.by)) for one in said.rounds]
    return found


def shocks(seed: int) -> Faster:
    chance = Random(seed)
    of_quarter = [chance.gammavariate(4, 0.25) for _ in range(20)]
    return lambda attached, day: of_quarter[min(19, (day - START) // QUARTER)]


def ever_faster(attached: Day, day: Day) -> float:
    return 0.5 + (attached - START) / (365 * YEARS_OF_ATTACHING)


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("alike", 0.86, 0.99), ("shocks", 0.80, 0.97), ("faster", 0.80, 0.99)])
def test_about_nine_of_ten_hold_in_worlds_whose_law_is_known(kind: str, least: float, most: float) -> None:
    inside = tests = 0
    for seed in range(12):
        laws: dict[str, Faster] = {"alike": lambda attached, day: 1.0, "shocks": shocks(seed), "faster": ever_faster}
        found = reliability(forecasts(world(seed, 200, laws[kind])))
        assert found is not None
        inside, tests = inside + found.inside, tests + found.tests
    assert least <= inside / tests <= most, f"{inside} of {tests}"


def test_without_history_it_is_wide_and_with_a_good_one_narrower() -> None:
    paths = world(1, 400, lambda attached, day: 1.0)
    early, late = (_spread(paths, START + days) for days in (60, 700))
    assert (early.degrees, early.scale >= WITHOUT_HISTORY) == (WEIGHT_OF_THAT, True)
    assert late.degrees > early.degrees and LEAST**0.5 * WITHOUT_HISTORY <= late.scale < early.scale


def test_a_ledger_whose_forecasts_were_off_says_so_in_wider_intervals() -> None:
    calm = world(3, 300, lambda attached, day: 1.0)
    stormy = world(3, 300, lambda attached, day: 3.0 if (day - START) // QUARTER % 2 else 0.1)
    assert _spread(stormy, START + 700).scale > 1.3 * _spread(calm, START + 700).scale


def _spread(paths: list[Path], day: Day) -> Spread:
    seen = [path.until(day) for path in paths if path.attached <= day]
    return spread(seen, Standing.on(seen, day))


@pytest.mark.parametrize(("degrees", "share", "value"), [
    (4, 0.95, 2.131847), (10, 0.95, 1.812461), (4, 0.975, 2.776445), (30, 0.995, 2.749996), (5, 0.05, -2.015048)])
def test_students_t_is_that_of_the_published_tables(degrees: float, share: float, value: float) -> None:
    assert abs(student_t(share, degrees) - value) < 1e-5
