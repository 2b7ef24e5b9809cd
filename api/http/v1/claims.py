"""Claims: every one that was ever made, as it stands or stood, and the record of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BeforeValidator

from api.access.operations import READ_CLAIMS
from api.answers.claims_on_record import CLAIM_COLUMNS, claim_as_json, named_claims
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed
from api.http.merged import saying_merged
from api.http.parameters import Known, ResultOnly, SchemeOnly, day_said, log_as_of
from api.http.v1.models.claims import ClaimOnList, ClaimOnRecord
from api.http.v1.models.lists import ListOf
from api.http.waiting import AfterWaiting
from domain.claims.claim import Status
from projections.queries.claims import ClaimListed, Wanted

router = APIRouter(prefix="/claims", tags=["claims"], dependencies=[AfterWaiting])

Reads = Annotated[Asking, asks(READ_CLAIMS)]
ClaimId = Annotated[
    str,
    Path(description="The claim's id.", max_length=40, pattern=r"^[A-Za-z0-9-]+$", examples=["TF2012-20130731-0001"]),
]
RoundOnly = Annotated[
    Annotated[date, BeforeValidator(day_said)] | None,
    Query(description="Only of the round of this day.", examples=["2013-07-31"]),
]


@router.get(
    "", operation_id="claims", response_model=ListOf[ClaimOnList], responses=LISTED,
    summary="Every claim that was ever made, as it stands",
)  # fmt: skip
def claims(
    asking: Reads, listing: AsList, scheme: SchemeOnly = None, round_on: RoundOnly = None, result: ResultOnly = None,
    status: Annotated[Status | None, Query(description="Only those that stand so.")] = None,
    at_risk: Annotated[
        bool | None, Query(description="Only those that later knowledge speaks against, or only the others.")
    ] = None,
) -> Response:  # fmt: skip
    wanted = Wanted(scheme, round_on, status, result, at_risk)
    rows = saying_merged(asking.ledger, Listed(
        lambda known, part: named_claims(asking.ledger, wanted, known, part),
        lambda row: (row.claim,), ClaimListed._asdict, CLAIM_COLUMNS, tuple))
    return listing.answer(rows)


@router.get(
    "/{claim}", operation_id="claim", response_model=ClaimOnRecord,
    summary="One claim: how it stands, the record of how it was decided, and what speaks against it since",
)  # fmt: skip
def claim(asking: Reads, claim: ClaimId, known: Known) -> Response:
    position = log_as_of(asking.ledger, known)
    return answer(claim_as_json(asking.ledger, claim, position), position)
