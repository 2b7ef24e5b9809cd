"""Raw rows of one file into rows that can be used, and rows with all their problems.

Read by columns, some thousand rows at a time: a cell that was seen before in its column, as dates, terms and
categories nearly always were, costs one look in a dict, and a row without problems no step of its own at all. Only
rows with problems are walked through singly.
"""

import re
from collections import defaultdict
from datetime import date
from itertools import repeat, starmap
from operator import itemgetter

from intake.cells import CellReader, Value
from intake.csv_rows import CUT_OFF, UNENDED
from intake.forms import Column, Form, Rule
from intake.headers import Header
from intake.limits import Limits, setting_of
from intake.problems import BadCell, Problem
from intake.rows import Origin, RawRow, RejectedRow, Row

_CELLS_REMEMBERED = 100_000
_CELL_LIMIT = setting_of("cell_characters")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Cell = Value | Problem | None


class SeenCells(dict[str, Cell]):
    """What each cell of one column comes to. Good cells are remembered, within a bound; bad ones are told anew."""

    def __init__(self, column: Column, today: date, limits: Limits) -> None:
        self.name = column.name
        self.reader: CellReader = column.reader
        self.when_blank = Problem(column.name, "must not be blank") if column.required else None
        self.today = today
        self.limit = limits.cell_characters
        self.found_bad = False

    def __missing__(self, cell: str) -> Cell:
        value = self._read(cell)
        if isinstance(value, Problem):
            self.found_bad = True
        else:
            if len(self) >= _CELLS_REMEMBERED:
                self.clear()
            self[cell] = value
        return value

    def _read(self, cell: str) -> Cell:
        if len(cell) > self.limit:
            return Problem(self.name, f"longer than {self.limit:,} characters ({_CELL_LIMIT})", f"{cell[:20]}...")
        text = cell.strip()
        if not text:
            return self.when_blank
        if _NO_TEXT.search(text):
            return Problem(self.name, "holds a character that is no text; delete it")
        try:
            return self.reader(text, self.today)
        except BadCell as problem:
            return Problem(self.name, str(problem), text)


class RowReader:
    """Reads one file's rows, in the order in which they are handed over."""

    def __init__(self, form: Form, header: Header, origin: Origin, today: date, limits: Limits) -> None:
        self.form, self.header, self.origin = form, header, origin
        self.width, (self.last_column, self.cells_needed) = header.width, header.last
        self.seen = {
            column.name: SeenCells(column, today, limits) for column in form.columns if column.name in header.at
        }
        self.good: list[Row] = []
        self.rejected: list[RejectedRow] = []
        self.blank = 0

    def read(self, batch: list[RawRow]) -> None:
        lines, cells, flaws = (list(part) for part in zip(*batch, strict=True))
        if any(flaws) or set(map(len, cells)) != {self.width}:
            batch = [row for row in batch if self._is_whole(row)]
            if not batch:
                return
            lines, cells, flaws = (list(part) for part in zip(*batch, strict=True))
        columns, problems = self._values_and_problems(cells)
        if problems:
            self._keep_all_but_bad(lines, cells, columns, problems)
        else:
            self.good.extend(map(Row, repeat(self.origin), lines, zip(*columns, strict=True)))

    def _is_whole(self, row: RawRow) -> bool:
        """Whether the row's cells can be trusted to stand in their columns; if not, it is counted or rejected here."""
        line, cells, flaw = row
        if len(cells) == self.width and flaw in (None, UNENDED):
            return True
        if not any(map(str.strip, cells)):
            self.blank += 1
            return False
        problem = self._misshapen(cells, flaw)
        if problem:
            self._reject(line, cells, [problem])
        return problem is None

    def _misshapen(self, cells: list[str], flaw: str | None) -> Problem | None:
        if flaw not in (None, UNENDED):
            return Problem("", flaw or "")
        if len(cells) < self.cells_needed:
            if flaw == UNENDED:
                return Problem("", CUT_OFF)
            reason = "fewer cells than the header has columns; add what is missing, blank if not known"
            return Problem(self.last_column, reason, f"{len(cells)} of {self.width}")
        if any(map(str.strip, cells[self.width :])):
            reason = "more cells than the header has columns; put a cell that holds the separator in quotation marks"
            return Problem("", reason, f"{len(cells)} of {self.width}")
        return None

    def _values_and_problems(self, cells: list[list[str]]) -> tuple[list[list[Cell]], dict[int, list[Problem]]]:
        columns: list[list[Cell]] = []
        problems: defaultdict[int, list[Problem]] = defaultdict(list)
        for column in self.form.columns:
            values, has_bad = self._column(column, cells)
            columns.append(values)
            if has_bad:
                for place, value in enumerate(values):
                    if isinstance(value, Problem):
                        problems[place].append(value)
        for rule in self.form.rules:
            parts = [columns[self.origin.columns.index(name)] for name in rule.columns]
            for place in _broken(rule, parts, suspect=bool(problems)):
                problems[place].append(Problem("; ".join(rule.columns), rule.reason, _said(parts, place)))
        return columns, dict(problems)

    def _column(self, column: Column, cells: list[list[str]]) -> tuple[list[Cell], bool]:
        if missing := self.header.problems.get(column.name):
            return [missing] * len(cells), True
        if column.name not in self.header.at:
            return [None] * len(cells), False
        seen = self.seen[column.name]
        seen.found_bad = False
        values = list(map(seen.__getitem__, map(itemgetter(self.header.at[column.name]), cells)))
        return values, seen.found_bad

    def _keep_all_but_bad(
        self, lines: list[int], cells: list[list[str]], columns: list[list[Cell]], problems: dict[int, list[Problem]]
    ) -> None:
        for place, values in enumerate(zip(*columns, strict=True)):
            found = problems.get(place)
            if not found or self._is_named_withdrawal(values):
                good = tuple(None if isinstance(value, Problem) else value for value in values)
                self.good.append(Row(self.origin, lines[place], good))
            elif any(map(str.strip, cells[place])):
                self._reject(lines[place], cells[place], found)
            else:
                self.blank += 1

    def _is_named_withdrawal(self, values: tuple[Cell, ...]) -> bool:
        """A row withdrawn by its record_id needs nothing else; what else it says need not be right."""
        said = dict(zip(self.origin.columns, values, strict=True))
        return said.get("withdrawn") is True and isinstance(said.get("record_id"), str)

    def _reject(self, line: int, cells: list[str], problems: list[Problem]) -> None:
        self.rejected.append(RejectedRow(self.origin.kind, self.origin.file, line, tuple(cells), tuple(problems)))


def _broken(rule: Rule, parts: list[list[Cell]], *, suspect: bool) -> list[int]:
    """The places of the rows that break the rule; a row with a bad cell in it cannot be judged."""
    rows = zip(*parts, strict=True)
    if not suspect:
        return [place for place, holds in enumerate(starmap(rule.holds, rows)) if not holds]
    return [
        place
        for place, values in enumerate(rows)
        if not any(isinstance(value, Problem) for value in values) and not rule.holds(*values)
    ]


def _said(parts: list[list[Cell]], place: int) -> str:
    return ", ".join(str(part[place]) for part in parts if part[place] is not None)
