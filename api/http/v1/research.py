"""The file for researchers: a row for each attached family, without identities, what few share told coarsely."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from api.access.operations import EXPORT_RESEARCH
from api.casework.researching import research_rows
from api.defaults import DEFAULT_SCHEME
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.forms import CSV, JSON, form_accepted
from api.http.parameters import POSITION_HEADER, Day, Known, SchemeName
from api.http.v1.models.casework import ResearchRows
from api.http.waiting import AfterWaiting
from api.today import today_here

router = APIRouter(tags=["casework"], dependencies=[AfterWaiting])

_AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string", "description": "The rows alone, a line of headings first."}}}}
}


@router.get(
    "/research-rows", operation_id="research_rows", response_model=ResearchRows, responses=_AS_CSV,
    summary="A row for each attached family, without identities, for researchers; as JSON, or the rows alone as csv",
)  # fmt: skip
def rows(
    asking: Annotated[Asking, asks(EXPORT_RESEARCH)], request: Request, known: Known, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    """Ids and order are drawn by lot each time, so that two files cannot be laid beside each other."""
    form, day = form_accepted(request, JSON, CSV), at or today_here()
    found = research_rows(asking.ledger, scheme, day, known)
    if form == CSV:
        text = StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([found.columns, *found.rows])
        headers = {POSITION_HEADER: str(found.position), "Vary": "Accept"}
        return Response(text.getvalue(), 200, headers, f"{CSV}; charset=utf-8")
    said = {
        "scheme": scheme, "at": day, "columns": found.columns, "rows": found.rows, "smallest_group": found.smallest,
        "withheld": found.withheld, "position": found.position}
    return answer(said, found.position, {"Vary": "Accept"})
