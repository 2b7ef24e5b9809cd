"""What is recorded of the money by form: contributions and what came of them, payments, and minimum numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response

from api.access.operations import POOL_CONTRIBUTIONS, RECORD_PAYMENTS, SUBMIT_RETURNS
from api.errors import OptionUnusable
from api.money import recording
from api.pages.frame.acting import Refused, act_once, done_at, seen_from
from api.pages.frame.clocks import day_written
from api.pages.frame.forms import Form, Sent
from api.pages.frame.visiting import Visit, visits
from api.pages.money.choosing import pot_chosen
from api.pages.money.money import PATH, money_page
from api.wording.pounds import pence_from
from domain.money.record import Receipt
from ledger.ledger import Ledger

router = APIRouter()

_Pools = Annotated[Visit, visits(POOL_CONTRIBUTIONS)]
_Act = Callable[[Ledger, str], Any]


@router.post("/money/contributions")
def pledge(visit: _Pools, form: Sent) -> Response:
    return _act(visit, form, "pledged", lambda ledger, by: recording.pledge(
        ledger, recording.pot(_said(form, "partner"), _said(form, "year"), _said(form, "purpose")),
        pence_from(_said(form, "pounds")), by))


@router.post("/money/contributions/receipts")
def receive(visit: _Pools, form: Sent) -> Response:
    return _act(visit, form, "received", lambda ledger, by: recording.receive(
        ledger, pot_chosen(form.text("contribution")), _receipt(form), by))


@router.post("/money/contributions/withdrawals")
def withdraw(visit: _Pools, form: Sent) -> Response:
    """All that is outstanding."""
    return _act(visit, form, "withdrawn", lambda ledger, by: recording.withdraw(
        ledger, pot_chosen(form.text("contribution")), None, _said(form, "reason"), by))


@router.post("/money/payments")
def record_payment(visit: Annotated[Visit, visits(RECORD_PAYMENTS)], form: Sent) -> Response:
    scheme = visit.clocks.scheme.name
    return _act(visit, form, "paid", lambda ledger, by: recording.record_payment(
        ledger, scheme, day_written(_said(form, "round_on")), _receipt(form), by))


@router.post("/money/receipts/withdrawals")
def take_back(visit: _Pools, form: Sent) -> Response:
    return _act(visit, form, "taken-back", lambda ledger, by: recording.withdraw_receipt(
        ledger, _said(form, "reference"), _said(form, "reason"), by))


@router.post("/money/minimum-numbers")
def agree_minimum(visit: Annotated[Visit, visits(SUBMIT_RETURNS)], form: Sent) -> Response:
    scheme = visit.clocks.scheme.name
    return _act(visit, form, "agreed", lambda ledger, by: recording.agree_minimum(
        ledger, scheme, _said(form, "year"), _families(_said(form, "families")), by))


def _act(visit: Visit, form: Form, done: str, act: _Act) -> Response:
    by = visit.asking.caller.name
    found = act_once(visit, form, lambda ledger: act(ledger, by))
    if isinstance(found, Refused):
        return money_page(seen_from(visit, PATH), found, dict(form.fields) | {"act": done})
    return done_at(visit, PATH, done)


def _said(form: Form, name: str) -> str:
    """Raises `OptionUnusable` for a field that was left empty."""
    said = form.text(name)
    if said is None:
        raise OptionUnusable(f"Fill in the {_NAMES.get(name, name)}.")
    return said


_NAMES = {"pounds": "sum", "received_on": "day on which it came", "round_on": "round", "purpose": "purpose"}


def _receipt(form: Form) -> Receipt:
    return recording.receipt(
        _said(form, "reference"), day_written(_said(form, "received_on")), pence_from(_said(form, "pounds")))


def _families(said: str) -> int:
    plain = said.replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 7):
        raise OptionUnusable(f"{said[:20]!r} is no number of families.")
    return int(plain)
