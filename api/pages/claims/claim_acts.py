"""What people decide on one claim: each of these forms is on the claim's page, those on a risk also in the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.operations import AUDIT_CLAIMS, PREPARE_CLAIMS, RECORD_PAYMENTS
from api.claiming import steps
from api.claiming.places import return_with
from api.pages.claims.claim import ClaimId, claim_page
from api.pages.frame.acting import Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.visiting import Visit, visits
from ledger.ledger import Ledger

router = APIRouter()

Step = Callable[[Ledger, str, str], object]
"""With the ledger, the reason and the name of who does it."""


_Pays = Annotated[Visit, visits(RECORD_PAYMENTS)]


@router.post("/claims/{claim_id}/decisions")
def keep(visit: _Pays, claim_id: ClaimId, form: Sent) -> Response:
    return _act(visit, form, claim_id, "decisions", lambda ledger, why, by: steps.keep(ledger, claim_id, why, by))


@router.post("/claims/{claim_id}/repayments")
def repay(visit: _Pays, claim_id: ClaimId, form: Sent) -> Response:
    return _act(visit, form, claim_id, "repayments", lambda ledger, why, by: steps.repay(ledger, claim_id, why, by))


@router.post("/claims/{claim_id}/payments")
def pay(visit: _Pays, claim_id: ClaimId, form: Sent) -> Response:
    return _act(visit, form, claim_id, "payments", lambda ledger, why, by: steps.pay(ledger, claim_id, by))


@router.post("/claims/{claim_id}/rejections")
def reject(visit: _Pays, claim_id: ClaimId, form: Sent) -> Response:
    return _act(visit, form, claim_id, "rejections", lambda ledger, why, by: steps.reject(ledger, claim_id, why, by))


@router.post("/claims/{claim_id}/withdrawals")
def withdraw(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], claim_id: ClaimId, form: Sent) -> Response:
    return _act(visit, form, claim_id, "withdrawals", lambda ledger, why, by: steps.withdraw(ledger, claim_id, why, by))


@router.post("/claims/{claim_id}/findings")
def audit(visit: Annotated[Visit, visits(AUDIT_CLAIMS)], claim_id: ClaimId, form: Sent) -> Response:
    """On to the next claim of the sample that has no finding yet, or to the return when there is none."""
    passed, by = form.text("passed") == "yes", visit.asking.caller.name
    if form.text("passed") not in ("yes", "no"):
        return _refused(visit, form, claim_id, "findings", Refused(422, "Say whether the claim passed or failed."))
    of_round = return_with(visit.ledger, claim_id)
    found = act_once(visit, form, lambda ledger: steps.audit(
        ledger, claim_id, passed, form.text("reason") or "", by), on=UUID(of_round.families[claim_id]))  # fmt: skip
    if isinstance(found, Refused):
        return _refused(visit, form, claim_id, "findings", found)
    waiting = return_with(visit.ledger, claim_id).unaudited
    if waiting:
        return done_at(visit, f"/claims/{waiting[0]}", "findings")
    return done_at(visit, f"/returns/{of_round.day}", "audited")


def _act(visit: Visit, form: Form, claim_id: str, name: str, step: Step) -> Response:
    family, by = UUID(return_with(visit.ledger, claim_id).families[claim_id]), visit.asking.caller.name
    found = act_once(visit, form, lambda ledger: step(ledger, form.text("reason") or "", by), on=family)
    if isinstance(found, Refused):
        return _refused(visit, form, claim_id, name, found)
    return done_at(visit, "/at-risk" if form.text("back") == "/at-risk" else f"/claims/{claim_id}", name)


def _refused(visit: Visit, form: Form, claim_id: str, name: str, refusal: Refused) -> Response:
    filled = {"act": name, "reason": form.text("reason") or "", "passed": form.text("passed") or ""}
    return claim_page(seen_from(visit, f"/claims/{claim_id}"), claim_id, refusal, filled)
