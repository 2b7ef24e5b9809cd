"""Forgetting a person: by an erasure, or by sealing the record away with a custodian; and whose time has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from api.access.operations import ERASE
from api.acts.depositing import deposit_id, seal_away_here
from api.acts.erasing import erase_called, finish_erasing
from api.acts.handed_over import DEPOSITS
from api.acts.retaining import DUE_COLUMNS, due_rows, people_rows
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsList, few
from api.http.parameters import Day, Known, OfLedger, log_as_of, say_position, the_place
from api.http.v1.models.proof import (
    DecidedRecords,
    Deposited,
    Erasing,
    Erasure,
    Erasures,
    PersonDue,
    PersonForgotten,
    Retention,
)
from api.http.v1.telling import recorded
from ledger.ledger import Ledger
from ledger.requests import Done
from ledger.retention.rules import shipped_schedule
from ledger.sealing.erasing import erasures

router = APIRouter(tags=["erasures"], route_class=Command)

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


def _finish(ledger: Ledger, done: Done) -> None:
    """Of one that was cut off after it was recorded."""
    if done.repeated:
        finish_erasing(ledger)


@router.get(
    "/deposits/{deposit}", operation_id="deposit", response_class=FileResponse,
    summary="Fetch a deposit for the custodian; it is the only key to the record",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The deposit."}},
)  # fmt: skip
def fetch(deposit: DepositId, request: Request, asking: Annotated[Asking, asks(ERASE)]) -> FileResponse:
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
    "/erasures", operation_id="erasures", response_model=Erasures, dependencies=[asks(ERASE)],
    summary="The decisions to erase someone",
)  # fmt: skip
def every(ledger: OfLedger, response: Response) -> Erasures:
    say_position(response, ledger.position())
    return Erasures(erasures=[
        Erasure(pseudonym=one.person, erased_at=datetime.fromisoformat(one.erased_at), decided_by=one.decided_by,
                reason=one.reason)
        for one in erasures(ledger)])


@router.get(
    "/retention", operation_id="retention", response_model=Retention, dependencies=[asks(ERASE)],
    summary="Who may be erased, by the retention schedule, and since when",
)  # fmt: skip
def retention(ledger: OfLedger, response: Response, known: Known, at: Day = None) -> Retention:
    day, position = at or date.today(), log_as_of(ledger, known)
    say_position(response, position)
    due = people_rows(ledger, shipped_schedule(), day, known)
    people = [PersonDue(person_id=person, since=since) for person, since in due]
    return Retention(at=day, people=people, position=position)


@router.get(
    "/retention/records", operation_id="records_due", response_model=DecidedRecords, responses=LISTED,
    summary="Until when what is said of each person may be kept, kind by kind, by the retention schedule",
)  # fmt: skip
def records(asking: Annotated[Asking, asks(ERASE)], listing: AsList, at: Day = None) -> Response:
    day, known = listing.day(at), listing.known
    position, schedule = log_as_of(asking.ledger, known), shipped_schedule()
    rows = [dict(zip(DUE_COLUMNS, row, strict=True)) for row in due_rows(asking.ledger, schedule, day, known)]
    for row in rows:
        row["falls_due"] = row["falls_due"] == "yes"
    return listing.answer(few(rows, position, DUE_COLUMNS), at=day)
