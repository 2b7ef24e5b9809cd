"""The queue of claims that later knowledge speaks against: for each the fact that did it, and the decision on it."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import PREPARE_CLAIMS, READ_CLAIMS
from api.claiming.rechecking import at_risk_of, mark_at_risk
from api.pages.claims.claims import Said
from api.pages.claims.known_then import claims_then
from api.pages.claims.risks import risks_shown
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from projections.queries.claim_pages import claims_page
from projections.queries.claims import ClaimListed, Summed, Wanted, claims_summed, summed_of
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
    known, (rows, summed) = visit.clocks.known, _found(visit, after)
    page = rows[:RISKS_SHOWN]
    return shown(
        visit, "claims/at_risk", refusal.status if refusal else 200,
        risks=risks_shown(visit, at_risk_of(visit.ledger, page, known)), number_at_risk=summed.claims,
        at_stake_pence=summed.amount_pence, first=not after, more=page[-1].claim if len(rows) > len(page) else None,
        mistake=refusal.what if refusal else None, may_recheck=visit.may(PREPARE_CLAIMS),
        done=DONE_HERE.get(visit.parameters.get(DONE, "")),
    )  # fmt: skip


def _found(visit: Visit, after: str) -> tuple[list[ClaimListed], Summed]:
    """Those of one page and one more, and what all come to. Raises `UnderWay`."""
    wanted = Wanted(visit.clocks.scheme.name, at_risk=True)
    if visit.clocks.known is None:
        part = Part((after,) if after else None, RISKS_SHOWN + 1)
        return claims_page(visit.ledger, wanted, None, part).rows, claims_summed(visit.ledger, wanted)
    every = [row for row in claims_then(visit) if wanted.fits(row)]
    return list(islice((row for row in every if row.claim > after), RISKS_SHOWN + 1)), summed_of(every)
