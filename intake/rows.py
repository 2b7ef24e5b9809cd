"""A row that was read, and a row that was rejected."""

import hashlib
from dataclasses import dataclass, replace
from operator import itemgetter

import orjson

from intake.cells import Value
from intake.problems import Problem, in_one_cell

RawRow = tuple[int, list[str], str | None]
"""The first physical line of a row, its cells as they stand, and what is wrong with the row as a whole, if anything."""

WITHDRAWN = "withdrawn"
CORRECTS = "corrects_joined_on"
OVERRULED = "overruled"


@dataclass(frozen=True, slots=True)
class Origin:
    """What all rows of one file share. `extract` is the first 16 hex digits of the sha256 of the file's bytes."""

    kind: str
    file: str
    extract: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """A row that can be used. Its cells are kept as a bare tuple: half the memory of a dict for each of millions."""

    origin: Origin
    line: int
    cells: tuple[Value | None, ...]

    @property
    def kind(self) -> str:
        return self.origin.kind

    @property
    def file(self) -> str:
        return self.origin.file

    @property
    def extract(self) -> str:
        return self.origin.extract

    def __getitem__(self, column: str) -> Value | None:
        """One cell; None is a blank one, or a column that this kind has not."""
        columns = self.origin.columns
        return self.cells[columns.index(column)] if column in columns else None

    @property
    def values(self) -> dict[str, Value]:
        """The values by column, blank cells left out. Made anew at each call: take it once."""
        return {name: cell for name, cell in zip(self.origin.columns, self.cells, strict=True) if cell is not None}

    @property
    def withdrawn(self) -> bool:
        return self[WITHDRAWN] is True

    def correcting(self, joined_on: str) -> "Row":
        """This row of people.csv, marked in its values as the correction of the stay on record that began then."""
        return self._marked(CORRECTS, joined_on)

    def overruled(self) -> "Row":
        """This row, marked: a later one of its file says something else of the same record."""
        return self._marked(OVERRULED, True)

    def _marked(self, mark: str, value: Value) -> "Row":
        origin = replace(self.origin, columns=(*self.origin.columns, mark))
        return Row(origin, self.line, (*self.cells, value))

    @property
    def identity(self) -> str:
        """The supplier's record_id, or, without one, a digest of the content (marks are no part of it)."""
        if record_id := self["record_id"]:
            return str(record_id)
        values = self.values
        for mark in (WITHDRAWN, CORRECTS, OVERRULED):
            values.pop(mark, None)
        content = orjson.dumps(sorted(values.items(), key=itemgetter(0)))
        return "content:" + hashlib.sha256(content).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row with everything that is wrong with it; its cells are as they were read."""

    kind: str
    file: str
    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def column(self) -> str:
        return in_one_cell(problem.column for problem in self.problems)

    @property
    def problem(self) -> str:
        return in_one_cell(str(problem) for problem in self.problems)
