"""Observations written down by hand: recording one, correcting it, withdrawing it."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.access.operations import OBSERVE
from api.http.bodies import Command
from api.http.commanding import Act, OfFamily, commands_of_family
from api.http.v1.models.commands import FIELDS_MAX, Name, Reasoned, Said
from api.http.v1.models.recorded import FamilyChanged
from api.http.v1.telling import family_said
from api.today import today_here
from api.wording.naming import Names
from intake.by_hand import correct_by_hand, observe_by_hand, withdraw_by_hand
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/families/{family_id}/observations", tags=["families"], route_class=Command)

Observes = Annotated[OfFamily, commands_of_family(OBSERVE)]
RecordName = Annotated[
    str, Path(description="The record, as events name it.", pattern=r"^[a-z2-7]{16}$", examples=["rqd2m6yhsxv7a3ke"])]
Kind = Literal[
    "attendance", "exclusions", "education_status", "offences", "asb", "benefits", "employment", "work_steps", "needs"]
Value = str | int | bool
Fields = dict[Name, Value]


class Observing(Said):
    kind: Kind = Field(description="What it is about, as an extract of that name is.")
    person_id: Name | None = Field(default=None, description="Of whom; left out, it is of the family as a whole.")
    fields: Fields = Field(
        description="The columns that an extract of this kind has, but for record_id, person_id and family_id.",
        max_length=FIELDS_MAX, examples=[{"category": "incident", "starts_on": "2012-05-01"}])


class Correcting(Said):
    fields: Fields = Field(description="All that the record says now, in place of what it said.", max_length=FIELDS_MAX)


class ObservationRecorded(FamilyChanged):
    events: int = Field(description="How many events were recorded of this family; of others of the person none tells.")
    record: str = Field(description="The record: by this name it is corrected and withdrawn.")
    observation: str | None = Field(description="The record and its version; null once it is withdrawn.")
    kind: str | None = Field(description="What it is about.")
    person_id: str | None = Field(description="Of whom; null where it is of the family as a whole.")
    fields: dict[str, Value] = Field(description="What it says.")


@router.post(
    "", operation_id="observe", response_model=ObservationRecorded, status_code=201,
    summary="Record an observation by hand, in the caller's name",
)  # fmt: skip
def observe(commanding: Observes, said: Observing) -> Response:
    def act(ledger: Ledger) -> None:
        observe_by_hand(
            ledger, commanding.family, said.kind, said.person_id, _cells(said.fields), commanding.by, today_here())

    def tell(ledger: Ledger, done: Done) -> ObservationRecorded:
        return _told(ledger, commanding, str(done.answer["record"]), done)

    made = f"/v1/families/{quote(commanding.family_id, safe='')}"
    return commanding.carried_out(act, tell, status=201, made=made)


@router.post(
    "/{record}/corrections", operation_id="correct_observation", response_model=ObservationRecorded,
    summary="Correct an observation: the record says something else of the same subject",
)  # fmt: skip
def correct(commanding: Observes, record: RecordName, said: Correcting) -> Response:
    return _changed(commanding, record, lambda ledger: correct_by_hand(
        ledger, commanding.family, record, _cells(said.fields), commanding.by, today_here()))


@router.post(
    "/{record}/withdrawals", operation_id="withdraw_observation", response_model=ObservationRecorded,
    summary="Withdraw an observation: it no longer counts, and stays readable",
)  # fmt: skip
def withdraw(commanding: Observes, record: RecordName, said: Reasoned) -> Response:
    return _changed(commanding, record, lambda ledger: withdraw_by_hand(
        ledger, commanding.family, record, said.reason, commanding.by))


def _changed(commanding: OfFamily, record: str, act: Act) -> Response:
    return commanding.carried_out(act, lambda ledger, done: _told(ledger, commanding, record, done))


def _told(ledger: Ledger, commanding: OfFamily, record: str, done: Done) -> ObservationRecorded:
    known = ledger.family(commanding.family, done.position).observations.get(record)
    one = known.observation if known else None
    names = Names(ledger.register, people=[one.person] if one and one.person else [])
    before = done.position - done.events
    said = family_said(ledger, commanding.family_id, commanding.family, done) | {
        "events": sum(one.position > before for one in ledger.history(commanding.family, done.position))}
    return ObservationRecorded(
        **said, record=record,
        observation=one.observation_id if one else None, kind=one.kind if one else None,
        person_id=names.person(one.person) if one and one.person else None, fields=dict(one.fields) if one else {})


def _cells(fields: Fields) -> dict[str, str]:
    """As an extract would have them."""
    return {name: ("yes" if value else "no") if isinstance(value, bool) else str(value)
            for name, value in fields.items()}
