"""What families had before and after attachment, and what that comes to at the authority's unit costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.savings.comparing import CAVEATS, FAMILIES_LEAST, Change, Savings, savings
from domain.savings.costs import UnitCost, from_plain
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.before_and_after import before_and_after
from projections.tracking import live_position

CHANGE_COLUMNS = ("measure", "agency", "unit", "before", "after", "others_before", "others_after", "unit_pence",
                  "saved_pence")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    scheme: str
    at: date
    position: int
    found: Savings


def saved(ledger: Ledger, scheme: str, at: date, months: int, known: int | None = None) -> Saved:
    """Raises `UnknownScheme`."""
    rule_set(scheme)
    position = live_position(ledger) if known is None else known
    seen = before_and_after(ledger, scheme, at, months, position)
    return Saved(scheme, at, position, savings(seen, unit_costs(ledger, position), at, months))


def unit_costs(ledger: Ledger, known: int | None = None) -> list[UnitCost]:
    """As supplied last; none where none were."""
    return [from_plain(one) for one in ledger.authority(known).unit_costs]


def saved_as_json(of: Saved) -> dict[str, Any]:
    found = of.found
    return {
        "scheme": of.scheme, "at": of.at, "position": of.position, "months": found.months, "families": found.families,
        "others": found.others, "families_least": FAMILIES_LEAST,
        "changes": [change_as_json(one) for one in found.changes],
        "by_agency": [{"agency": agency, "saved_pence": pence} for agency, pence in sorted(found.by_agency.items())],
        "saved_pence": found.saved_pence, "caveats": list(CAVEATS),
    }  # fmt: skip


def change_as_json(one: Change) -> dict[str, Any]:
    cost = one.cost
    return {"unit_pence": cost and cost.pence, "source": cost and cost.source} | {
        name: getattr(one, name) for name in CHANGE_COLUMNS if name != "unit_pence"}
