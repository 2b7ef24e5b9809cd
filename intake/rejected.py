"""Rejects files read back: each rejected row with its cells by column, and what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.forms import REJECT_COLUMNS, plain_name
from intake.kinds import form_of
from intake.limits import Limits
from intake.problems import Problem
from intake.row_reading import SeenCells

BEYOND = "beyond the last column"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row as it was rejected, its cells under the names that the file gave its columns.

    `line` is that of the file it came in; `columns` are those that something is wrong with, none where it is about the
    row as a whole.
    """

    line: int
    columns: tuple[str, ...]
    problem: str
    cells: tuple[tuple[str, str], ...]

    @property
    def reason(self) -> str:
        """Without the cell that it quotes, so that equal reasons stand together."""
        return "; ".join(dict.fromkeys(one.partition(": ")[0] for one in self.problem.split("; ")))

    def values(self, kind: str) -> dict[str, str]:
        """The cells by the columns of the form; a column that the file has not is blank."""
        said = {plain_name(name): cell for name, cell in self.cells}
        return {name: said.get(name, "").strip() for name in form_of(kind).names}

    def beside(self, kind: str, today: date, limits: Limits) -> dict[str, str]:
        """The problem of each column that something is wrong with: a cell's own where it has one, or else the rest.

        Cells are read once more for it, as the file has the problems of all in one cell.
        """
        values = self.values(kind)
        read = {one.name: SeenCells(one, today, limits)[values[one.name]]
                for one in form_of(kind).columns if one.name in self.columns}  # fmt: skip
        own = {name: str(found) for name, found in read.items() if isinstance(found, Problem)}
        rest = self.problem
        for one in own.values():
            rest = rest.replace(one, "", 1)
        return {name: own.get(name) or rest.strip("; ") or self.problem for name in self.columns}

    @property
    def beyond(self) -> list[str]:
        """What stands in cells for which the file has no column."""
        return [cell for name, cell in self.cells if name == BEYOND and cell.strip()]


def rejected_rows(path: Path) -> Iterator[Rejected]:
    """In the order of their lines."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        head = next(rows, [])
        for row in rows:
            line, columns, problem = row[: len(REJECT_COLUMNS)]
            yield Rejected(int(line), tuple(columns.split("; ")) if columns else (), problem, tuple(_cells(head, row)))


def _cells(head: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A row may have more cells than the head has columns."""
    first = len(REJECT_COLUMNS)
    names = [*head[first:], *(BEYOND for _ in row[len(head) :])]
    return zip(names, row[first:], strict=False)
