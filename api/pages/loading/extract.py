"""One file that was loaded: what became of its rows, and those rejected, by reason, each with it beside the cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS
from api.errors import Unknown
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.loading.extracts import loaded_again
from intake.forms import KINDS, REJECT_COLUMNS, kind_of
from ledger.extracts import Extract

router = APIRouter()

ROWS_SHOWN, ROWS_OF_A_REASON, REASONS_SHOWN, ROWS_READ_MAX = 200, 25, 30, 100_000

Load = Annotated[int, Path(ge=1, le=2**31)]
_Reads = Annotated[Visit, visits(READ_EXTRACTS)]


@dataclass(frozen=True, slots=True)
class Cell:
    """`wrong` says that the reason is about it."""

    name: str
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class RejectShown:
    line: str
    problem: str
    cells: list[Cell]


@dataclass(slots=True)
class Group:
    """Rows that were rejected for the same; `column` is empty where it is about the row as a whole."""

    reason: str
    column: str
    number: int = 0
    rows: list[RejectShown] = field(default_factory=list)


@router.get("/extracts/{load}")
def extract(visit: _Reads, load: Load, request: Request) -> Response:
    found = _extract(visit, load)
    visit.asking.note_list("rejected rows page", {"load": load}, visit.as_of.position)
    path = _rejects(found, request)
    groups = _grouped(path) if path else []
    return shown(
        visit, "loading/extract", one=found, groups=groups[:REASONS_SHOWN], reasons=len(groups), kinds=KINDS,
        kind=found.kind if kind_of(FilePath(found.file).stem) is None else "",
        again=_again(visit, found), may_load=visit.may(LOAD_EXTRACTS) and visit.clocks.known is None,
    )  # fmt: skip


@router.get("/extracts/{load}/rejects.csv")
def rejects(visit: _Reads, load: Load, request: Request) -> Response:
    """As they were written, to be put right and sent again."""
    found = _extract(visit, load)
    visit.asking.note_list("rejected rows", {"load": load}, visit.as_of.position)
    path = _rejects(found, request)
    if path is None:
        raise Unknown(f"There are no rejected rows of loading {load} on this server.")
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=path.name)


def _extract(visit: Visit, load: int) -> Extract:
    found = visit.ledger.extracts.numbered(load)
    if found is None:
        raise Unknown(f"There is no loading {load}.")
    return found


def _again(visit: Visit, found: Extract) -> int | None:
    """The loading that came to the end of a file whose loading was cut off."""
    return loaded_again(visit.ledger.extracts.of_file(found.digest)).get(found.load)


def _rejects(found: Extract, request: Request) -> FilePath | None:
    folder: FilePath = request.app.state.settings.place.rejects_folder
    path = FilePath(found.rejects_path).resolve() if found.rejects_path else None
    return path if path and path.is_relative_to(folder.resolve()) and path.is_file() else None


def _grouped(path: FilePath) -> list[Group]:
    """The most frequent first. No more rows are kept than are shown."""
    groups: dict[tuple[str, str], Group] = {}
    kept = 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        head = next(rows, [])
        for _, row in zip(range(ROWS_READ_MAX), rows, strict=False):
            line, column, problem = row[: len(REJECT_COLUMNS)]
            group = groups.setdefault((column, _reason(problem)), Group(_reason(problem), column))
            group.number += 1
            if len(group.rows) < ROWS_OF_A_REASON and kept < ROWS_SHOWN:
                kept += 1
                group.rows.append(RejectShown(line, problem, _cells(head, row, column.split("; "))))
    return sorted(groups.values(), key=lambda one: -one.number)


def _reason(problem: str) -> str:
    """Without the cell that it quotes, so that equal reasons stand together."""
    return "; ".join(dict.fromkeys(one.partition(": ")[0] for one in problem.split("; ")))


def _cells(head: Sequence[str], row: Sequence[str], columns: Sequence[str]) -> list[Cell]:
    """A row may have more cells than the head has columns."""
    first = len(REJECT_COLUMNS)
    names = [*head[first:], *("beyond the last column" for _ in row[len(head) :])]
    return [Cell(name, text, name in columns) for name, text in zip(names, row[first:], strict=False)]
