"""Returns: what was, or will be, sent to the government for a round, line by line."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers.returns_on_record import RETURN_COLUMNS, return_as_json, returns_as_json
from api.defaults import DEFAULT_SCHEME
from api.http.answers import answer
from api.http.listing import LISTED, AsList, few
from api.http.parameters import Known, SchemeName, SchemeOnly, log_as_of
from api.http.v1.claims import Reads
from api.http.v1.models.claims import ReturnInList, ReturnOnRecord
from api.http.v1.models.lists import ListOf
from api.http.v1.returning import RoundDay

router = APIRouter(prefix="/returns", tags=["returns"])


@router.get(
    "", operation_id="returns", response_model=ListOf[ReturnInList], responses=LISTED,
    summary="Every return that was ever opened, as it stands",
)  # fmt: skip
def returns(asking: Reads, listing: AsList, scheme: SchemeOnly = None) -> Response:
    position = log_as_of(asking.ledger, listing.known)
    return listing.answer(few(returns_as_json(asking.ledger, scheme, position), position, RETURN_COLUMNS))


@router.get(
    "/{round_on}", operation_id="return", response_model=ReturnOnRecord,
    summary="One return: its claims, its attachment fees and its totals",
)  # fmt: skip
def of_round(asking: Reads, round_on: RoundDay, known: Known, scheme: SchemeName = DEFAULT_SCHEME) -> Response:
    position = log_as_of(asking.ledger, known)
    return answer(return_as_json(asking.ledger, scheme, round_on, position), position)
