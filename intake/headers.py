"""Which cell of a row is which column of its form."""

from collections import Counter
from dataclasses import dataclass

from intake.errors import OverLimit
from intake.forms import REJECT_COLUMNS, Form, plain_name
from intake.limits import Limits
from intake.problems import Notice, Problem


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a file that is not blank. `at` says where each column of the form is, if it is there at all."""

    cells: tuple[str, ...]
    at: dict[str, int]
    problems: dict[str, Problem]
    """Columns of the form that no row of this file can give."""
    notices: tuple[Notice, ...]

    @property
    def width(self) -> int:
        """Up to the last cell that names anything: commas after it are only commas."""
        return max((place for place, cell in enumerate(self.cells, 1) if cell.strip()), default=0)

    @property
    def last(self) -> tuple[str, int]:
        """The last column of the form and how many cells a row must have to reach it."""
        name, place = max(self.at.items(), key=lambda item: item[1], default=("", -1))
        return name, place + 1

    @property
    def without_reject_columns(self) -> tuple[int, ...]:
        """The places of the supplier's own cells, when the file is a rejects file that comes back."""
        return tuple(place for place, cell in enumerate(self.cells) if plain_name(cell) not in REJECT_COLUMNS)


NO_HEADER = Header((), {}, {}, ())


def read_header(cells: list[str], form: Form, file: str, limits: Limits) -> Header:
    if len(cells) > limits.columns_per_file:
        raise OverLimit(
            f"{file} has {len(cells):,} columns; at most {limits.columns_per_file} are read", "columns_per_file"
        )
    named = [plain_name(cell) for cell in cells]
    times = Counter(named)
    problems = {
        column.name: Problem(column.name, f"the file names the column {column.name} twice; keep one of them")
        for column in form.columns
        if times[column.name] > 1
    }
    missing = [column.name for column in form.columns if column.required and not times[column.name]]
    for name in missing:
        problems[name] = Problem(name, f"the file has no column {name}; its first row must name the columns")
    at = {name: place for place, name in enumerate(named) if name in form.names and name not in problems}
    return Header(tuple(cells), at, problems, tuple(_notices(file, cells, named, form, problems)))


def _notices(file: str, cells: list[str], named: list[str], form: Form, problems: dict[str, Problem]) -> list[Notice]:
    notices = [Notice(file, problem.reason, column=name) for name, problem in problems.items()]
    for cell, name in zip(cells, named, strict=True):
        if name and name not in form.names and name not in REJECT_COLUMNS:
            notices.append(Notice(file, f"the column '{cell.strip()}' is unknown and not read", column=cell.strip()))
    return notices
