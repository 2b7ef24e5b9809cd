"""Who is eligible on a day: every family on record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import LIST_FAMILIES
from api.answers.lists import ELIGIBILITY_COLUMNS, eligibility_cells
from api.defaults import DEFAULT_SCHEME
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed
from api.http.merged import saying_merged
from api.http.parameters import Day, SchemeName
from api.http.v1.models.eligibility import EligibleFamily
from api.http.v1.models.lists import DecidedListOf
from api.http.waiting import AfterWaiting
from projections.queries.eligible import eligibility_page
from projections.queries.results import EligibilityRow

router = APIRouter(tags=["eligibility"], dependencies=[AfterWaiting])


@router.get(
    "/eligibility", operation_id="eligibility", response_model=DecidedListOf[EligibleFamily], responses=LISTED,
    summary="Who is eligible on a day: every family on record",
)  # fmt: skip
def eligibility(
    asking: Annotated[Asking, asks(LIST_FAMILIES)], listing: AsList, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
    eligible: Annotated[bool | None, Query(description="Only those that are, or that are not.")] = None,
    criterion: Annotated[
        str | None, Query(description="Only those that meet this criterion of the scheme.", max_length=60)
    ] = None,
) -> Response:  # fmt: skip
    day, ledger = listing.day(at), asking.ledger
    rows = saying_merged(ledger, Listed(
        lambda known, part: eligibility_page(ledger, scheme, day, known, part, eligible, criterion),
        lambda row: (row.family_id,), EligibilityRow._asdict, ELIGIBILITY_COLUMNS, eligibility_cells))
    return listing.answer(rows, scheme=scheme, at=day)
