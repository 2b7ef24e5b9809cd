"""Commands to claims: preparing a round's, what audit and government said of one, and deciding them again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.access.operations import AUDIT_CLAIMS, PREPARE_CLAIMS, RECORD_PAYMENTS
from api.claiming import steps
from api.claiming.places import return_of
from api.claiming.preparing import prepare_round, refuse_day_to_come
from api.claiming.rechecking import claims_at_risk, kept_in_spite, mark_at_risk
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.v1.models.commands import Finding, Nothing, Preparing, Reasoned
from api.http.v1.models.recorded import ClaimSpokenAgainst, ClaimsPrepared, ClaimStanding, LeftOut, NewClaim, Rechecked
from api.http.v1.telling import claim_standing, recorded, return_said
from api.today import today_here
from api.wording.naming import Names
from domain.claims.returns import Return, return_stream
from domain.events.returns import LineAdded
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["claims"], route_class=Command)

Prepares = Annotated[Commanding, commands(PREPARE_CLAIMS)]
Audits = Annotated[Commanding, commands(AUDIT_CLAIMS)]
Pays = Annotated[Commanding, commands(RECORD_PAYMENTS)]
ClaimId = Annotated[
    str, Path(description="The claim's id.", max_length=40, pattern=r"^[A-Za-z0-9-]+$",
              examples=["TF2012-20130731-0001"])]  # fmt: skip


@router.post(
    "/claims", operation_id="prepare_claims", response_model=ClaimsPrepared, status_code=201,
    summary="Prepare a round: claim every result that is valid on its day; again, what has become valid since",
)  # fmt: skip
def prepare(commanding: Prepares, said: Preparing) -> Response:
    refuse_day_to_come(said.round_on, today_here())
    return commanding.carried_out(
        lambda ledger: prepare_round(ledger, said.scheme, said.round_on, commanding.by),
        lambda ledger, done: _prepared(ledger, said.scheme, said.round_on, done),
        status=201, made=f"/v1/returns/{said.round_on}?scheme={said.scheme}")  # fmt: skip


def _prepared(ledger: Ledger, scheme: str, round_on: date, done: Done) -> ClaimsPrepared:
    """The new lines are those that the command recorded; what it left out, and why, was kept with its key."""
    of_round = return_of(ledger, scheme, round_on, done.position)
    before = done.position - done.events
    new = [entry.event.claim for entry in ledger.history(return_stream(scheme, round_on), done.position)
           if entry.position > before and isinstance(entry.event, LineAdded)]
    left_out, newly_valid = done.answer["left_out"], done.answer["newly_valid"]
    lines = [of_round.lines[claim] for claim in new]
    families = {UUID(line.family) for line in lines} | {UUID(family) for family, *_ in left_out}
    family_ids = ledger.register.family_ids(families)
    names = Names(ledger.register, texts=[reason for *_, reason in left_out])
    return ClaimsPrepared(
        **_return_said(of_round, scheme, round_on, done),
        prepared=[NewClaim(claim=line.claim, family_id=family_ids.get(UUID(line.family), line.family),
                           result=line.result, amount_pence=line.amount_pence,
                           newly_valid=newly_valid.get(line.claim)) for line in lines],
        left_out=[LeftOut(family_id=family_ids.get(UUID(family), family), result=result, reason=names.text(reason))
                  for family, result, reason in left_out])


@router.post(
    "/claims/{claim_id}/findings", operation_id="audit_claim", response_model=ClaimStanding,
    summary="Record internal audit's finding on a sampled claim; one that failed is taken out and widens the sample",
)  # fmt: skip
def audit(commanding: Audits, claim_id: ClaimId, said: Finding) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.audit(
        ledger, claim_id, said.passed, said.finding, commanding.by))


@router.post(
    "/claims/{claim_id}/payments", operation_id="pay_claim", response_model=ClaimStanding,
    summary="Record that a claim was paid",
)  # fmt: skip
def pay(commanding: Pays, claim_id: ClaimId, said: Nothing) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.pay(ledger, claim_id, commanding.by))


@router.post(
    "/claims/{claim_id}/rejections", operation_id="reject_claim", response_model=ClaimStanding,
    summary="Record that the government did not accept a claim",
)  # fmt: skip
def reject(commanding: Pays, claim_id: ClaimId, said: Reasoned) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.reject(ledger, claim_id, said.reason, commanding.by))


@router.post(
    "/claims/{claim_id}/withdrawals", operation_id="withdraw_claim", response_model=ClaimStanding,
    summary="Withdraw a claim that has not been paid",
)  # fmt: skip
def withdraw(commanding: Prepares, claim_id: ClaimId, said: Reasoned) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.withdraw(ledger, claim_id, said.reason, commanding.by))


@router.post(
    "/claims/{claim_id}/repayments", operation_id="repay_claim", response_model=ClaimStanding,
    summary="Record that what was paid for a claim was given back",
)  # fmt: skip
def repay(commanding: Pays, claim_id: ClaimId, said: Reasoned) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.repay(ledger, claim_id, said.reason, commanding.by))


@router.post(
    "/claims/{claim_id}/decisions", operation_id="keep_claim", response_model=ClaimStanding,
    summary="Decide that a claim stands although it is at risk",
)  # fmt: skip
def keep(commanding: Pays, claim_id: ClaimId, said: Reasoned) -> Response:
    return _one(commanding, claim_id, lambda ledger: steps.keep(ledger, claim_id, said.reason, commanding.by))


@router.post(
    "/rechecks", operation_id="recheck_claims", response_model=Rechecked,
    summary="Decide every standing claim again on what is known now, and mark those that come out differently",
)  # fmt: skip
def recheck(commanding: Prepares, said: Nothing) -> Response:
    return commanding.carried_out(
        lambda ledger: mark_at_risk(ledger, commanding.by, everything=True), _rechecked, in_parts=True)


def _rechecked(ledger: Ledger, done: Done) -> Rechecked:
    at_risk = [(one.family.id, one.claim, one.verdict, one.why) for one in claims_at_risk(ledger, done.position)]
    kept = [(one.family.id, one.claim, one.found.verdict, one.found.why)
            for one in kept_in_spite(ledger, done.position)]
    family_ids = ledger.register.family_ids({family for family, *_ in at_risk + kept})
    names = Names(ledger.register, texts=[why for *_, why in at_risk + kept])
    said = [ClaimSpokenAgainst(claim=claim.id, family_id=family_ids.get(family, str(family)), status=claim.status,
                               verdict=verdict, why=names.text(why)) for family, claim, verdict, why in at_risk + kept]
    return Rechecked(**recorded(done), at_risk=said[:len(at_risk)], kept=said[len(at_risk):])


def _one(commanding: Commanding, claim_id: str, act: Callable[[Ledger], object]) -> Response:
    return commanding.carried_out(act, lambda ledger, done: claim_standing(ledger, claim_id, done))


def _return_said(of_round: Return, scheme: str, round_on: date, done: Done) -> dict[str, Any]:
    """A return that nothing was found for may never have been opened."""
    if of_round.version == 0:
        of_round.scheme, of_round.round_on = scheme, round_on
    return return_said(of_round, done)
