"""Work with a family, written down: what begins an entry, what goes on with it, and what takes it back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from api.access.operations import RECORD_CASEWORK
from api.casework import recording
from api.http.bodies import Command
from api.http.commanding import Act, OfFamily, Tell, commands_of_family
from api.http.v1.models.casework import (
    Answering,
    CaseReviewing,
    CaseworkRecorded,
    EndingIntervention,
    Leading,
    Locating,
    Referring,
    Starting,
)
from api.http.v1.models.commands import Reasoned
from api.http.v1.telling import family_said
from api.today import today_here
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/families/{family_id}", tags=["casework"], route_class=Command)

Records = Annotated[OfFamily, commands_of_family(RECORD_CASEWORK)]
EntryId = Annotated[
    str, Path(description="The entry's id.", pattern=r"^[a-z2-7]{16}$", examples=["rqd2m6yhsxv7a3ke"])]


@router.post(
    "/interventions", operation_id="start_intervention", response_model=CaseworkRecorded, status_code=201,
    summary="Record that an intervention began",
)  # fmt: skip
def start(commanding: Records, said: Starting) -> Response:
    return _begun(commanding, lambda ledger: recording.start_intervention(
        ledger, commanding.family, said.kind, said.provider, said.started_on, said.intensity, commanding.by,
        today_here()))


@router.post(
    "/interventions/{entry}/endings", operation_id="end_intervention", response_model=CaseworkRecorded,
    summary="Record that an intervention ended, and how",
)  # fmt: skip
def end(commanding: Records, entry: EntryId, said: EndingIntervention) -> Response:
    return _changed(commanding, lambda ledger: recording.end_intervention(
        ledger, commanding.family, entry, said.ended_on, said.how, commanding.by, today_here()))


@router.post(
    "/referrals", operation_id="refer_family", response_model=CaseworkRecorded, status_code=201,
    summary="Record a referral of a family, in or out",
)  # fmt: skip
def refer(commanding: Records, said: Referring) -> Response:
    return _begun(commanding, lambda ledger: recording.refer(
        ledger, commanding.family, said.direction, said.agency, said.referred_on, said.need, commanding.by,
        today_here()))


@router.post(
    "/referrals/{entry}/answers", operation_id="answer_referral", response_model=CaseworkRecorded,
    summary="Record the answer to a referral",
)  # fmt: skip
def answer(commanding: Records, entry: EntryId, said: Answering) -> Response:
    return _changed(commanding, lambda ledger: recording.answer_referral(
        ledger, commanding.family, entry, said.answered_on, said.answer, commanding.by, today_here()))


@router.post(
    "/reviews", operation_id="review_case", response_model=CaseworkRecorded, status_code=201,
    summary="Record that a board reviewed a case, and what it decided",
)  # fmt: skip
def review(commanding: Records, said: CaseReviewing) -> Response:
    return _begun(commanding, lambda ledger: recording.review(
        ledger, commanding.family, said.board, said.reviewed_on, said.decision, said.next_on, commanding.by,
        today_here()))


@router.post(
    "/lead-workers", operation_id="name_lead_worker", response_model=CaseworkRecorded, status_code=201,
    summary="Record who leads the work with a family, from a day on",
)  # fmt: skip
def lead(commanding: Records, said: Leading) -> Response:
    return _begun(commanding, lambda ledger: recording.name_lead_worker(
        ledger, commanding.family, said.lead_worker, said.from_on, commanding.by))


@router.post(
    "/districts", operation_id="locate_family", response_model=CaseworkRecorded, status_code=201,
    summary="Record in which district a family lives, from a day on",
)  # fmt: skip
def locate(commanding: Records, said: Locating) -> Response:
    return _begun(commanding, lambda ledger: recording.locate(
        ledger, commanding.family, said.district, said.from_on, commanding.by))


@router.post(
    "/casework/{entry}/withdrawals", operation_id="withdraw_casework", response_model=CaseworkRecorded,
    summary="Take back an entry of the casework that was recorded wrongly",
)  # fmt: skip
def withdraw(commanding: Records, entry: EntryId, said: Reasoned) -> Response:
    return _changed(commanding, lambda ledger: recording.take_back(
        ledger, commanding.family, entry, said.reason, commanding.by))


def _begun(commanding: OfFamily, act: Act) -> Response:
    made = f"/v1/families/{quote(commanding.family_id, safe='')}/casework"
    return commanding.carried_out(act, _tell(commanding), status=201, made=made)


def _changed(commanding: OfFamily, act: Act) -> Response:
    return commanding.carried_out(act, _tell(commanding))


def _tell(commanding: OfFamily) -> Tell:
    def tell(ledger: Ledger, done: Done) -> CaseworkRecorded:
        entry = str(done.answer["entry"])
        return CaseworkRecorded(
            **family_said(ledger, commanding.family_id, commanding.family, done), entry=entry,
            stands=ledger.family(commanding.family, done.position).casework.has(entry))

    return tell
