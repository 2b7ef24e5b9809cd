"""Unit costs: what one of something costs whom, from when, in the prices of which year, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.savings.measures import MEASURES

DAYS_IN_WEEK = 7
TEXT_LENGTH_MAX = 200
"""Of a source, and of what the year of the prices is called."""


@dataclass(frozen=True, slots=True)
class CostProblem:
    """Why a row of the list is wrong, and in which column."""

    row: int
    column: str
    reason: str


class CostsRefused(Exception):
    """The list of unit costs cannot be taken as it stands: every row that is wrong, the column and why."""

    def __init__(self, problems: Iterable[CostProblem], counted_as: str = "row") -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.row))
        super().__init__("; ".join(f"{counted_as} {one.row}, {one.column}: {one.reason}" for one in self.problems))


@dataclass(frozen=True, slots=True)
class UnitCost:
    """`pence` of one, or of one week. In force from `from_on` until a later one is. `price_year` as 2012-13."""

    measure: str
    from_on: date
    pence: int
    price_year: str
    source: str

    def of_pence(self, number: int) -> int:
        """Of so many, or of so many days at the price of a week, rounded to the nearest penny."""
        if MEASURES[self.measure].unit == "each":
            return number * self.pence
        return (2 * number * self.pence + DAYS_IN_WEEK) // (2 * DAYS_IN_WEEK)


def in_force(costs: Iterable[UnitCost], day: date) -> dict[str, UnitCost]:
    """The one of each measure that began last, of those that had begun by the day."""
    begun = sorted((one for one in costs if one.from_on <= day), key=lambda one: one.from_on)
    return {one.measure: one for one in begun}


def as_plain(cost: UnitCost) -> dict[str, Any]:
    return {"measure": cost.measure, "from_on": cost.from_on.isoformat(), "pence": cost.pence,
            "price_year": cost.price_year, "source": cost.source}  # fmt: skip


def from_plain(said: Mapping[str, Any]) -> UnitCost:
    return UnitCost(said["measure"], date.fromisoformat(said["from_on"]), said["pence"], said["price_year"],
                    said["source"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class CostSaid:
    """A row of a list as far as it could be read: None where it could not, which is a problem told already."""

    row: int
    measure: str
    from_on: date | None
    pence: int | None
    price_year: str
    source: str


def refuse_unusable(costs: Iterable[UnitCost]) -> None:
    """Raises CostsRefused, with the rows counted from 1."""
    said = [CostSaid(row, one.measure, one.from_on, one.pence, one.price_year, one.source)
            for row, one in enumerate(costs, 1)]  # fmt: skip
    if problems := list(unusable(said)):
        raise CostsRefused(problems)


def unusable(said: Iterable[CostSaid]) -> Iterator[CostProblem]:
    """Each is to be of a known measure, above nothing, once a day, in the prices of a year, and with its source."""
    seen: set[tuple[str, date]] = set()
    for one in said:
        if one.measure not in MEASURES:
            yield CostProblem(one.row, "measure", f"no such measure is counted here; choose from {', '.join(MEASURES)}")
        if one.pence is not None and one.pence <= 0:
            yield CostProblem(one.row, "pounds", "a unit cost is above 0")
        if not one.price_year.strip():
            yield CostProblem(one.row, "price_year", "say in the prices of which year it is, as 2012-13")
        if not one.source.strip():
            yield CostProblem(one.row, "source", "say who says so, and where: no unit cost is taken without a source")
        for column, text in (("price_year", one.price_year), ("source", one.source)):
            if len(text) > TEXT_LENGTH_MAX or not text.isprintable():
                yield CostProblem(one.row, column, f"write it in one line of at most {TEXT_LENGTH_MAX} characters")
        if one.from_on is not None:
            if (one.measure, one.from_on) in seen:
                yield CostProblem(one.row, "from_on", f"{one.measure} from {one.from_on} stands above already")
            seen.add((one.measure, one.from_on))
