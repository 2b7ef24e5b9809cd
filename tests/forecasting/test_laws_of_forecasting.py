"""What holds of every forecast, and one that was worked out by hand."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecasting.back_testing import Compared, actual_by, reliability
from domain.forecasting.forecast import forecast
from domain.forecasting.hazards import binomial, cells_seen
from domain.forecasting.paths import Path, path_of

START = date(2012, 9, 3).toordinal()


def _path(attached: int, nearly: int | None, claimable: int | None) -> Path:
    at = START + attached
    return Path(at, None if nearly is None else at + nearly, None if claimable is None else at + claimable)


WAITS = st.one_of(st.none(), st.integers(0, 400))
PATHS = st.lists(st.builds(_path, st.integers(0, 300), WAITS, WAITS), max_size=40)
DAYS = st.integers(START - 10, START + 500)


@settings(deadline=None, max_examples=40)
@given(PATHS, DAYS)
def test_more_are_claimable_by_later_rounds_and_never_more_than_attached(paths: list[Path], day: int) -> None:
    found = forecast(paths, day, [day + 30, day + 90, day + 200], draws=20)
    expected = [found.states["claimable"], *(one.expected for one in found.rounds), found.attached]
    assert all(one <= other + 1e-9 for one, other in zip(expected, expected[1:], strict=False))  # noqa: RUF007
    for one in found.rounds:
        assert found.states["claimable"] <= one.low <= one.high <= found.attached


@settings(deadline=None, max_examples=40)
@given(PATHS, DAYS)
def test_nothing_after_the_day_is_looked_at(paths: list[Path], day: int) -> None:
    seen = [path.until(day) for path in paths if path.attached <= day]
    assert forecast(paths, day, [day + 90], draws=5) == forecast(seen, day, [day + 90], draws=5)


@settings(deadline=None)
@given(PATHS, DAYS)
def test_nobody_moves_who_was_not_there(paths: list[Path], day: int) -> None:
    for held in cells_seen(paths, day).values():
        for cell in held:
            assert 0 <= cell.to_nearly + cell.to_claimable <= cell.at_risk


def test_the_same_question_has_the_same_answer() -> None:
    paths = [_path(one, None, 30 + one % 60) for one in range(0, 200, 3)]
    assert forecast(paths, START + 120, [START + 200]) == forecast(paths, START + 120, [START + 200])


def test_what_was_worked_out_by_hand() -> None:
    """Of 10 families seen for two whole weeks, 4 were claimable in the second: of 5 new ones 2 are to be expected."""
    old = [_path(0, None, 10 if one < 4 else None) for one in range(10)]
    new = [_path(14, None, None) for _ in range(5)]
    found = forecast(old + new, START + 14, [START + 28])
    assert (found.attached, found.states["claimable"]) == (15, 4)
    assert abs(found.rounds[0].expected - (4 + 5 * 0.4)) < 1e-9
    assert found.rounds[0].low < 6 < found.rounds[0].high
    assert found.rounds[0].high <= 9, "beyond what was ever seen, nobody moves on"


def test_a_way_begins_with_the_attachment() -> None:
    from domain.days import Days

    parts = {"A/1": Days.since(5), "A/2": Days.since(20), "A/3": Days.since(1)}
    assert path_of(10, [Days.between(1, 3), Days.between(30, 40)], parts) == Path(10, 10, 30)
    assert path_of(2, [], parts) == Path(2, 5, None)


def test_a_binomial_has_its_mean_whichever_way_it_is_drawn() -> None:
    chance = Random(1)
    for number, share in ((10, 0.3), (2_000, 0.3)):
        mean = sum(binomial(number, share, chance) for _ in range(400)) / 400
        assert abs(mean - number * share) < 0.1 * number * share
    assert (binomial(5, 0, chance), binomial(5, 1, chance), binomial(0, 0.5, chance)) == (0, 5, 0)


def test_an_intervals_coverage_is_about_what_it_says_where_families_are_alike() -> None:
    """600 families whose waits are drawn from one law: of the forecasts at many days most hold what came."""
    chance = Random(7)
    paths = [_path(chance.randrange(400), None, int(chance.expovariate(1 / 250))) for _ in range(600)]
    tested = []
    for day in range(START + 150, START + 400, 25):
        said = forecast(paths, day, [day + 60], draws=100)
        tested.append(Compared(day, said.rounds[0], actual_by(paths, day, day + 60)))
    found = reliability(tested)
    assert found is not None and found.inside >= 7, found
    assert abs(found.mean_error) < 12
