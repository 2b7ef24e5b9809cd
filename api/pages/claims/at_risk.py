"""The queue of claims that later knowledge speaks against: for each the fact that did it, and the decision on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import PREPARE_CLAIMS, READ_CLAIMS
from api.claiming.rechecking import at_risk_of, mark_at_risk
from api.pages.claims.claims import Said
from api.pages.claims.risks import risks_shown
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from projections.queries.claims import Wanted, claims_page, claims_summed
from projections.queries.pages import Part

router = APIRouter()

PATH = "/at-risk"
RISKS_SHOWN = 20
DONE_HERE = {
    "rechecked": "Every standing claim was decided again on all that is known now.",
    "decisions": "The claim stands: your decision is on record.", "repayments": "It is on record as paid back.",
    "withdrawals": "The claim is withdrawn.",
}  # fmt: skip


@router.get(PATH)
def at_risk(visit: Annotated[Visit, visits(READ_CLAIMS)], after: Said = "") -> Response:
    return _page(visit, after=after)


@router.post(f"{PATH}/rechecks")
def rechecked(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], form: Sent) -> Response:
    """Decides every standing claim again, and marks those that come out differently."""
    by = visit.asking.caller.name
    found = act_once(visit, form, lambda ledger: mark_at_risk(ledger, by, everything=True), in_parts=True)
    if isinstance(found, Refused):
        return _page(seen_from(visit, PATH), found)
    return done_at(visit, PATH, "rechecked")


def _page(visit: Visit, refusal: Refused | None = None, after: str = "") -> Response:
    visit.note_list("claims at risk page", visit.parameters)
    wanted, known = Wanted(visit.clocks.scheme.name, at_risk=True), visit.clocks.known
    summed = claims_summed(visit.ledger, wanted, known)
    rows = claims_page(visit.ledger, wanted, known, Part((after,) if after else None, RISKS_SHOWN + 1)).rows
    page = rows[:RISKS_SHOWN]
    return shown(
        visit, "claims/at_risk", refusal.status if refusal else 200,
        risks=risks_shown(visit, at_risk_of(visit.ledger, page, known)), number_at_risk=summed.claims,
        at_stake_pence=summed.amount_pence, first=not after, more=page[-1].claim if len(rows) > len(page) else None,
        mistake=refusal.what if refusal else None, may_recheck=visit.may(PREPARE_CLAIMS),
        done=DONE_HERE.get(visit.parameters.get(DONE, "")),
    )  # fmt: skip
