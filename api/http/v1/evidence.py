"""Evidence packs: making one, and verifying one that somebody else made. What they ask by POST records nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.access.operations import READ_EVIDENCE, VERIFY
from api.acts.evidence import evidence_of_claim, evidence_of_family, evidence_of_return
from api.claiming.places import claim_called, return_with
from api.errors import OptionUnusable
from api.http.asking import Asking, asks
from api.http.bodies import Command, Document
from api.http.v1.models.proof import KEY_TEXT_MAX, KEYS_MAX, ClaimVerdict, EvidenceAsked, EvidenceVerified
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
def make(asking: Annotated[Asking, asks(READ_EVIDENCE)], said: EvidenceAsked) -> Response:
    """The pack is in the form that docs/proof.md describes. What is not sealed yet is sealed by this."""
    if (said.claim is None) == (said.family_id is None) or (said.known and said.claim):
        raise OptionUnusable("Name one claim, or one family (with `known` if you like).")
    if said.family_id is not None:
        asking.shown(said.family_id, VIEW)
        made = evidence_of_family(asking.ledger, said.family_id, said.known)
    else:
        made = _of_claim(asking, said.claim or "", said.whole_return)
    name = f"{said.claim or said.family_id}.evidence.json".replace('"', "").encode("ascii", "replace").decode()
    return Response(made, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, "application/json")


def _of_claim(asking: Asking, claim: str, whole_return: bool) -> bytes:
    if not whole_return:
        asking.note(claim_called(asking.ledger, claim)[1].id, VIEW, claim)
        return evidence_of_claim(asking.ledger, claim)
    of_round = return_with(asking.ledger, claim)
    for line in of_round.lines.values():
        asking.note(UUID(line.family), VIEW, line.claim)
    return evidence_of_return(asking.ledger, claim)


@sent.post(
    "/verifications", operation_id="verify_evidence", response_model=EvidenceVerified, dependencies=[asks(VERIFY)],
    summary="Verify an evidence pack, with nothing but the pack and public keys",
    openapi_extra={"requestBody": {"required": True, "description": "The pack.", "content": {
        "application/json": {"schema": {"type": "object"}}}}},
)  # fmt: skip
def verified(
    request: Request,
    key: Annotated[list[Annotated[str, Query(max_length=KEY_TEXT_MAX)]], Query(
        description="A public key that is trusted, as `outcomes checkpoint key` prints it; more for witnesses.",
        min_length=1, max_length=KEYS_MAX)],
    signatures: Annotated[int, Query(description="How many of the keys must have signed.", ge=1, le=KEYS_MAX)] = 1,
) -> EvidenceVerified:  # fmt: skip
    found = verify(request.state.document, [PublicKey.parse(one) for one in key], signatures)
    claims = [ClaimVerdict(**asdict(one)) for one in found.claims]
    return EvidenceVerified(
        holds=found.holds, signed_by=list(found.signed_by), events=found.events, families=found.families,
        claims=claims, return_total_pence=found.return_total_pence, erased_events=found.erased_events,
        wrong=list(found.wrong))


router = APIRouter()
router.include_router(asked)
router.include_router(sent)
