"""Evidence packs: making one, and verifying one that somebody else made. Neither records an event."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.operations import READ_EVIDENCE, VERIFY
from api.acts.evidence import evidence_of_claim, evidence_of_family, evidence_of_return, families_told
from api.errors import OptionUnusable
from api.http.asking import Asking
from api.http.bodies import Command, Document
from api.http.commanding import Commanding, commands
from api.http.parameters import POSITION_HEADER
from api.http.v1.models.proof import (
    KEY_TEXT_MAX,
    KEYS_MAX,
    ClaimVerdict,
    EvidenceAsked,
    EvidenceVerified,
    RulesInPack,
)
from ledger.ledger import Ledger
from ledger.proof.answers import Verified
from ledger.proof.notes import PublicKey
from ledger.proof.verify import verify

asked = APIRouter(tags=["evidence"], route_class=Command)
sent = APIRouter(tags=["evidence"], route_class=Document)

VIEW = "evidence"


@asked.post(
    "/evidence-packs", operation_id="evidence_pack", response_class=Response,
    summary="Make an evidence pack, which a stranger verifies with the ledger's public key",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The pack."}},
)  # fmt: skip
def make(commanding: Annotated[Commanding, commands(READ_EVIDENCE)], said: EvidenceAsked) -> Response:
    """The pack is in the form that docs/proof.md describes. What is not sealed yet is sealed by this. Sent again, it
    shows the same events; where the ledger was sealed since, they are proved by the later checkpoint."""
    if (said.claim is None) == (said.family_id is None) or (said.known and said.claim):
        raise OptionUnusable("Name one claim, or one family (with `known` if you like).")
    packs: list[bytes] = []

    def act(ledger: Ledger) -> None:
        position = ledger.position() if said.known is None else ledger.position_known_at(said.known)
        packs.append(_pack(commanding.asking, said, position))
        ledger.keep_answer({"position": position})

    done = commanding.done(act, in_parts=True)
    position = int(done.answer["position"])
    made = packs[-1] if packs else _pack(commanding.asking, said, position)
    name = f"{said.claim or said.family_id}.evidence.json".replace('"', "").encode("ascii", "replace").decode()
    headers = commanding.headers(done) | {
        POSITION_HEADER: str(position), "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, 200, headers, "application/json")


def _pack(asking: Asking, said: EvidenceAsked, known: int) -> bytes:
    """As known at a position. Who looks, and at whom, is noted first."""
    if said.family_id is not None:
        asking.shown(said.family_id, VIEW)
        return evidence_of_family(asking.ledger, said.family_id, known)
    claim = said.claim or ""
    asking.note_each(families_told(asking.ledger, claim, said.whole_return, known), VIEW)
    return (evidence_of_return if said.whole_return else evidence_of_claim)(asking.ledger, claim, known)


@sent.post(
    "/verifications", operation_id="verify_evidence", response_model=EvidenceVerified,
    summary="Verify an evidence pack, with nothing but the pack and public keys",
    openapi_extra={"requestBody": {"required": True, "description": "The pack.", "content": {
        "application/json": {"schema": {"type": "object"}}}}},
)  # fmt: skip
async def verified(
    request: Request, commanding: Annotated[Commanding, commands(VERIFY)],
    key: Annotated[list[Annotated[str, Query(max_length=KEY_TEXT_MAX)]], Query(
        description="A public key that is trusted, as `outcomes checkpoint key` prints it; more for witnesses.",
        min_length=1, max_length=KEYS_MAX)],
    signatures: Annotated[int, Query(description="How many of the keys must have signed.", ge=1, le=KEYS_MAX)] = 1,
) -> Response:  # fmt: skip
    keys, pack = [PublicKey.parse(one) for one in key], await request.body()
    return await run_in_threadpool(
        commanding.told_once, EvidenceVerified, lambda ledger: _verdict(verify(pack, keys, signatures)))


def _verdict(found: Verified) -> EvidenceVerified:
    claims = [ClaimVerdict(**asdict(one)) for one in found.claims]
    return EvidenceVerified(
        holds=found.holds, signed_by=list(found.signed_by), events=found.events, families=found.families,
        claims=claims, return_total_pence=found.return_total_pence, erased_events=found.erased_events,
        wrong=list(found.wrong), rules=[RulesInPack(**asdict(one)) for one in found.rules], continued=found.continued)


router = APIRouter()
router.include_router(asked)
router.include_router(sent)
