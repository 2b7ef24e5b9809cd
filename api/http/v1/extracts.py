"""Extracts: loading one, trying one out, and the rows that could not be used."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from api.access.caller import demand
from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS, READ_IDENTITIES
from api.acts.loading import check_extract, load_extract, loaded_as_json, reasons_as_json, without_folder
from api.acts.rejects import rejects_of
from api.deliveries.keeping import keep
from api.errors import Unknown
from api.http.asking import Asking, asks
from api.http.forms import CSV
from api.http.listing import LISTED, AsList, Listed
from api.http.parameters import Known, OfLedger, log_as_of, say_position, the_place
from api.http.uploads import BODY, Upload, uploads
from api.http.v1.deliveries import TAKEN, Prefer, taken, wants_answer_at_once
from api.http.v1.models.extracts import (
    CheckedFile,
    ExtractChecked,
    ExtractLoaded,
    ExtractOnRecord,
    RejectReason,
)
from api.http.v1.models.lists import ListOf
from api.http.v1.telling import recorded
from api.today import today_here
from ledger.extracts import Extract
from ledger.ledger import Ledger
from ledger.requests import Done
from projections.queries.pages import Page, Part

router = APIRouter(tags=["extracts"])

COLUMNS = tuple(ExtractOnRecord.model_fields)

Uploaded = Annotated[Upload, uploads(LOAD_EXTRACTS)]
Load = Annotated[int, Path(description="The number of the loading.", ge=1, le=2**62, examples=[1])]


@router.get(
    "/extracts", operation_id="extracts", response_model=ListOf[ExtractOnRecord], responses=LISTED,
    summary="Every loading of every file, and what became of its rows",
)  # fmt: skip
def extracts(asking: Annotated[Asking, asks(READ_EXTRACTS)], listing: AsList) -> Response:
    """As known at a position: those that were done by then."""
    ledger = asking.ledger

    def page(known: int | None, part: Part) -> Page[Extract]:
        """Of now also those under way, which are of no position yet."""
        return Page(log_as_of(ledger, known), ledger.extracts.every(listing.known, part.first or 0, part.limit))

    return listing.answer(Listed(page, lambda one: (one.load,), _as_json, COLUMNS, lambda one: _as_json(one).values()))


def _as_json(one: Extract) -> dict[str, Any]:
    return {name: getattr(one, name) for name in COLUMNS}


@router.post(
    "/extracts", operation_id="load_extract", response_model=ExtractLoaded, status_code=201, openapi_extra=BODY,
    summary="Load an extract: every good row is recorded, the others are set aside", responses=TAKEN,
)  # fmt: skip
def load(upload: Uploaded, request: Request, prefer: Prefer = None) -> Response:
    """Recorded in several transactions. Sent again after it was cut off, it comes to the same end.

    With `Prefer: respond-async` it is answered at once, by 202, and loaded meanwhile: Location says where to look how
    far it is.
    """
    commanding, place = upload.commanding, the_place(request)

    def act(ledger: Ledger) -> None:
        with without_folder(upload.path.parent):
            loaded = load_extract(
                ledger, upload.path, upload.kind, commanding.by, today_here(), upload.rejects_folder)
        ledger.keep_answer(loaded_as_json(loaded))

    def take(ledger: Ledger) -> None:
        keep(ledger, place, upload.path, upload.kind, commanding.by, commanding.request.correlation_id)

    later = wants_answer_at_once(prefer)
    done = commanding.done(take if later else act, in_parts=not later)
    if "delivery" in done.answer:
        return taken(request, commanding, done)
    return commanding.answered(done, _told, status=201)


def _told(ledger: Ledger, done: Done) -> ExtractLoaded:
    return ExtractLoaded(**recorded(done), **done.answer)


@router.post(
    "/extracts/checks", operation_id="check_extract", response_model=ExtractChecked, openapi_extra=BODY,
    summary="Try an extract out: what would be rejected and why; nothing is recorded",
)  # fmt: skip
def check(upload: Uploaded) -> Response:
    return upload.commanding.told_once(ExtractChecked, lambda ledger: _checked(ledger, upload))


def _checked(ledger: Ledger, upload: Upload) -> ExtractChecked:
    position = ledger.position()
    with without_folder(upload.path.parent):
        checked = check_extract(ledger, upload.path, upload.kind, today_here())
    files = [CheckedFile(**{name: getattr(file, name) for name in CheckedFile.model_fields}) for file in checked.files]
    return ExtractChecked(
        position=position, files=files, notices=list(checked.notices),
        reasons=[RejectReason(**reason) for reason in reasons_as_json(checked.reasons)])


@router.get(
    "/extracts/{load:int}", operation_id="extract", response_model=ExtractOnRecord, dependencies=[asks(READ_EXTRACTS)],
    summary="One loading of one file",
)  # fmt: skip
def extract(load: Load, ledger: OfLedger, known: Known, response: Response) -> ExtractOnRecord:
    found, position = extract_called(ledger, load), log_as_of(ledger, known)
    if known is not None and (found.position is None or found.position > known):
        raise Unknown(f"Loading {load} was not done by position {position}.")
    say_position(response, position)
    return ExtractOnRecord(**_as_json(found))


@router.get(
    "/extracts/{load:int}/rejects", operation_id="rejected_rows", response_class=FileResponse,
    summary="The rejected rows of a loading as csv, to be put right and sent again",
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "The rows, and why."}},
)  # fmt: skip
def rejects(load: Load, request: Request, asking: Annotated[Asking, asks(READ_EXTRACTS)]) -> FileResponse:
    demand(asking.caller, READ_IDENTITIES)
    found = extract_called(asking.ledger, load)
    path = rejects_of(the_place(request), found)
    if path is None:
        raise Unknown(f"There are no rejected rows of loading {load} on this server.")
    return FileResponse(path, media_type=f"{CSV}; charset=utf-8", filename=f"{found.kind}-rejects.csv")


def extract_called(ledger: Ledger, load: int) -> Extract:
    found = ledger.extracts.numbered(load)
    if found is None:
        raise Unknown(f"There is no loading {load}.")
    return found
