"""What a spot checker sees: the claims of the one sample that their token names, and the trails of these."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.access.asking import Asking
from api.access.operations import READ_SAMPLE
from api.errors import Unknown
from api.http.asking import asks
from api.http.parameters import POSITION_HEADER, Known, say_position, true_as_of
from api.http.v1.claims import ClaimId
from api.http.v1.models.claims import ClaimInList
from api.http.v1.models.common import POSITION
from api.trails.trail import as_json, trail_of
from projections.queries.claims import ClaimListed, sampled_claims

router = APIRouter(prefix="/sample", tags=["claims"])

Checks = Annotated[Asking, asks(READ_SAMPLE)]


class Sample(BaseModel):
    items: list[ClaimInList] = Field(description="The claims drawn for internal audit in the round of the token.")
    position: int = Field(description=POSITION, ge=0)


@router.get("", operation_id="sample", response_model=Sample, summary="The claims of the sample that one is to check")
def sample(asking: Checks, known: Known, response: Response) -> Sample:
    position = true_as_of(asking.ledger, known)
    say_position(response, position)
    items = [ClaimInList(**one._asdict()) for one in _sampled(asking, known)]
    return Sample(items=items, position=position)


@router.get(
    "/{claim}/trail", operation_id="sample_trail", response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The trail."}},
    summary="An auditor's twelve questions about one claim of the sample, answered",
)  # fmt: skip
def sample_trail(asking: Checks, claim: ClaimId, known: Known) -> Response:
    position = true_as_of(asking.ledger, known)
    if claim not in {one.claim for one in _sampled(asking, known)}:
        raise Unknown("There is no such claim in the sample.")
    found = trail_of(asking.ledger, claim, asking.caller.name, asking.purpose, known, asking.through,
                     asking.caller.token_id)  # fmt: skip
    headers = {POSITION_HEADER: str(position)}
    return Response(json.dumps(as_json(found), ensure_ascii=False), 200, headers, "application/json")


def _sampled(asking: Asking, known: int | None) -> list[ClaimListed]:
    """Of no round, where the token names none that could be."""
    try:
        return sampled_claims(asking.ledger, date.fromisoformat(asking.caller.sample or ""), known)
    except ValueError:
        return []
