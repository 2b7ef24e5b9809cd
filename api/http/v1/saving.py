"""What families cost before and after attachment, at the authority's unit costs, with the caveats."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import READ_PROGRAMME
from api.defaults import DEFAULT_SCHEME
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.parameters import Day, Known, SchemeName
from api.http.v1.models.saving import SavingsSaid
from api.http.waiting import AfterWaiting
from api.savings.asking import saved, saved_as_json
from api.today import today_here

router = APIRouter(tags=["money"], dependencies=[AfterWaiting])


@router.get(
    "/savings", operation_id="savings", response_model=SavingsSaid,
    summary="What was counted before and after attachment in equal windows, what it comes to, and the caveats",
)  # fmt: skip
def savings(
    asking: Annotated[Asking, asks(READ_PROGRAMME)], known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME,
    months: Annotated[int, Query(description="How long each window is.", ge=1, le=36)] = 12,
) -> Response:  # fmt: skip
    found = saved(asking.ledger, scheme, at or today_here(), months, known)
    return answer(saved_as_json(found), found.position)
