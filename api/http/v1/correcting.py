"""Rejected rows put right in place, and what became of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS
from api.acts.correcting import left_to_correct, load_corrected
from api.errors import OptionUnusable
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsListNow, few
from api.http.parameters import the_place
from api.http.v1.extracts import Load, extract_called
from api.http.v1.models.commands import Said, Text
from api.http.v1.models.extracts import CorrectionOnRecord, CorrectionsLoaded
from api.http.v1.models.lists import ListOf
from api.http.v1.telling import recorded
from api.today import today_here
from intake.correcting import CorrectedRow
from intake.kinds import form_of
from intake.rejected import Rejected
from ledger.extracts import Extract
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/extracts/{load}/corrections", tags=["extracts"], route_class=Command)

ROWS_MAX = 500
CELLS_MAX = 200


class RowCorrected(Said):
    line: int = Field(description="The line of the file in which the rejected row began.", ge=1, le=2**31, examples=[7])
    cells: dict[str, Text | None] = Field(
        description="What is to stand in which columns, null for nothing; all others stay as they are.",
        max_length=CELLS_MAX, examples=[{"date_of_birth": "2005-02-03"}])


class CorrectingRows(Said):
    rows: list[RowCorrected] = Field(description="The rows to be sent again.", min_length=1, max_length=ROWS_MAX)


@router.post(
    "", operation_id="correct_rejected_rows", response_model=CorrectionsLoaded, status_code=201,
    summary="Put rejected rows of a loading right: they are checked like an extract, whose own loading they become",
)  # fmt: skip
def correct(
    load: Load, request: Request, said: CorrectingRows, commanding: Annotated[Commanding, commands(LOAD_EXTRACTS)]
) -> Response:
    """Those that are still wrong are the rejected rows of the loading that is answered. What was corrected by whom
    stays on record."""
    of, place = extract_called(commanding.ledger, load), the_place(request)

    def act(ledger: Ledger) -> None:
        left = {row.line: row for row in left_to_correct(ledger, place, of)}
        rows = [_corrected(of, left.get(row.line), row) for row in said.rows]
        folder = place.rejects_folder / ledger.name
        ledger.keep_answer(load_corrected(ledger, of, rows, commanding.by, today_here(), folder).as_json())

    return commanding.carried_out(act, _told, status=201, in_parts=True)


@router.get(
    "", operation_id="corrections", response_model=ListOf[CorrectionOnRecord], responses=LISTED,
    summary="Which rejected rows of a loading were corrected, by whom, and what became of each",
)  # fmt: skip
def corrections(load: Load, asking: Annotated[Asking, asks(READ_EXTRACTS)], listing: AsListNow) -> Response:
    """As they stand now."""
    extract_called(asking.ledger, load)
    columns = list(CorrectionOnRecord.model_fields)
    found = asking.ledger.corrections.of(load).values()
    rows = [{name: getattr(one, name) for name in columns} for one in found]
    return listing.answer(few(rows, asking.ledger.position(), columns))


def _corrected(of: Extract, was: Rejected | None, said: RowCorrected) -> CorrectedRow:
    """Raises `OptionUnusable`."""
    if was is None:
        raise OptionUnusable(f"No rejected row of line {said.line} is left to be corrected in loading {of.load}.")
    if unknown := sorted(said.cells.keys() - set(form_of(of.kind).names)):
        raise OptionUnusable(f"{of.kind} has no column {unknown[0]!r}; it has {', '.join(form_of(of.kind).names)}.")
    return CorrectedRow(was, was.values(of.kind) | {name: cell or "" for name, cell in said.cells.items()})


def _told(ledger: Ledger, done: Done) -> CorrectionsLoaded:
    answer = {name: count for name, count in done.answer.items() if name != "recorded"}
    return CorrectionsLoaded(**recorded(done), **answer, rows_recorded=done.answer["recorded"])
