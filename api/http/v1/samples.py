"""What a spot checker sees: the claims of the one sample that their token names, and the trails of these."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.asking import Asking
from api.access.operations import READ_SAMPLE
from api.answers.claims_on_record import CLAIM_COLUMNS
from api.errors import Unknown
from api.http.asking import asks
from api.http.listing import LISTED, AsList, Listed
from api.http.parameters import POSITION_HEADER, Known, true_as_of
from api.http.v1.claims import ClaimId
from api.http.v1.models.claims import ClaimInList
from api.http.v1.models.lists import ListOf
from api.trails.trail import as_json, trail_of
from projections.queries.claim_pages import claims_page
from projections.queries.claims import ClaimListed, Wanted
from projections.queries.pages import WHOLE, Page, Part

router = APIRouter(prefix="/sample", tags=["claims"])

Checks = Annotated[Asking, asks(READ_SAMPLE)]


@router.get(
    "", operation_id="sample", response_model=ListOf[ClaimInList], responses=LISTED,
    summary="The claims of the sample that one is to check",
)  # fmt: skip
def sample(asking: Checks, listing: AsList) -> Response:
    """Drawn for internal audit in the round of the token."""
    return listing.answer(Listed(
        lambda known, part: _sampled(asking, known, part), lambda one: (one.claim,), ClaimListed._asdict, CLAIM_COLUMNS,
        tuple))


@router.get(
    "/{claim}/trail", operation_id="sample_trail", response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The trail."}},
    summary="An auditor's twelve questions about one claim of the sample, answered",
)  # fmt: skip
def sample_trail(asking: Checks, claim: ClaimId, known: Known) -> Response:
    position = true_as_of(asking.ledger, known)
    if claim not in {one.claim for one in _sampled(asking, known, WHOLE).rows}:
        raise Unknown("There is no such claim in the sample.")
    found = trail_of(asking.ledger, claim, asking.caller.name, asking.purpose, known, asking.through,
                     asking.caller.token_id)  # fmt: skip
    headers = {POSITION_HEADER: str(position)}
    return Response(json.dumps(as_json(found), ensure_ascii=False), 200, headers, "application/json")


def _sampled(asking: Asking, known: int | None, part: Part) -> Page[ClaimListed]:
    """Of no round, where the token names none that could be."""
    try:
        wanted = Wanted(round_on=date.fromisoformat(asking.caller.sample or ""), sampled=True)
    except ValueError:
        return Page(true_as_of(asking.ledger, known), [])
    return claims_page(asking.ledger, wanted, known, part)
