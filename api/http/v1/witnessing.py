"""Being a witness of another ledger: co-signing its checkpoints, each of which goes on from the one seen last."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.access.operations import SEAL, VERIFY
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsListNow, few
from api.http.v1.models.commands import Said
from api.http.v1.models.lists import ListOf
from api.http.v1.models.proof import KEY_TEXT_MAX, NOTE_TEXT_MAX
from api.http.v1.models.recorded import Recorded
from api.http.v1.telling import recorded
from ledger.ledger import Ledger
from ledger.proof.notes import Note, PublicKey
from ledger.proof.witnessed import Witnessed, witness, witnessed

router = APIRouter(tags=["checkpoints"], route_class=Command)

HASHES_MAX = 128
"""A proof between trees of 2^62 leaves has no more."""


class Witnessing(Said):
    note: str = Field(description="The other ledger's checkpoint, as it signed it.", max_length=NOTE_TEXT_MAX)
    key: str = Field(description="That ledger's public key, had from whom you trust.", max_length=KEY_TEXT_MAX)
    proof: list[str] = Field(
        default=[], max_length=HASHES_MAX,
        description="The proof that it goes on from the one seen last: `hashes` of its checkpoint's consistency.")


class CheckpointWitnessed(Recorded):
    note: str = Field(description="The checkpoint with our signature: to be handed in at the other ledger.")
    witness: str = Field(description="Our public key as a witness, to be handed in with it.")
    origin: str = Field(description="Whose checkpoint it is.")
    size: int = Field(description="Over how many events.")
    before: int | None = Field(description="Over how many the one was that we had seen before; null of the first.")


class LogWitnessed(BaseModel):
    origin: str = Field(description="Whose log.")
    key: str = Field(description="The public key that signed what we saw first, and all since.")
    size: int = Field(description="Over how many events the checkpoint is that we saw last.")
    seen_at: datetime = Field(description="When we saw it.")
    note: str = Field(description="That checkpoint, as it was signed.")


@router.post(
    "/witnessed", operation_id="witness_checkpoint", response_model=CheckpointWitnessed,
    summary="Co-sign another ledger's checkpoint, as its witness: that it was seen, and goes on from what was seen",
)  # fmt: skip
def cosign(commanding: Annotated[Commanding, commands(SEAL)], said: Witnessing) -> Response:
    """Signed with a key of this ledger's own, made when it is first needed. The first checkpoint of a log is taken as
    it comes; every later one only by the same key, and with the proof."""
    note, key = Note.parse(said.note), PublicKey.parse(said.key)

    def act(ledger: Ledger) -> None:
        done = witness(ledger, note, key, said.proof)
        ledger.keep_answer(done._asdict() | {"note": str(done.note), "witness": str(done.witness)})

    return commanding.carried_out(
        act, lambda ledger, done: CheckpointWitnessed(**recorded(done), **done.answer), in_parts=True)


@router.get(
    "/witnessed", operation_id="witnessed", response_model=ListOf[LogWitnessed], responses=LISTED,
    summary="The logs of others that this ledger is a witness of, and what it saw last of each",
)  # fmt: skip
def every(asking: Annotated[Asking, asks(VERIFY)], listing: AsListNow) -> Response:
    """As things stand: what others signed is no history of ours."""
    rows = [one._asdict() for one in witnessed(asking.ledger)]
    return listing.answer(few(rows, asking.ledger.position(), Witnessed._fields, ("origin",)))
