"""The list of unit costs as its rows: of the form that is shipped, of a file, or of what was filled in on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import TypeVar

from api.errors import OptionUnusable
from api.today import today_here
from api.wording.pounds import in_pounds, pence_from
from domain.savings.costs import CostProblem, CostSaid, CostsRefused, UnitCost, unusable
from domain.savings.measures import MEASURES
from intake.csv_rows import csv_rows
from intake.dates import read_day
from intake.encodings import WINDOWS_1252
from intake.forms import plain_name
from intake.problems import BadCell

COLUMNS = ("measure", "from_on", "pounds", "price_year", "source")
FORM_COLUMNS = ("measure", "agency", "unit", "from_on", "pounds", "price_year", "source")
BYTES_MAX = 1_000_000
ROWS_MAX = 1_000
_LINES_PER_ROW = 20

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class CostRow:
    """`number` is the line of the file, or the place in the form. `cells` are those of `COLUMNS`, as written."""

    number: int
    cells: Mapping[str, str]

    @property
    def is_filled_in(self) -> bool:
        return any(self.cells[name] for name in COLUMNS[1:])


def rows_to_fill(costs: Iterable[UnitCost] = ()) -> list[CostRow]:
    """Those that there are, and of every other measure that is counted one without a figure."""
    held = [(one.measure, one.from_on.isoformat(), in_pounds(one.pence), one.price_year, one.source) for one in costs]
    known = {one[0] for one in held}
    empty = [(name, "", "", "", "") for name in MEASURES if name not in known]
    return [CostRow(number, dict(zip(COLUMNS, cells, strict=True))) for number, cells in enumerate([*held, *empty], 1)]


def form(costs: Iterable[UnitCost] = ()) -> list[tuple[str, ...]]:
    """The list as a file to be filled in."""
    told = {name: {"agency": one.agency, "unit": one.unit} for name, one in MEASURES.items()}
    return [tuple({**told[row.cells["measure"]], **row.cells}[name] for name in FORM_COLUMNS)
            for row in rows_to_fill(costs)]  # fmt: skip


def rows_in(content: bytes) -> list[CostRow]:
    """As spreadsheets save it: commas or semicolons, UTF-8 or not. Raises `OptionUnusable`."""
    text = content.decode("utf-8-sig", WINDOWS_1252)
    first = text.partition("\n")[0]
    read = csv_rows(StringIO(text, newline=""), ";" if first.count(";") > first.count(",") else ",", _LINES_PER_ROW)
    head = [plain_name(cell) for cell in next(read, (0, list[str](), None))[1]]
    if not set(COLUMNS) <= set(head):
        raise OptionUnusable(f"The list needs the columns {', '.join(COLUMNS)}, named in its first row.")
    rows = [CostRow(line, _cells(head, cells)) for line, cells, _ in read if any(cell.strip() for cell in cells)]
    if len(rows) > ROWS_MAX:
        raise OptionUnusable(f"The list has {len(rows):,} rows, more than the {ROWS_MAX:,} that are taken.")
    return rows


def _cells(head: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    said = dict(zip(head, cells, strict=False))
    return {name: said.get(name, "").strip() for name in COLUMNS}


def costs_in(rows: Iterable[CostRow], counted_as: str = "row") -> list[UnitCost]:
    """Of the rows that are filled in. Raises CostsRefused with every mistake of every row."""
    problems: list[CostProblem] = []
    said = [_said(row, problems) for row in rows if row.is_filled_in]
    problems += unusable(said)
    if problems:
        raise CostsRefused(problems, counted_as)
    return [UnitCost(one.measure, one.from_on, one.pence, one.price_year, one.source) for one in said
            if one.from_on is not None and one.pence is not None]  # fmt: skip


def _said(row: CostRow, problems: list[CostProblem]) -> CostSaid:
    def read(column: str, reading: Callable[[str], Read]) -> Read | None:
        try:
            return reading(row.cells[column])
        except (BadCell, OptionUnusable) as error:
            problems.append(CostProblem(row.number, column, str(error).rstrip(".")))
            return None

    cells = row.cells
    return CostSaid(row.number, cells["measure"], read("from_on", _day), read("pounds", pence_from),
                    cells["price_year"], cells["source"])  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(read_day(text, today_here()))
