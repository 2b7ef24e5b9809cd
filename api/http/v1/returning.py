"""Commands to returns: review, sample, signature, submission and payment of a round; and the return written out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BeforeValidator

from api.access.operations import DRAW_SAMPLES, RECORD_PAYMENTS, REVIEW_CLAIMS, SIGN_RETURNS, SUBMIT_RETURNS
from api.claiming import steps
from api.defaults import DEFAULT_SCHEME
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.parameters import SchemeName, day_said
from api.http.v1.models.commands import Agreeing, Nothing, Reviewing, Sampling
from api.http.v1.models.recorded import ReturnStanding, YearAgreed
from api.http.v1.telling import recorded, return_standing
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["returns"], route_class=Command)

RoundDay = Annotated[
    Annotated[date, BeforeValidator(day_said)],
    Path(description="The day of the claim round.", examples=["2013-07-31"])]  # fmt: skip


@router.post(
    "/returns/{round_on}/reviews", operation_id="review_return", response_model=ReturnStanding,
    summary="Review a return that someone else prepared",
)  # fmt: skip
def review(
    commanding: Annotated[Commanding, commands(REVIEW_CLAIMS)], round_on: RoundDay, said: Reviewing,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    return _step(commanding, scheme, round_on, lambda ledger: steps.review(
        ledger, scheme, round_on, commanding.by, said.note))


@router.post(
    "/returns/{round_on}/samples", operation_id="draw_sample", response_model=ReturnStanding,
    summary="Draw the sample for internal audit; anyone with the seed draws the same",
)  # fmt: skip
def sample(
    commanding: Annotated[Commanding, commands(DRAW_SAMPLES)], round_on: RoundDay, said: Sampling,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    return _step(commanding, scheme, round_on, lambda ledger: steps.draw_sample(
        ledger, scheme, round_on, said.seed, commanding.by))


@router.post(
    "/returns/{round_on}/signatures", operation_id="sign_return", response_model=ReturnStanding,
    summary="Sign a return, having neither prepared nor reviewed it",
)  # fmt: skip
def sign(
    commanding: Annotated[Commanding, commands(SIGN_RETURNS)], round_on: RoundDay, said: Nothing,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    return _step(commanding, scheme, round_on, lambda ledger: steps.sign(ledger, scheme, round_on, commanding.by))


@router.post(
    "/returns/{round_on}/submissions", operation_id="submit_return", response_model=ReturnStanding,
    summary="Record that a signed return was sent; it is frozen from then on",
)  # fmt: skip
def submit(
    commanding: Annotated[Commanding, commands(SUBMIT_RETURNS)], round_on: RoundDay, said: Nothing,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    return _step(commanding, scheme, round_on, lambda ledger: steps.submit(ledger, scheme, round_on, commanding.by))


@router.post(
    "/returns/{round_on}/payments", operation_id="pay_return", response_model=ReturnStanding,
    summary="Record that every claim of a return that was not answered for yet was paid",
)  # fmt: skip
def pay(
    commanding: Annotated[Commanding, commands(RECORD_PAYMENTS)], round_on: RoundDay, said: Nothing,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    return _step(commanding, scheme, round_on, lambda ledger: steps.pay_all(ledger, scheme, round_on, commanding.by))


@router.post(
    "/agreed-families", operation_id="agree_families", response_model=YearAgreed,
    summary="Record the number of families agreed with the government for a year",
)  # fmt: skip
def agree(commanding: Annotated[Commanding, commands(SUBMIT_RETURNS)], said: Agreeing) -> Response:
    def tell(ledger: Ledger, done: Done) -> YearAgreed:
        return YearAgreed(**recorded(done), scheme=said.scheme, year=said.year, families=said.families)

    return commanding.carried_out(
        lambda ledger: steps.agree(ledger, said.scheme, said.year, said.families, commanding.by), tell)


def _step(commanding: Commanding, scheme: str, round_on: date, act: Callable[[Ledger], object]) -> Response:
    return commanding.carried_out(act, lambda ledger, done: return_standing(ledger, scheme, round_on, done))
