"""Work with families, read: of one family, and what it comes to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.access.operations import READ_FAMILIES
from api.casework.showing import casework_as_json
from api.http.answers import VERSIONED, family_answer
from api.http.asking import Asking, asks
from api.http.parameters import FamilyReference, Known
from api.http.v1.models.casework import FamilyCasework
from api.http.waiting import AfterWaiting
from api.on_record import family_on_record

router = APIRouter(tags=["casework"], dependencies=[AfterWaiting])


@router.get(
    "/families/{family_id}/casework", operation_id="family_casework", response_model=FamilyCasework,
    responses=VERSIONED, summary="The work with a family: interventions, referrals, reviews, lead workers, districts",
)  # fmt: skip
def casework(
    request: Request, family_id: FamilyReference, asking: Annotated[Asking, asks(READ_FAMILIES)], known: Known
) -> Response:
    found = family_on_record(asking.ledger, family_id, known)
    return family_answer(request, found.version, found.position, lambda: casework_as_json(found))
