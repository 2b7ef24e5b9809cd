"""Commands to one family: attaching it, judging its progress, and what it is one with."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from api.access.operations import ATTACH, MATCH
from api.acts.attachments import attach_family, end_attachment, withdraw_attachment
from api.claiming import steps
from api.http.bodies import Command
from api.http.commanding import Act, OfFamily, commands_of_family
from api.http.v1.models.commands import Attaching, Ending, Judging, Merging, Reasoned, Unjudging
from api.http.v1.models.recorded import AttachmentRecorded, EquivalenceRecorded, FamiliesMerged
from api.http.v1.telling import attached, family_said
from domain.family import Equivalence
from ledger.ledger import Ledger
from ledger.requests import Done
from projections.queries.asking import family_called

router = APIRouter(prefix="/families/{family_id}", tags=["families"], route_class=Command)

Attaches = Annotated[OfFamily, commands_of_family(ATTACH)]
Matches = Annotated[OfFamily, commands_of_family(MATCH)]
SchemeName = Annotated[str, Path(description="The scheme.", max_length=60, examples=["troubled-families-2012"])]


@router.post(
    "/attachments", operation_id="attach_family", response_model=AttachmentRecorded, status_code=201,
    summary="Attach a family to a scheme, or amend its attachment",
)  # fmt: skip
def attach(commanding: Attaches, said: Attaching) -> Response:
    decided = said.override

    def act(ledger: Ledger) -> None:
        attach_family(
            ledger, commanding.family_id, said.scheme, said.attached_on, commanding.by, said.lead_worker,
            decided.decided_by if decided else None, decided.reason if decided else None)

    return _attachment(commanding, said.scheme, act, 201)


@router.post(
    "/attachments/{scheme}/endings", operation_id="end_attachment", response_model=AttachmentRecorded,
    summary="Record the last day of the work with a family",
)  # fmt: skip
def end(commanding: Attaches, scheme: SchemeName, said: Ending) -> Response:
    return _attachment(commanding, scheme, lambda ledger: end_attachment(
        ledger, commanding.family_id, scheme, said.closed_on, commanding.by))


@router.post(
    "/attachments/{scheme}/withdrawals", operation_id="withdraw_attachment", response_model=AttachmentRecorded,
    summary="Take back an attachment that should not have been made",
)  # fmt: skip
def withdraw(commanding: Attaches, scheme: SchemeName, said: Reasoned) -> Response:
    return _attachment(commanding, scheme, lambda ledger: withdraw_attachment(
        ledger, commanding.family_id, scheme, said.reason, commanding.by))


def _attachment(commanding: OfFamily, scheme: str, act: Act, status: int = 200) -> Response:
    def tell(ledger: Ledger, done: Done) -> AttachmentRecorded:
        stands = ledger.family(commanding.family, done.position).attachments.get(scheme)
        said = family_said(ledger, commanding.family_id, commanding.family, done)
        return AttachmentRecorded(**said, attachment=attached(stands))

    made = f"/v1/families/{quote(commanding.family_id, safe='')}" if status == 201 else None
    return commanding.carried_out(act, tell, status=status, made=made)


@router.post(
    "/equivalences", operation_id="judge_equivalent", response_model=EquivalenceRecorded, status_code=201,
    summary="Record a decider's judgement of equivalent progress, where the local plan allows it",
)  # fmt: skip
def judge(commanding: Attaches, said: Judging) -> Response:
    judgement = Equivalence(said.judged_on, said.decided_by, said.reason)
    return _equivalence(commanding, said.scheme, said.result, lambda ledger: steps.judge_equivalent(
        ledger, commanding.family_id, said.scheme, said.result, judgement, commanding.by), 201)


@router.post(
    "/equivalences/withdrawals", operation_id="take_back_equivalence", response_model=EquivalenceRecorded,
    summary="Record that a judgement of equivalent progress no longer stands",
)  # fmt: skip
def take_back(commanding: Attaches, said: Unjudging) -> Response:
    return _equivalence(commanding, said.scheme, said.result, lambda ledger: steps.take_back_equivalence(
        ledger, commanding.family_id, said.scheme, said.result, said.reason, commanding.by))


def _equivalence(commanding: OfFamily, scheme: str, result: str, act: Act, status: int = 200) -> Response:
    def tell(ledger: Ledger, done: Done) -> EquivalenceRecorded:
        stands = (scheme, result) in ledger.family(commanding.family, done.position).equivalences
        said = family_said(ledger, commanding.family_id, commanding.family, done)
        return EquivalenceRecorded(**said, scheme=scheme, result=result, stands=stands)

    return commanding.carried_out(act, tell, status=status)


@router.post(
    "/merges", operation_id="merge_families", response_model=FamiliesMerged,
    summary="Record that two families are one",
)  # fmt: skip
def merge(commanding: Matches, said: Merging) -> Response:
    return _merged(commanding, said.other, lambda ledger: steps.merge(
        ledger, commanding.family_id, said.other, said.reason, commanding.by))


@router.post(
    "/separations", operation_id="separate_families", response_model=FamiliesMerged,
    summary="Record that two families that were on record as one are two",
)  # fmt: skip
def separate(commanding: Matches, said: Merging) -> Response:
    return _merged(commanding, said.other, lambda ledger: steps.separate(
        ledger, commanding.family_id, said.other, said.reason, commanding.by))


def _merged(commanding: OfFamily, other: str, act: Act) -> Response:
    def tell(ledger: Ledger, done: Done) -> FamiliesMerged:
        merged = family_called(ledger, other) in ledger.family(commanding.family, done.position).merged_with
        said = family_said(ledger, commanding.family_id, commanding.family, done)
        return FamiliesMerged(**said, other=other, merged=merged)

    return commanding.carried_out(act, tell)
