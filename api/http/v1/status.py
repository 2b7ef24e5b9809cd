"""How the ledger and its tables stand."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from api.access.operations import READ_STATUS
from api.answers.stand import stand_of, status_as_json
from api.http.asking import asks
from api.http.parameters import Known, OfLedger, say_position
from api.http.v1.models.status import Stand

router = APIRouter(tags=["status"], dependencies=[asks(READ_STATUS)])


@router.get("/status", operation_id="status", response_model=Stand, summary="Positions, lag, counts and loads")
def status(ledger: OfLedger, known: Known, response: Response) -> dict[str, Any]:
    """The counts and loads are as known; how far the tables have come, and which families are parked, is of now."""
    stand = stand_of(ledger, known)
    say_position(response, stand.projected_position if known is None else known)
    return status_as_json(stand)
