"""Families that move between authorities: sent with their history in a letter, and taken in from one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from api.access.operations import MATCH
from api.acts.handed_over import LETTERS
from api.england.moving import letter_id, move_in, move_out_here
from api.http.asking import Asking, asks
from api.http.bodies import Command, Document
from api.http.commanding import Commanding, OfFamily, commands, commands_of_family
from api.http.parameters import the_place
from api.http.v1.models.england import Arriving, FamilyArrived, FamilyMoved, Moving
from api.http.v1.telling import family_said, recorded
from ledger.ledger import Ledger
from ledger.proof.notes import PublicKey
from ledger.requests import Done

leaving = APIRouter(tags=["england"], route_class=Command)
coming = APIRouter(tags=["england"], route_class=Document)

LetterId = Annotated[str, Path(description="The letter.", pattern=r"^[0-9a-f]{32}$")]
LETTER = "application/octet-stream"


@leaving.post(
    "/families/{family_id}/moves", operation_id="move_family_out", response_model=FamilyMoved, status_code=201,
    summary="Write a family's whole history, proved, and who its people are, for one other authority; it has moved",
)  # fmt: skip
def out(commanding: Annotated[OfFamily, commands_of_family(MATCH)], said: Moving, request: Request) -> Response:
    """The letter waits on this server, closed with the passphrase, until it is fetched and taken away. No new claim is
    prepared for the family here."""
    place, letter = the_place(request), letter_id(commanding.ledger, commanding.family_id, said.to)

    def tell(ledger: Ledger, done: Done) -> FamilyMoved:
        moved = ledger.family(commanding.family, done.position).moved_out
        assert moved is not None
        return FamilyMoved(
            **family_said(ledger, commanding.family_id, commanding.family, done), letter=letter, pack=moved.pack)

    return commanding.carried_out(
        lambda ledger: move_out_here(
            ledger, place, commanding.family_id, said.to, said.moved_on, said.passphrase, commanding.by),
        tell, status=201, made=f"/v1/letters/{letter}")


@leaving.get(
    "/letters/{letter}", operation_id="letter", response_class=FileResponse,
    summary="Fetch the letter of a family that moved, for the receiving authority",
    responses={200: {"content": {LETTER: {"schema": {"type": "string", "format": "binary"}}},
                     "description": "The letter, closed."}},
)  # fmt: skip
def fetch(letter: LetterId, request: Request, asking: Annotated[Asking, asks(MATCH, lists=True)]) -> FileResponse:
    file = LETTERS.found(the_place(request), asking.ledger, letter)
    return FileResponse(file, media_type=LETTER, filename=f"letter-{letter[:8]}.move")


@leaving.delete(
    "/letters/{letter}", operation_id="take_letter_away", status_code=204,
    summary="Take a letter off the server, once the receiving authority has it",
)  # fmt: skip
def remove(letter: LetterId, request: Request, asking: Annotated[Asking, asks(MATCH)]) -> Response:
    LETTERS.take_away(the_place(request), asking.ledger, letter)
    return Response(status_code=204)


@coming.post(
    "/arrivals", operation_id="move_family_in", response_model=FamilyArrived, status_code=201,
    summary="Verify the letter of a family that comes against the sender's public key, and record its history here",
)  # fmt: skip
def come_in(commanding: Annotated[Commanding, commands(MATCH)], said: Arriving) -> Response:
    key = PublicKey.parse(said.from_key)

    def act(ledger: Ledger) -> None:
        arrived = move_in(ledger, said.letter, "letter", key, said.passphrase, commanding.by)
        ledger.keep_answer({
            "family": str(arrived.family), "people": arrived.people, "claimed_before": arrived.claimed_before,
            "terms": list(arrived.terms), "other_rules": arrived.other_rules})

    def tell(ledger: Ledger, done: Done) -> FamilyArrived:
        kept = dict(done.answer)
        family = UUID(kept.pop("family"))
        family_id = ledger.register.family_ids([family]).get(family, str(family))
        return FamilyArrived(**recorded(done), **kept, family_id=family_id)

    return commanding.carried_out(act, tell, status=201, in_parts=True)


router = APIRouter()
router.include_router(leaving)
router.include_router(coming)
