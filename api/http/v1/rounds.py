"""Claim rounds in numbers, and the programme at each of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator

from api.access.operations import READ_PROGRAMME
from api.defaults import DEFAULT_SCHEME
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, few
from api.http.parameters import Known, SchemeName, SchemeOnly, day_said
from api.http.v1.models.claims import RoundInNumbers
from api.http.v1.models.lists import ListOf
from api.http.v1.models.programme import Programme
from api.http.waiting import AfterWaiting
from projections.queries.claimed_rounds import RoundListed, rounds_page
from projections.queries.programmes import programme_known

DAYS_MAX = 60

router = APIRouter(tags=["programme"], dependencies=[AfterWaiting])

Reads = Annotated[Asking, asks(READ_PROGRAMME)]


@router.get(
    "/rounds", operation_id="rounds", response_model=ListOf[RoundInNumbers], responses=LISTED,
    summary="Every round that claims were made for, in numbers",
)  # fmt: skip
def rounds(asking: Reads, listing: AsList, scheme: SchemeOnly = None) -> Response:
    found = rounds_page(asking.ledger, scheme, listing.known)
    return listing.answer(few([row._asdict() for row in found.rows], found.position, RoundListed._fields))


@router.get(
    "/programme", operation_id="programme", response_model=Programme,
    summary="At each round, or on days of your choice: how many are eligible and attached, and what may be claimed",
)  # fmt: skip
def at_rounds(
    asking: Reads, known: Known, scheme: SchemeName = DEFAULT_SCHEME,
    at: Annotated[
        list[Annotated[date, BeforeValidator(day_said)]] | None,
        Query(description="The days asked about; by default the scheme's claim rounds.", max_length=DAYS_MAX,
              examples=[["2013-07-31"]]),
    ] = None,
) -> Response:  # fmt: skip
    found = programme_known(asking.ledger, scheme, at or None, known)
    days = [asdict(one) for one in found.rows]
    return answer({"scheme": scheme, "days": days, "position": found.position}, found.position)
