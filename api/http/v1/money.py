"""How the programme's money stands: by year, against what came from the government, in the pool, and at stake."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_PROGRAMME
from api.defaults import DEFAULT_SCHEME
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, few
from api.http.parameters import Day, Known, SchemeName, true_as_of
from api.http.v1.models.lists import ListOf
from api.http.v1.models.money import MoneyStanding, PaymentListed, PooledContribution
from api.http.waiting import AfterWaiting
from api.money.standing import (
    CONTRIBUTION_COLUMNS,
    PAYMENT_COLUMNS,
    contributions_as_json,
    money_standing,
    payments_as_json,
    standing_as_json,
)
from api.today import today_here

router = APIRouter(tags=["money"], dependencies=[AfterWaiting])

Reads = Annotated[Asking, asks(READ_PROGRAMME)]


@router.get(
    "/money", operation_id="money", response_model=MoneyStanding,
    summary="What was agreed, claimed, paid and is possible still, by year and round; the pool; what is at stake",
)  # fmt: skip
def money(asking: Reads, known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME) -> Response:
    standing = money_standing(asking.ledger, scheme, at or today_here(), known)
    return answer(standing_as_json(standing), standing.position)


@router.get(
    "/contributions", operation_id="contributions", response_model=ListOf[PooledContribution], responses=LISTED,
    summary="What each partner gives to the pooled budget, by year and purpose",
)  # fmt: skip
def contributions(asking: Reads, listing: AsList) -> Response:
    position = true_as_of(asking.ledger, listing.known)
    rows = contributions_as_json(asking.ledger, listing.known)
    return listing.answer(few(rows, position, CONTRIBUTION_COLUMNS))


@router.get(
    "/payments", operation_id="payments", response_model=ListOf[PaymentListed], responses=LISTED,
    summary="Every payment from the government, by the day on which it came",
)  # fmt: skip
def payments(asking: Reads, listing: AsList) -> Response:
    position = true_as_of(asking.ledger, listing.known)
    return listing.answer(few(payments_as_json(asking.ledger, listing.known), position, PAYMENT_COLUMNS))
