"""The list of unit costs as a form: the rows to fill in, and beside each what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.access.operations import POOL_CONTRIBUTIONS
from api.pages.frame.forms import Form
from api.pages.frame.visiting import Visit
from api.savings.asking import unit_costs
from api.savings.rows import COLUMNS, CostRow, rows_to_fill
from api.savings.supplying import digest_of
from api.wording.words import capital
from domain.savings.costs import CostProblem, CostsRefused
from domain.savings.measures import MEASURES

ROWS_MAX = 40
"""A longer list is supplied as a file."""
SEEN = "seen"
"""The field that says which list was looked at when it was changed."""
_SPARE = 3
_LABELS = {"measure": "What", "from_on": "From the day", "pounds": "Pounds", "price_year": "In prices of",
           "source": "Source"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellShown:
    field: str
    column: str
    label: str
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    number: int
    title: str
    cells: list[CellShown]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class CostsForm:
    """`seen` says which list it is that is being changed. No `rows` where there are too many for a page."""

    rows: list[RowShown]
    seen: str


def costs_form(visit: Visit, filled: Sequence[CostRow] = (), refused: CostsRefused | None = None) -> CostsForm | None:
    """None for those who may not, and while one looks at the past. `filled` is what was sent, and `refused`."""
    if visit.clocks.known is not None or not visit.may(POOL_CONTRIBUTIONS):
        return None
    rows = list(filled) or rows_to_fill(unit_costs(visit.ledger))
    last = max((row.number for row in rows), default=0)
    spare = [CostRow(last + number, dict.fromkeys(COLUMNS, "")) for number in range(1, _SPARE + 1)]
    shown = [_shown(row, refused.problems if refused else ()) for row in (*rows, *(() if filled else spare))]
    seen = digest_of(visit.ledger.authority().unit_costs)
    return CostsForm(shown if len(shown) <= ROWS_MAX else [], seen)


def rows_filled_in(form: Form) -> list[CostRow]:
    """As they were sent, in their order."""
    said = dict(form.fields)
    numbers = sorted({int(name.rpartition("-")[2]) for name in said if name.startswith("pounds-")
                      and name.rpartition("-")[2].isdecimal()})  # fmt: skip
    return [CostRow(number, {column: said.get(f"{column}-{number}", "").strip() for column in COLUMNS})
            for number in numbers[:ROWS_MAX]]  # fmt: skip


def measures_to_choose() -> list[tuple[str, str]]:
    return [(one.name, _words(one.name)) for one in MEASURES.values()]


def _shown(row: CostRow, problems: Sequence[CostProblem]) -> RowShown:
    wrong = {one.column: one for one in problems if one.row == row.number}
    cells = [CellShown(f"{name}-{row.number}", name, _LABELS[name], row.cells[name], name in wrong) for name in COLUMNS]
    told = [f"{_LABELS[one.column]}: {one.reason}." for one in wrong.values()]
    return RowShown(row.number, _words(row.cells["measure"]) or "Another one", cells, told)


def _words(measure: str) -> str:
    one = MEASURES.get(measure)
    return f"{capital(one.words)}, {'a week' if one.unit == 'week' else 'each'}" if one else measure
