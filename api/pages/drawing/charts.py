"""Charts for a committee paper: columns side by side or on each other, and the table of the numbers that they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

HEIGHT = 180
"""Of the columns, in pixels; years and rounds are written below them."""
_MARK_HEIGHT = 4.0
_ROOM = 0.72
"""The part of its place that a group of columns fills."""


@dataclass(frozen=True, slots=True)
class Series:
    """`tone` is the number of its colour, and of its hatching on paper without colours."""

    name: str
    values: Sequence[int]
    tone: int


@dataclass(frozen=True, slots=True)
class Column:
    left: float
    width: float
    top: float
    height: float
    tone: int
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A level across the chart, such as a target."""

    top: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` says what the chart shows. `rows` are those of its table, the first cell a heading."""

    name: str
    title: str
    places: list[tuple[str, float]]
    columns: list[Column]
    lines: list[Line]
    scale: list[tuple[str, float]]
    series: Sequence[Series]
    head: list[str]
    rows: list[list[str]]


def side_by_side(
    name: str, title: str, heading: str, places: Sequence[str], series: Sequence[Series], say: Callable[[int], str],
    levels: Sequence[tuple[str, int]] = (),
) -> Chart:  # fmt: skip
    highest = max([1, *(value for one in series for value in one.values), *(level for _, level in levels)])
    each = 100 / max(1, len(places))
    width = each * _ROOM / max(1, len(series))
    columns = [
        _column(each * place + each * (1 - _ROOM) / 2 + width * number, width * 0.92, 0, value, highest, one, say)
        for number, one in enumerate(series) for place, value in enumerate(one.values)
    ]  # fmt: skip
    return _chart(name, title, heading, places, series, say, columns, highest, levels)


def stacked(
    name: str, title: str, heading: str, places: Sequence[str], series: Sequence[Series], say: Callable[[int], str]
) -> Chart:
    highest = max([1, *(sum(values) for values in zip(*(one.values for one in series), strict=True))])
    each = 100 / max(1, len(places))
    columns, below = [], [0] * len(places)
    for one in series:
        for place, value in enumerate(one.values):
            left = each * place + each * (1 - _ROOM) / 2
            columns.append(_column(left, each * _ROOM, below[place], value, highest, one, say))
            below[place] += value
    return _chart(name, title, heading, places, series, say, columns, highest, ())


def ranging(
    name: str, title: str, heading: str, places: Sequence[str], ranges: Series, marks: Sequence[Series],
    low: Sequence[int], say: Callable[[int], str], head: Sequence[str], rows: Sequence[Sequence[str]],
) -> Chart:  # fmt: skip
    """From `low` to the values of `ranges` a column, and across it each of `marks`. The table is given whole."""
    highest = max([1, *ranges.values, *(value for one in marks for value in one.values)])
    each = 100 / max(1, len(places))
    columns = []
    for place, (bottom, top) in enumerate(zip(low, ranges.values, strict=True)):
        left = each * place + each * (1 - _ROOM) / 2
        columns.append(_column(left, each * _ROOM, bottom, top - bottom, highest, ranges, say))
        columns += [_mark(left, each * _ROOM, one.values[place], highest, one, say) for one in marks]
    drawn = _chart(name, title, heading, places, (ranges, *marks), say, columns, highest, ())
    return replace(drawn, head=list(head), rows=[list(row) for row in rows])


def _mark(left: float, width: float, value: int, highest: int, series: Series, say: Callable[[int], str]) -> Column:
    top = min(HEIGHT - _MARK_HEIGHT, max(0.0, HEIGHT * (1 - value / highest) - _MARK_HEIGHT / 2))
    return Column(round(left, 2), round(width, 2), round(top, 1), _MARK_HEIGHT, series.tone,
                  f"{series.name}: {say(value)}")  # fmt: skip


def _column(
    left: float, width: float, below: int, value: int, highest: int, series: Series, say: Callable[[int], str]
) -> Column:
    top = HEIGHT * (1 - (below + value) / highest)
    height = HEIGHT * value / highest
    return Column(round(left, 2), round(width, 2), round(top, 1), round(height, 1), series.tone,
                  f"{series.name}: {say(value)}")  # fmt: skip


def _chart(
    name: str, title: str, heading: str, places: Sequence[str], series: Sequence[Series], say: Callable[[int], str],
    columns: list[Column], highest: int, levels: Sequence[tuple[str, int]],
) -> Chart:  # fmt: skip
    each = 100 / max(1, len(places))
    rows = [[place, *(say(one.values[number]) for one in series)] for number, place in enumerate(places)]
    return Chart(
        name, title, [(place, round(each * (number + 0.5), 2)) for number, place in enumerate(places)], columns,
        [Line(_height_of(level, highest), f"{said}: {say(level)}") for said, level in levels],
        [(say(step), _height_of(step, highest)) for step in _steps(highest)], series,
        [heading, *(one.name for one in series)], rows)  # fmt: skip


def _height_of(value: int, highest: int) -> float:
    return round(HEIGHT * (1 - value / highest), 1)


def _steps(highest: int) -> list[int]:
    """A few round numbers up the side."""
    step = next(factor * 10**power for power in range(16) for factor in (1, 2, 5) if highest <= 5 * factor * 10**power)
    return list(range(0, highest + 1, step))
