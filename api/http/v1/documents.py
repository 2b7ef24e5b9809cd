"""Documents: the trail of a claim, and a return written out."""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from api.access.operations import READ_CLAIMS
from api.claiming.exporting import as_csv, made_at, return_rows, write_return
from api.defaults import DEFAULT_SCHEME
from api.http.asking import Asking, asks
from api.http.forms import CSV, JSON, TEXT, form_accepted
from api.http.parameters import POSITION_HEADER, Known, SchemeName, log_as_of
from api.http.v1.claiming import ClaimId
from api.http.v1.returning import RoundDay
from api.trails.as_pdf import as_pdf
from api.trails.as_text import as_text
from api.trails.trail import as_json, trail_of

router = APIRouter(tags=["claims"])

PDF = "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reads = Annotated[Asking, asks(READ_CLAIMS)]


def _as(*forms: str) -> dict[int | str, dict[str, Any]]:
    bytes_, text = {"type": "string", "format": "binary"}, {"type": "string"}
    schemas = {JSON: {"type": "object"}, CSV: text, TEXT: text}
    content = {form: {"schema": schemas.get(form, bytes_)} for form in forms}
    return {200: {"content": content, "description": "The document."}}


@router.get(
    "/claims/{claim_id}/trail", operation_id="trail", response_class=Response, responses=_as(JSON, TEXT, PDF),
    summary="An auditor's twelve questions about a claim, answered; as JSON, text or PDF/A",
)  # fmt: skip
def trail(claim_id: ClaimId, asking: Reads, known: Known, request: Request) -> Response:
    """Who looks, when and for what (`X-Purpose`) is noted in the access log."""
    form = form_accepted(request, JSON, TEXT, PDF)
    position = log_as_of(asking.ledger, known)
    found = trail_of(asking.ledger, claim_id, asking.caller.name, asking.purpose, known, asking.through,
                     asking.caller.token_id)  # fmt: skip
    if form == PDF:
        return _document(as_pdf(found), PDF, f"{claim_id}.pdf", position)
    if form == TEXT:
        return _document(as_text(found).encode(), f"{TEXT}; charset=utf-8", f"{claim_id}.txt", position)
    headers = {POSITION_HEADER: str(position), "Vary": "Accept"}
    return Response(json.dumps(as_json(found), ensure_ascii=False), 200, headers, JSON)


@router.get(
    "/returns/{round_on}/document", operation_id="return_document", response_class=Response,
    responses=_as(CSV, WORKBOOK), summary="A return written out: lines, fees and totals; as csv or a workbook",
)  # fmt: skip
def return_document(
    round_on: RoundDay, asking: Reads, request: Request, known: Known, scheme: SchemeName = DEFAULT_SCHEME
) -> Response:
    form, position = form_accepted(request, CSV, WORKBOOK), log_as_of(asking.ledger, known)
    rows, name = return_rows(asking.ledger, scheme, round_on, position), f"return-{round_on}"
    if form == CSV:
        return _document(as_csv(rows).encode(), f"{CSV}; charset=utf-8", f"{name}.csv", position)
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / f"{name}.xlsx"
        write_return(path, rows, made_at(asking.ledger, scheme, round_on, position))
        return _document(path.read_bytes(), WORKBOOK, path.name, position)


def _document(made: bytes, form: str, name: str, position: int) -> Response:
    headers = {POSITION_HEADER: str(position), "Vary": "Accept"}
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(made, 200, headers, form)
