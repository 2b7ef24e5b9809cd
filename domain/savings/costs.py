"""Unit costs: what one of something costs whom, from when, in the prices of which year, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.savings.measures import MEASURES

DAYS_IN_WEEK = 7


class CostsRefused(Exception):
    """The list of unit costs cannot be taken as it stands; the message says which row and why."""


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


def refuse_unusable(costs: Iterable[UnitCost]) -> None:
    """Each of a known measure, above nothing, once a day, and with its source."""
    seen: set[tuple[str, date]] = set()
    for number, one in enumerate(costs, 1):
        if one.measure not in MEASURES:
            raise CostsRefused(f"row {number}: no such measure is counted here; choose from {', '.join(MEASURES)}")
        if one.pence <= 0:
            raise CostsRefused(f"row {number}: a unit cost is above 0")
        if not one.source.strip():
            raise CostsRefused(f"row {number}: say who says so: no unit cost is taken without a source")
        if (one.measure, one.from_on) in seen:
            raise CostsRefused(f"row {number}: {one.measure} from {one.from_on} stands twice in the list")
        seen.add((one.measure, one.from_on))
