"""The lists: every family's eligibility, and every attached family's results; as JSON, or as csv by Accept."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from api.access.operations import LIST_FAMILIES
from api.defaults import DEFAULT_SCHEME
from api.http.asking import asks
from api.http.parameters import (
    CSV,
    POSITION_HEADER,
    Day,
    FormAccepted,
    Known,
    OfLedger,
    SchemeName,
    say_position,
    true_as_of,
)
from api.http.v1.models.lists import Claimable, Eligibility
from api.lists import CLAIMABLE_COLUMNS, ELIGIBILITY_COLUMNS, claimable_cells, eligibility_cells
from projections import queries

ROWS_AT_A_TIME = 1_000

router = APIRouter(tags=["lists"], dependencies=[asks(LIST_FAMILIES)])

_AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "The list."}
}


@router.get(
    "/eligibility", operation_id="eligibility", response_model=Eligibility, responses=_AS_CSV,
    summary="Who is eligible on a day: every family on record",
)  # fmt: skip
def eligibility(
    ledger: OfLedger, known: Known, form: FormAccepted, response: Response, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Any:  # fmt: skip
    position, day = true_as_of(ledger, known), at or date.today()
    rows = queries.eligibility(ledger, scheme, day, known)
    if form == CSV:
        return _csv(ELIGIBILITY_COLUMNS, map(eligibility_cells, rows), position)
    _say(response, position)
    return {"scheme": scheme, "at": day, "families": [row._asdict() for row in rows], "position": position}


@router.get(
    "/claimable", operation_id="claimable", response_model=Claimable, responses=_AS_CSV,
    summary="What may be claimed on a day: every kind of result of every attached family",
)  # fmt: skip
def claimable(
    ledger: OfLedger, known: Known, form: FormAccepted, response: Response, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Any:  # fmt: skip
    position, day = true_as_of(ledger, known), at or date.today()
    rows = queries.claimable(ledger, scheme, day, known)
    if form == CSV:
        return _csv(CLAIMABLE_COLUMNS, map(claimable_cells, rows), position)
    _say(response, position)
    return {"scheme": scheme, "at": day, "results": [row._asdict() for row in rows], "position": position}


def _say(response: Response, position: int) -> None:
    say_position(response, position)
    response.headers["Vary"] = "Accept"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], position: int) -> Response:
    headers = {POSITION_HEADER: str(position), "Vary": "Accept"}
    return StreamingResponse(_lines(columns, iter(rows)), media_type=f"{CSV}; charset=utf-8", headers=headers)


def _lines(columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[str]:
    page: list[Sequence[Any]] = [columns]
    while page:
        text = StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(page)  # as RFC 4180 has it
        yield text.getvalue()
        page = list(islice(rows, ROWS_AT_A_TIME))
