"""What may be claimed on a day: every kind of result of every attached family."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import LIST_FAMILIES
from api.answers.lists import CLAIMABLE_COLUMNS, claimable_cells
from api.defaults import DEFAULT_SCHEME
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed
from api.http.merged import saying_merged
from api.http.parameters import Day, ResultOnly, SchemeName
from api.http.v1.models.eligibility import ClaimableResult
from api.http.v1.models.lists import DecidedListOf
from api.http.waiting import AfterWaiting
from domain.rules.deciding import Verdict
from projections.queries.claiming import claimable_page
from projections.queries.results import ClaimableRow

router = APIRouter(tags=["eligibility"], dependencies=[AfterWaiting])


@router.get(
    "/claimable", operation_id="claimable", response_model=DecidedListOf[ClaimableResult], responses=LISTED,
    summary="What may be claimed on a day: every kind of result of every attached family",
)  # fmt: skip
def claimable(
    asking: Annotated[Asking, asks(LIST_FAMILIES)], listing: AsList, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME, result: ResultOnly = None,
    verdict: Annotated[Verdict | None, Query(description="Only results of this verdict.")] = None,
) -> Response:  # fmt: skip
    day, ledger = listing.day(at), asking.ledger
    rows = saying_merged(ledger, Listed(
        lambda known, part: claimable_page(ledger, scheme, day, known, part, result, verdict),
        lambda row: (row.family_id, row.result), ClaimableRow._asdict, CLAIMABLE_COLUMNS, claimable_cells))
    return listing.answer(rows, scheme=scheme, at=day)
