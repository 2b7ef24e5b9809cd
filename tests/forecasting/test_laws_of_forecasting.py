"""What holds of every forecast, and one that was worked out by hand."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecasting.forecast import forecast
from domain.forecasting.hazards import Cell, cells_seen
from domain.forecasting.paths import DAYS_IN_STEP, Path, path_of, step_of

START = date(2012, 9, 3).toordinal()


def _path(attached: int, nearly: int | None, claimable: int | None) -> Path:
    at = START + attached
    return Path(at, None if nearly is None else at + nearly, None if claimable is None else at + claimable)


WAITS = st.one_of(st.none(), st.integers(0, 400))
PATHS = st.lists(st.builds(_path, st.integers(0, 300), WAITS, WAITS), max_size=40)
DAYS = st.integers(START - 10, START + 500)


@settings(max_examples=40)
@given(PATHS, DAYS)
def test_more_are_claimable_by_later_rounds_and_never_more_than_attached(paths: list[Path], day: int) -> None:
    found = forecast(paths, day, [day + 30, day + 90, day + 200])
    expected = [found.states["claimable"], *(one.expected for one in found.rounds), found.attached]
    assert all(one <= other + 1e-9 for one, other in zip(expected, expected[1:], strict=False))  # noqa: RUF007
    for one in found.rounds:
        assert found.states["claimable"] <= one.low <= one.high <= found.attached


@settings(max_examples=40)
@given(PATHS, DAYS)
def test_nothing_after_the_day_is_looked_at(paths: list[Path], day: int) -> None:
    seen = [path.until(day) for path in paths if path.attached <= day]
    assert forecast(paths, day, [day + 90]) == forecast(seen, day, [day + 90])


@given(PATHS, DAYS)
def test_nobody_moves_who_was_not_there(paths: list[Path], day: int) -> None:
    for held in cells_seen(paths, day).values():
        for cell in held:
            assert 0 <= cell.to_nearly + cell.to_claimable <= cell.at_risk


def test_the_same_question_has_the_same_answer() -> None:
    paths = [_path(one, None, 30 + one % 60) for one in range(0, 200, 3)]
    assert forecast(paths, START + 120, [START + 200]) == forecast(paths, START + 120, [START + 200])


@settings(max_examples=60)
@given(PATHS, DAYS)
def test_cells_are_what_going_through_every_week_of_every_family_counts(paths: list[Path], day: int) -> None:
    counted: dict[tuple[str, int], list[int]] = {}
    for path in (path.until(day) for path in paths if path.attached <= day):
        for week in range(step_of(path.attached, day + 1)):
            begins = path.attached + week * DAYS_IN_STEP
            before, after = path.state_on(begins - 1), path.state_on(begins + DAYS_IN_STEP - 1)
            if before == "claimable":
                break
            cell = counted.setdefault((before, week), [0, 0, 0])
            cell[0] += 1
            if after != before:
                cell[1 if after == "nearly" else 2] += 1
    found = cells_seen([path for path in paths if path.attached <= day], day)
    for state, held in found.items():
        assert held == [Cell(*counted.get((state, week), (0, 0, 0))) for week in range(len(held))]
        assert all(week < len(held) for one, week in counted if one == state)


def test_what_was_worked_out_by_hand() -> None:
    """Of 10 families seen for two whole weeks, 4 were claimable in the second: of 5 new ones 2 are to be expected.

    Beyond these weeks the 6 others, seen for 20 weeks at risk in all, move on at half of (4 + 1/2) / (20 + 1) a week.
    """
    old = [_path(0, None, 10 if one < 4 else None) for one in range(10)]
    new = [_path(14, None, None) for _ in range(5)]
    found = forecast(old + new, START + 14, [START + 28])
    assert (found.attached, found.states["claimable"]) == (15, 4)
    nearly, claimable = 0.5 * 0.5 / 21, 0.5 * 4.5 / 21
    stay, between = 1 - nearly - claimable, nearly
    of_six = claimable + stay * claimable + between * 0.5 * 0.5
    assert abs(found.rounds[0].expected - (4 + 5 * 0.4 + 6 * of_six)) < 1e-9
    assert found.rounds[0].low < found.rounds[0].expected < found.rounds[0].high <= 15


def test_a_way_begins_with_the_attachment() -> None:
    from domain.days import Days

    parts = {"A/1": Days.since(5), "A/2": Days.since(20), "A/3": Days.since(1)}
    assert path_of(10, [Days.between(1, 3), Days.between(30, 40)], parts) == Path(10, 10, 30)
    assert path_of(2, [], parts) == Path(2, 5, None)
