"""One claim: how it stands, the auditor's twelve questions in order, what may be done with it, and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import AUDIT_CLAIMS, READ_CLAIMS, READ_EVIDENCE
from api.claiming.places import claim_called
from api.claiming.rechecking import at_risk
from api.pages.claims.choices import choices_for
from api.pages.claims.papers import EVENTS_SHOWN, download, pack_of, trail_shown, verification_told, verified, when_told
from api.pages.claims.risks import RiskShown, risks_shown
from api.pages.frame.acting import DONE, Refused, refused, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.trails.as_pdf import as_pdf
from domain.claims.claim import Claim
from domain.claims.returns import Return

router = APIRouter()

DONE_HERE = {
    "decisions": "The claim stands: your decision is on record.", "repayments": "It is on record as paid back.",
    "payments": "The payment is on record.", "rejections": "The refusal is on record.",
    "withdrawals": "The claim is withdrawn.",
    "findings": "The finding is on record. This is the next claim of the sample that has none yet.",
}  # fmt: skip

ClaimId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
_Reads = Annotated[Visit, visits(READ_CLAIMS)]
_Proves = Annotated[Visit, visits(READ_EVIDENCE)]


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a claim stands in the sample of its return."""

    place: int
    of: int
    before: str | None
    after: str | None
    waiting: int
    is_waiting: bool


@router.get("/claims/{claim_id}")
def claim(visit: _Reads, claim_id: ClaimId) -> Response:
    return claim_page(visit, claim_id)


def claim_page(
    visit: Visit, claim_id: str, refusal: Refused | None = None, filled: dict[str, str] | None = None
) -> Response:
    known = visit.clocks.known
    of_round, family, claim = claim_called(visit.ledger, claim_id, known)
    trail = trail_shown(visit, claim_id)
    risk = risks_shown(visit, [at_risk(visit.ledger, family, claim)])[0] if claim.risk else None
    return shown(
        visit, "claims/claim", refusal.status if refusal else 200, trail=trail, claim=claim, of_round=of_round,
        version=family.version, risk=risk, walk=_walk(of_round, claim_id), choices=_choices(visit, claim, risk),
        audits=visit.may(AUDIT_CLAIMS) and known is None, proves=visit.may(READ_EVIDENCE) and known is None,
        label=visit.result_labels.get(claim.result, claim.result), filled=filled,
        mistake=refusal.what if refusal else None, done=DONE_HERE.get(visit.parameters.get(DONE, "")),
        events_shown=EVENTS_SHOWN, when=when_told,
    )  # fmt: skip


def _choices(visit: Visit, claim: Claim, risk: RiskShown | None) -> object:
    return risk.choices if risk else choices_for(visit, claim)


def _walk(of_round: Return, claim_id: str) -> Walk | None:
    sample = of_round.sample
    if claim_id not in sample:
        return None
    place = sample.index(claim_id)
    return Walk(
        place + 1, len(sample), sample[place - 1] if place else None,
        sample[place + 1] if place + 1 < len(sample) else None, len(of_round.unaudited), claim_id in of_round.unaudited)


# ---- its papers --------------------------------------------------------------------------------------------------


@router.get("/claims/{claim_id}/trail.pdf")
def trail_as_pdf(visit: _Reads, claim_id: ClaimId) -> Response:
    return download(as_pdf(trail_shown(visit, claim_id)), "application/pdf", f"{claim_id}.pdf")


@router.post("/claims/{claim_id}/evidence")
def evidence(visit: _Proves, claim_id: ClaimId, form: Sent) -> Response:
    """The pack. What is not sealed yet is sealed by this, which is why it takes a form."""
    return download(pack_of(visit, claim_id), "application/json", f"{claim_id}.evidence.json")


@router.post("/claims/{claim_id}/verification")
def verification(
    visit: _Proves, claim_id: ClaimId, form: Sent, to: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """What a stranger finds who has nothing but the pack and the ledger's public key."""
    try:
        found = verified(visit.ledger, pack_of(visit, claim_id))
    except Exception as error:
        return claim_page(seen_from(visit, f"/claims/{claim_id}"), claim_id, refused(error))
    return verification_told(visit, f"/claims/{claim_id}", claim_id, found, to)
