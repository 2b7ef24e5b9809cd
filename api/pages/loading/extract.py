"""One file that was loaded: what became of its rows, and those rejected, by reason, each with it beside the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS
from api.acts.rejects import rejects_of
from api.errors import Unknown
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.loading.correcting import CORRECTED
from api.pages.loading.extracts import loaded_again
from api.pages.loading.rejects import Load, extract_called, key_of
from api.today import today_here
from intake.kinds import KINDS, kind_of
from intake.limits import limits_set
from intake.rejected import rejected_rows
from ledger.corrections import Correction
from ledger.extracts import Extract

router = APIRouter()

ROWS_SHOWN, ROWS_OF_A_REASON, REASONS_SHOWN, ROWS_READ_MAX = 200, 25, 30, 100_000

_Reads = Annotated[Visit, visits(READ_EXTRACTS)]


@dataclass(frozen=True, slots=True)
class Cell:
    """`problem` is what is wrong with it, empty where nothing is."""

    name: str
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class RejectShown:
    line: int
    problem: str
    cells: list[Cell]


@dataclass(slots=True)
class Group:
    """Rows that were rejected for the same; `column` is empty where it is about the row as a whole."""

    key: str
    reason: str
    column: str
    number: int = 0
    rows: list[RejectShown] = field(default_factory=list)


@router.get("/extracts/{load}")
def extract(
    visit: _Reads, load: Load, request: Request, done: Annotated[str | None, Query(max_length=20)] = None,
    into: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:  # fmt: skip
    found = extract_called(visit.ledger, load)
    visit.asking.note_list("rejected rows page", {"load": load}, visit.as_of.position)
    path, since = rejects_of(request.app.state.settings.place, found), visit.ledger.corrections.of(load)
    groups = _grouped(path, found.kind, since) if path else []
    return shown(
        visit, "loading/extract", one=found, groups=groups[:REASONS_SHOWN], reasons=len(groups), kinds=KINDS,
        kind=found.kind if kind_of(FilePath(found.file).stem) is None else "", since=list(since.values()),
        again=_again(visit, found), may_load=visit.may(LOAD_EXTRACTS) and visit.clocks.known is None,
        into=visit.ledger.extracts.numbered(into) if done == CORRECTED and into else None,
        origins=list(filter(None, map(visit.ledger.extracts.numbered, visit.ledger.corrections.origins(found.digest)))),
    )  # fmt: skip


@router.get("/extracts/{load}/rejects.csv")
def rejects(visit: _Reads, load: Load, request: Request) -> Response:
    """As they were written, to be put right and sent again."""
    found = extract_called(visit.ledger, load)
    visit.asking.note_list("rejected rows", {"load": load}, visit.as_of.position)
    path = rejects_of(request.app.state.settings.place, found)
    if path is None:
        raise Unknown(f"There are no rejected rows of loading {load} on this server.")
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=path.name)


def _again(visit: Visit, found: Extract) -> int | None:
    """The loading that came to the end of a file whose loading was cut off."""
    return loaded_again(visit.ledger.extracts.of_file(found.digest)).get(found.load)


def _grouped(path: FilePath, kind: str, since: Mapping[int, Correction]) -> list[Group]:
    """Those that were not sent again since; the most frequent reason first. No more rows are kept than are shown."""
    groups: dict[str, Group] = {}
    kept, today, limits = 0, today_here(), limits_set()
    for row in islice(rejected_rows(path), ROWS_READ_MAX):
        if (correction := since.get(row.line)) is not None and correction.outcome is not None:
            continue
        group = groups.setdefault(key_of(row), Group(key_of(row), row.reason, "; ".join(row.columns)))
        group.number += 1
        if len(group.rows) < ROWS_OF_A_REASON and kept < ROWS_SHOWN:
            kept += 1
            beside = row.beside(kind, today, limits)
            cells = [Cell(name, text, beside.get(name, "")) for name, text in row.cells]
            group.rows.append(RejectShown(row.line, row.problem, cells))
    return sorted(groups.values(), key=lambda one: -one.number)
