"""Forgetting a person: by an erasure, or by sealing the record away with a custodian; and whose time has come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from api.access.operations import ERASE
from api.acts.depositing import deposit_id, seal_away_here
from api.acts.erasing import erase_called, erase_unlinked_due, finish_erasing
from api.acts.handed_over import DEPOSITS
from api.acts.retaining import (
    PEOPLE_COLUMNS,
    UNLINKED_COLUMNS,
    DueRow,
    due_page,
    people_page,
    unlinked_page,
)
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsList, AsListNow, Listed
from api.http.parameters import Day, the_place
from api.http.v1.models.lists import DatedListOf, ListOf
from api.http.v1.models.proof import (
    Deposited,
    Erasing,
    ErasingUnlinked,
    Erasure,
    PersonDue,
    PersonForgotten,
    RecordsDue,
    UnlinkedDue,
    UnlinkedErased,
)
from api.http.v1.telling import recorded
from ledger.ledger import Ledger
from ledger.requests import Done
from ledger.retention.rules import shipped_schedule
from ledger.sealing.erased_list import Erasure as Decided
from ledger.sealing.erasing import erasures
from projections.queries.pages import Page

router = APIRouter(tags=["erasures"], route_class=Command)

ERASURE_COLUMNS = tuple(Erasure.model_fields)

Erases = Annotated[Commanding, commands(ERASE)]
DepositId = Annotated[str, Path(description="The deposit.", pattern=r"^[0-9a-f]{32}$")]


@router.post(
    "/erasures", operation_id="erase_person", response_model=PersonForgotten, status_code=201,
    summary="Erase a person: what was said of the person can never be read again; proofs, counts and payments stay",
)  # fmt: skip
def erase(commanding: Erases, said: Erasing) -> Response:
    def tell(ledger: Ledger, done: Done) -> PersonForgotten:
        _finish(ledger, done)
        return PersonForgotten(**recorded(done), families=done.events)

    return commanding.carried_out(
        lambda ledger: erase_called(ledger, said.person_id, said.reason, said.decided_by, commanding.by),
        tell, status=201, made="/v1/erasures")


@router.post(
    "/deposits", operation_id="seal_away", response_model=Deposited, status_code=201,
    summary="After an adoption: forget a person here, with the only key in a deposit for a custodian",
)  # fmt: skip
def seal_away(commanding: Erases, said: Erasing, request: Request) -> Response:
    place, deposit = the_place(request), deposit_id(commanding.ledger, said.person_id)

    def tell(ledger: Ledger, done: Done) -> Deposited:
        _finish(ledger, done)
        return Deposited(**recorded(done), families=done.events, deposit=deposit)

    return commanding.carried_out(
        lambda ledger: seal_away_here(ledger, place, said.person_id, said.reason, said.decided_by, commanding.by),
        tell, status=201, made=f"/v1/deposits/{deposit}")


@router.post(
    "/erasures/unlinked", operation_id="erase_unlinked", response_model=UnlinkedErased, status_code=201,
    summary="Erase agencies' records that are linked with nobody and have fallen due, a thousand at a time",
)  # fmt: skip
def erase_unlinked(commanding: Erases, said: ErasingUnlinked) -> Response:
    def tell(ledger: Ledger, done: Done) -> UnlinkedErased:
        _finish(ledger, done)
        return UnlinkedErased(**recorded(done), erased=done.events, left=done.answer["left"])

    return commanding.carried_out(
        lambda ledger: erase_unlinked_due(
            ledger, shipped_schedule(), said.due_by, said.reason, said.decided_by, commanding.by),
        tell, status=201, made="/v1/erasures")


def _finish(ledger: Ledger, done: Done) -> None:
    """Of one that was cut off after it was recorded."""
    if done.repeated:
        finish_erasing(ledger)


@router.get(
    "/deposits/{deposit}", operation_id="deposit", response_class=FileResponse,
    summary="Fetch a deposit for the custodian; it is the only key to the record",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The deposit."}},
)  # fmt: skip
def fetch(deposit: DepositId, request: Request, asking: Annotated[Asking, asks(ERASE, lists=True)]) -> FileResponse:
    file = DEPOSITS.found(the_place(request), asking.ledger, deposit)
    return FileResponse(file, media_type="application/json", filename=f"deposit-{deposit[:8]}.json")


@router.delete(
    "/deposits/{deposit}", operation_id="take_deposit_away", status_code=204,
    summary="Take a deposit off the server, once the custodian has it",
)  # fmt: skip
def remove(deposit: DepositId, request: Request, asking: Annotated[Asking, asks(ERASE)]) -> Response:
    DEPOSITS.take_away(the_place(request), asking.ledger, deposit)
    return Response(status_code=204)


@router.get(
    "/erasures", operation_id="erasures", response_model=ListOf[Erasure], responses=LISTED,
    summary="The decisions to erase someone",
)  # fmt: skip
def every(asking: Annotated[Asking, asks(ERASE)], listing: AsListNow) -> Response:
    ledger = asking.ledger
    return listing.answer(Listed(
        lambda known, part: Page(ledger.position(), erasures(ledger, part.after, part.limit)),
        lambda one: (one.erased_at, one.person), _erasure, ERASURE_COLUMNS, lambda one: _erasure(one).values()))


def _erasure(one: Decided) -> dict[str, Any]:
    said = (one.person, datetime.fromisoformat(one.erased_at), one.decided_by, one.reason)
    return dict(zip(ERASURE_COLUMNS, said, strict=True))


@router.get(
    "/retention", operation_id="retention", response_model=DatedListOf[PersonDue], responses=LISTED,
    summary="Who may be erased, by the retention schedule, and since when; by the first of their families",
)  # fmt: skip
def retention(asking: Annotated[Asking, asks(ERASE, lists=True)], listing: AsList, at: Day = None) -> Response:
    day = listing.day(at)
    return listing.answer(Listed(
        lambda known, part: people_page(asking.ledger, shipped_schedule(), day, known, part),
        lambda one: (one.family_id, one.person_id), lambda one: {"person_id": one.person_id, "since": one.since},
        PEOPLE_COLUMNS, lambda one: one[1:]), at=day)


@router.get(
    "/retention/records", operation_id="records_due", response_model=DatedListOf[RecordsDue], responses=LISTED,
    summary="Until when what is said of each person may be kept, kind by kind, by the retention schedule",
)  # fmt: skip
def records(asking: Annotated[Asking, asks(ERASE, lists=True)], listing: AsList, at: Day = None) -> Response:
    day = listing.day(at)
    return listing.answer(Listed(
        lambda known, part: due_page(asking.ledger, shipped_schedule(), day, known, part),
        lambda row: (row.family_id, row.person_id, row.kind), DueRow._asdict, DueRow._fields, lambda row: row), at=day)


@router.get(
    "/retention/unlinked", operation_id="unlinked_due", response_model=DatedListOf[UnlinkedDue], responses=LISTED,
    summary="Until when agencies' records that are linked with nobody may be kept, by the retention schedule",
)  # fmt: skip
def unlinked(asking: Annotated[Asking, asks(ERASE)], listing: AsListNow, at: Day = None) -> Response:
    day = listing.day(at)
    return listing.answer(Listed(
        lambda known, part: unlinked_page(asking.ledger, shipped_schedule(), day, part),
        lambda row: (row.pseudonym,), lambda row: dict(zip(UNLINKED_COLUMNS, row[1:], strict=True)), UNLINKED_COLUMNS,
        lambda row: row[1:]), at=day)
