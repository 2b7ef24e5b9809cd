"""Before and after, in equal windows, for families attached and for those that were eligible and never attached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.dates import Day, add_months
from domain.savings.costs import UnitCost, in_force
from domain.savings.measures import MEASURES, total

FAMILIES_LEAST = 10
"""In fewer families, a count could tell of one of them; and a comparison would say nothing."""

CAVEATS = (
    "There is no control group: nobody was attached by lot, so what changed cannot be put down to the programme.",
    "Families are attached when things are at their worst, and many would have become better anyway (regression to the"
    " mean); those never attached show how much, as far as they are like them.",
    "Only what extracts recorded is counted; what is recorded late is missing from the later window.",
    "Unit costs are averages of others: less of something does not free so much money in anyone's budget.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Windows:
    """The months to a day, that day apart, and the months from it on."""

    first: Day
    index: Day
    past: Day

    @classmethod
    def around(cls, index: Day, months: int) -> Windows:
        return cls(add_months(index, -months), index, add_months(index, months))


@dataclass(frozen=True, slots=True)
class Seen:
    """One family's counts; `attached` or one of the comparison."""

    attached: bool
    before: tuple[tuple[str, int], ...]
    after: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Of all families together; of weeks, days. Pence are None without a unit cost. `saved_pence` below 0 costs more.

    `others_before` and `others_after` are of the comparison; None where there are too few.
    """

    measure: str
    agency: str
    unit: str
    before: int
    after: int
    others_before: int | None
    others_after: int | None
    cost: UnitCost | None
    saved_pence: int | None


@dataclass(frozen=True, slots=True)
class Savings:
    """`changes` are empty where fewer than `FAMILIES_LEAST` families can be looked at."""

    months: int
    families: int
    others: int
    changes: list[Change]

    @property
    def by_agency(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.changes:
            if one.saved_pence is not None:
                found[one.agency] = found.get(one.agency, 0) + one.saved_pence
        return found

    @property
    def saved_pence(self) -> int:
        return sum(self.by_agency.values())


def savings(seen: Iterable[Seen], costs: Iterable[UnitCost], day: date, months: int) -> Savings:
    held = list(seen)
    ours, others = ([one for one in held if one.attached is wanted] for wanted in (True, False))
    if len(ours) < FAMILIES_LEAST:
        return Savings(months, len(ours), len(others), [])
    prices = in_force(costs, day)
    compared = others if len(others) >= FAMILIES_LEAST else []
    changes = [_change(name, _sums(ours), _sums(compared) if compared else None, prices) for name in MEASURES]
    return Savings(months, len(ours), len(others), changes)


def _sums(seen: list[Seen]) -> tuple[dict[str, int], dict[str, int]]:
    return total(dict(one.before) for one in seen), total(dict(one.after) for one in seen)


def _change(
    name: str, ours: tuple[dict[str, int], dict[str, int]], others: tuple[dict[str, int], dict[str, int]] | None,
    prices: Mapping[str, UnitCost],
) -> Change:  # fmt: skip
    before, after = (sums.get(name, 0) for sums in ours)
    cost = prices.get(name)
    saved = None if cost is None else cost.of_pence(before) - cost.of_pence(after)
    theirs = (None, None) if others is None else tuple(sums.get(name, 0) for sums in others)
    measure = MEASURES[name]
    return Change(name, measure.agency, measure.unit, before, after, theirs[0], theirs[1], cost, saved)
