"""The queue of claims that later knowledge speaks against: for each the fact that did it, and the decision on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import PREPARE_CLAIMS, READ_CLAIMS
from api.claiming.rechecking import claims_at_risk, mark_at_risk
from api.pages.claims.risks import risks_shown
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits

router = APIRouter()

PATH = "/at-risk"
RISKS_SHOWN = 100
DONE_HERE = {
    "rechecked": "Every standing claim was decided again on all that is known now.",
    "decisions": "The claim stands: your decision is on record.", "repayments": "It is on record as paid back.",
    "withdrawals": "The claim is withdrawn.",
}  # fmt: skip


@router.get(PATH)
def at_risk(visit: Annotated[Visit, visits(READ_CLAIMS)]) -> Response:
    return _page(visit)


@router.post(f"{PATH}/rechecks")
def rechecked(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], form: Sent) -> Response:
    """Decides every standing claim again, and marks those that come out differently."""
    by = visit.asking.caller.name
    found = act_once(visit, form, lambda ledger: mark_at_risk(ledger, by, everything=True), in_parts=True)
    if isinstance(found, Refused):
        return _page(seen_from(visit, PATH), found)
    return done_at(visit, PATH, "rechecked")


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    visit.asking.note_list("claims at risk page", visit.clocks.query, visit.as_of.position)
    found = [one for one in claims_at_risk(visit.ledger, visit.clocks.known)
             if one.claim.scheme == visit.clocks.scheme.name]  # fmt: skip
    return shown(
        visit, "claims/at_risk", refusal.status if refusal else 200, risks=risks_shown(visit, found[:RISKS_SHOWN]),
        number_at_risk=len(found), mistake=refusal.what if refusal else None,
        at_stake_pence=sum(one.claim.amount_pence for one in found), may_recheck=visit.may(PREPARE_CLAIMS),
        done=DONE_HERE.get(visit.parameters.get(DONE, "")),
    )  # fmt: skip
