"""Near misses: who is not eligible yet, or may not claim yet, and is not far from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import LIST_FAMILIES
from api.answers.lists import NEARLY_COLUMNS, nearly_cells
from api.answers.nearing import named_near_misses
from api.defaults import DEFAULT_SCHEME, WITHIN_DAYS
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed
from api.http.merged import saying_merged
from api.http.parameters import Day, SchemeName, WithinDays
from api.http.v1.models.eligibility import NearMiss
from api.http.v1.models.lists import DecidedListOf
from projections.queries.nearing import NearRow

router = APIRouter(tags=["eligibility"])


@router.get(
    "/nearly", operation_id="nearly", response_model=DecidedListOf[NearMiss], responses=LISTED,
    summary="Near misses: met soon if nothing changes, one criterion short, or on hold for evidence",
)  # fmt: skip
def nearly(
    asking: Annotated[Asking, asks(LIST_FAMILIES)], listing: AsList, at: Day = None,
    within_days: WithinDays = WITHIN_DAYS, scheme: SchemeName = DEFAULT_SCHEME,
    what: Annotated[str | None, Query(description="Only `eligibility`, or only this result.", max_length=20)] = None,
) -> Response:  # fmt: skip
    day, ledger = listing.day(at), asking.ledger
    rows = saying_merged(ledger, Listed(
        lambda known, part: named_near_misses(ledger, scheme, day, within_days, known, part, what),
        lambda row: (row.family_id, row.what), NearRow._asdict, NEARLY_COLUMNS, nearly_cells))
    return listing.answer(rows, scheme=scheme, at=day)
