"""The ledger that one's token is for: whose it is, how far it has come, and what was signed of it last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_LEDGER
from api.answers.ledgers import LEDGER_COLUMNS, ledger_as_json
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, few
from api.http.parameters import log_as_of
from api.http.v1.models.ledgers import LedgerInList
from api.http.v1.models.lists import ListOf

router = APIRouter(prefix="/ledgers", tags=["ledgers"])


@router.get(
    "", operation_id="ledgers", response_model=ListOf[LedgerInList], responses=LISTED,
    summary="The caller's own ledger: a token is for one, and finds nothing of any other",
)  # fmt: skip
def ledgers(asking: Annotated[Asking, asks(READ_LEDGER)], listing: AsList) -> Response:
    position = log_as_of(asking.ledger, listing.known)
    return listing.answer(few([ledger_as_json(asking.ledger, position)], position, LEDGER_COLUMNS))
