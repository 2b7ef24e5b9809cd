"""Commands to the money: contributions to the pooled budget, payments from the government, minimum numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import POOL_CONTRIBUTIONS, RECORD_PAYMENTS, SUBMIT_RETURNS
from api.claiming.places import return_of
from api.http.bodies import Command
from api.http.commanding import Act, Commanding, commands
from api.http.v1.models import money as models
from api.http.v1.telling import recorded
from api.money import recording
from api.money.standing import contribution_as_json, round_as_json
from domain.money.reconciling import reconciled
from domain.money.record import Pot
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["money"], route_class=Command)

Pools = Annotated[Commanding, commands(POOL_CONTRIBUTIONS)]


@router.post(
    "/contributions", operation_id="pledge_contribution", response_model=models.ContributionStanding,
    summary="Record what a partner will give to the pooled budget in a year for a purpose",
)  # fmt: skip
def pledge(commanding: Pools, said: models.Pledging) -> Response:
    return _to_pot(commanding, _pot(said), lambda ledger: recording.pledge(
        ledger, _pot(said), said.pledged_pence, commanding.by))


@router.post(
    "/contributions/receipts", operation_id="receive_contribution", response_model=models.ContributionStanding,
    summary="Record what has come of a contribution",
)  # fmt: skip
def receive(commanding: Pools, said: models.Receiving) -> Response:
    receipt = recording.receipt(said.reference, said.received_on, said.received_pence)
    return _to_pot(commanding, _pot(said), lambda ledger: recording.receive(
        ledger, _pot(said), receipt, commanding.by))


@router.post(
    "/contributions/withdrawals", operation_id="withdraw_contribution", response_model=models.ContributionStanding,
    summary="Record that what is outstanding of a contribution will not come",
)  # fmt: skip
def withdraw(commanding: Pools, said: models.WithdrawingPledge) -> Response:
    return _to_pot(commanding, _pot(said), lambda ledger: recording.withdraw(
        ledger, _pot(said), said.withdrawn_pence, said.reason, commanding.by))


@router.post(
    "/payments", operation_id="record_payment", response_model=models.PaymentStanding,
    summary="Record money that came from the government for a return; the answer compares the two",
)  # fmt: skip
def record(commanding: Annotated[Commanding, commands(RECORD_PAYMENTS)], said: models.RecordingPayment) -> Response:
    receipt = recording.receipt(said.reference, said.received_on, said.received_pence)

    def tell(ledger: Ledger, done: Done) -> models.PaymentStanding:
        of_round = return_of(ledger, said.scheme, said.round_on, done.position)
        payments = ledger.authority(done.position).money.payments.values()
        found = round_as_json(of_round, reconciled(of_round, payments))
        return models.PaymentStanding(**recorded(done), scheme=said.scheme, round=models.MoneyOfRound(**found))

    return commanding.carried_out(lambda ledger: recording.record_payment(
        ledger, said.scheme, said.round_on, receipt, commanding.by), tell)


@router.post(
    "/receipts/withdrawals", operation_id="withdraw_receipt", response_model=models.ReceiptWithdrawn,
    summary="Record that a receipt, of a contribution or a payment, was recorded in error: it no longer counts",
)  # fmt: skip
def withdraw_receipt(commanding: Pools, said: models.WithdrawingReceipt) -> Response:
    return commanding.carried_out(
        lambda ledger: recording.withdraw_receipt(ledger, said.reference, said.reason, commanding.by),
        lambda ledger, done: models.ReceiptWithdrawn(**recorded(done), reference=said.reference))


@router.post(
    "/minimum-numbers", operation_id="agree_minimum", response_model=models.MinimumAgreed,
    summary="Record the number of families that are at least to be attached in a year",
)  # fmt: skip
def agree_minimum(
    commanding: Annotated[Commanding, commands(SUBMIT_RETURNS)], said: models.AgreeingMinimum
) -> Response:
    def tell(ledger: Ledger, done: Done) -> models.MinimumAgreed:
        return models.MinimumAgreed(**recorded(done), scheme=said.scheme, year=said.year, families=said.families)

    return commanding.carried_out(lambda ledger: recording.agree_minimum(
        ledger, said.scheme, said.year, said.families, commanding.by), tell)


def _pot(said: models.OfPot) -> Pot:
    return recording.pot(said.partner, said.year, said.purpose)


def _to_pot(commanding: Commanding, pot: Pot, act: Act) -> Response:
    def tell(ledger: Ledger, done: Done) -> models.ContributionStanding:
        held = ledger.authority(done.position).money.contributions[pot]
        return models.ContributionStanding(**recorded(done), **contribution_as_json(held))

    return commanding.carried_out(act, tell)
