"""How many families will be claimable by each coming round, and how far that was right before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_PROGRAMME
from api.defaults import DEFAULT_SCHEME
from api.forecasting.asking import INTERVAL_PERCENT, back_test, forecast_as_json, forecasted, tested_as_json
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.parameters import Day, Known, SchemeName, true_as_of
from api.http.v1.models.forecasting import BackTested, ForecastSaid
from api.http.waiting import AfterWaiting
from api.today import today_here

router = APIRouter(prefix="/forecast", tags=["programme"], dependencies=[AfterWaiting])

Reads = Annotated[Asking, asks(READ_PROGRAMME)]


@router.get(
    "", operation_id="forecast", response_model=ForecastSaid,
    summary="How many families attached by the day will have been claimable by each coming round, with an interval",
)  # fmt: skip
def said(asking: Reads, known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME) -> Response:
    found = forecasted(asking.ledger, scheme, at or today_here(), known)
    return answer(forecast_as_json(found), found.position)


@router.get(
    "/tests", operation_id="forecast_tests", response_model=BackTested,
    summary="What the forecast would have said at earlier rounds, as known then, beside what came",
)  # fmt: skip
def tested(asking: Reads, known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME) -> Response:
    position = true_as_of(asking.ledger, known)
    found = back_test(asking.ledger, scheme, at or today_here(), known)
    held = found.reliability
    return answer({
        "scheme": scheme, "tests": [tested_as_json(one) for one in found.tested], "inside": held.inside if held else 0,
        "mean_error": held and round(held.mean_error, 2), "position": position,
        "mean_absolute_error": held and round(held.mean_absolute_error, 2), "interval_percent": INTERVAL_PERCENT,
    }, position)  # fmt: skip
