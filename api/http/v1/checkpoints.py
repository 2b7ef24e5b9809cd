"""Checkpoints: what the ledger signs of itself, what witnesses add to it, and whether everything still is as signed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import SEAL, VERIFY
from api.acts.checking import check_everything
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsList, Listed
from api.http.parameters import OfLedger, log_as_of, say_position
from api.http.v1.models.proof import Checked, Checking, Checkpoints, CheckpointSigned, Consistency, Cosigned, Cosigning
from ledger.ledger import Ledger
from ledger.progress import silent
from ledger.proof.checkpointing import add_cosignatures, note_over, notes, seal
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.hashing import consistency_proof
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.proof.tiles import TileNodes
from ledger.requests import Done
from ledger.sealing.ledger_keys import signing_key
from projections.queries.pages import Page, Part

router = APIRouter(tags=["checkpoints"], route_class=Command)

COLUMNS = tuple(CheckpointSigned.model_fields)

Size = Annotated[int, Path(description="Over how many events.", ge=1, le=2**62, examples=[1])]


@router.post(
    "/checkpoints", operation_id="seal", response_model=CheckpointSigned, status_code=201,
    summary="Add what was recorded to the tree, and sign its head",
)  # fmt: skip
def sign(commanding: Annotated[Commanding, commands(SEAL)]) -> Response:
    done = commanding.done(lambda ledger: ledger.keep_answer({"size": seal(ledger).size}), in_parts=True)
    signed = _signed(commanding.ledger, int(done.answer["size"]))
    headers = commanding.headers(done) | {"Location": f"/v1/checkpoints/{signed.size}"}
    return Response(signed.model_dump_json(), 201, headers, "application/json")


@router.get(
    "/checkpoints", operation_id="checkpoints", response_model=Checkpoints, responses=LISTED,
    summary="The ledger's public key, and every checkpoint that was signed",
)  # fmt: skip
def every(
    asking: Annotated[Asking, asks(VERIFY)], listing: AsList,
    after: Annotated[
        int, Query(description="Only those over more events, such as the last that one has.", ge=0, le=2**62)] = 0,
) -> Response:  # fmt: skip
    """As known at a position: those over no event that was recorded later."""
    ledger, position = asking.ledger, log_as_of(asking.ledger, listing.known)

    def page(known: int | None, part: Part) -> Page[CheckpointSigned]:
        with ledger.transaction() as cursor:
            return Page(position, list(map(_said, notes(cursor, part.first or after, position, part.limit))))

    with ledger.transaction() as cursor:
        key = signing_key(cursor, ledger.database.master_key, ledger.name).public
    return listing.answer(Listed(page, lambda one: (one.size,), dict, COLUMNS, _cells), key=str(key))


@router.get(
    "/checkpoints/{size}", operation_id="checkpoint", response_model=CheckpointSigned, dependencies=[asks(VERIFY)],
    summary="One checkpoint",
)  # fmt: skip
def one(size: Size, ledger: OfLedger, response: Response) -> CheckpointSigned:
    signed = _signed(ledger, size)
    say_position(response, signed.position)
    return signed


@router.get(
    "/checkpoints/{size}/consistency", operation_id="checkpoint_consistency", response_model=Consistency,
    dependencies=[asks(VERIFY)], summary="The proof that a later checkpoint goes on from this one (RFC 9162, 2.1.4)",
)  # fmt: skip
def consistency(
    size: Size, ledger: OfLedger, response: Response,
    later: Annotated[int | None, Query(description="By default the last one.", ge=1, le=2**62)] = None,
) -> Consistency:  # fmt: skip
    with ledger.transaction() as cursor:
        held = sorted((Checkpoint.parse(note_over(cursor, of).text) for of in (size, later)), key=lambda one: one.size)
        first, second = (one.size for one in held)
        say_position(response, held[-1].position)
        hashes = consistency_proof(TileNodes(cursor), first, second)
        return Consistency(
            earlier=first, later=second, hashes=[base64.b64encode(one).decode("ascii") for one in hashes])


@router.post(
    "/checkpoints/{size}/cosignatures", operation_id="add_cosignature", response_model=Cosigned,
    summary="Keep witnesses' signatures with a checkpoint, so that evidence packs carry them",
)  # fmt: skip
def cosign(commanding: Annotated[Commanding, commands(SEAL)], size: Size, said: Cosigning) -> Response:
    keys, note = [PublicKey.parse(key) for key in said.keys], Note.parse(said.note)
    if Checkpoint.parse(note.text).size != size:
        raise NoteUnusable(f"the note is of another checkpoint than the one over {size} events")

    def act(ledger: Ledger) -> None:
        with ledger.transaction() as cursor:
            added = add_cosignatures(cursor, note, keys)
        if not added:
            raise NoteUnusable("none of the keys given has signed this checkpoint")

    def tell(ledger: Ledger, done: Done) -> Cosigned:
        return Cosigned(size=size, witnesses=said.keys, position=Checkpoint.parse(note.text).position)

    return commanding.carried_out(act, tell, in_parts=True)


@router.post(
    "/checks", operation_id="check_ledger", response_model=Checked,
    summary="Derive every hash, checkpoint, claim and table again from the events; takes as long as that does",
)  # fmt: skip
def check(commanding: Annotated[Commanding, commands(VERIFY)], said: Checking) -> Response:
    keys, against = [PublicKey.parse(key) for key in said.keys], [Note.parse(note) for note in said.against]

    def checked(ledger: Ledger) -> Checked:
        position = ledger.position()
        found = check_everything(ledger, keys, against, said.log_only, silent)
        return Checked(agrees=found.agrees, lines=found.lines, position=position)

    return commanding.told_once(Checked, checked)


def _cells(one: CheckpointSigned) -> Iterator[Any]:
    return (getattr(one, column) for column in COLUMNS)


def _signed(ledger: Ledger, size: int) -> CheckpointSigned:
    with ledger.transaction() as cursor:
        return _said(note_over(cursor, size))


def _said(note: Note) -> CheckpointSigned:
    found = Checkpoint.parse(note.text)
    return CheckpointSigned(
        size=found.size, position=found.position, sealed_at=found.sealed_at, witnesses=len(note.signatures) - 1,
        note=str(note))
