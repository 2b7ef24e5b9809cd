"""A spot check: whoever was given a sample reads its claims one by one, and takes their evidence away. Nothing else.

What the department's checker may see is the one round that their token names, for as long as it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import READ_SAMPLE
from api.claiming.places import return_of
from api.errors import Unknown
from api.pages.claims.claim import ClaimId
from api.pages.claims.papers import EVENTS_SHOWN, download, pack_of, trail_shown, verification_told, verified, when_told
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.trails.as_pdf import as_pdf
from domain.claims.returns import Return
from ledger.rule_sets import SCHEMES, rule_set
from projections.queries.claim_pages import claims_page
from projections.queries.claims import ClaimListed, Wanted

router = APIRouter()

PATH = "/sample"

_Checks = Annotated[Visit, visits(READ_SAMPLE)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in the sample."""

    number: int
    of: int
    before: str | None
    after: str | None


@router.get(PATH)
def sample(visit: _Checks) -> Response:
    round_on = _round(visit)
    rows = _sampled(visit, round_on)
    visit.note_list("sample page", {"round": round_on})
    return shown(
        visit, "audit/spot_check", rows=rows, round_on=round_on, drawn=_drawn(visit, round_on), labels=_labels(rows),
        until=_until(visit), amount_pence=sum(one.amount_pence for one in rows))  # fmt: skip


@router.get(f"{PATH}/{{claim_id}}")
def sampled_claim(visit: _Checks, claim_id: ClaimId) -> Response:
    claim, place = _claim(visit, claim_id)
    return shown(
        visit, "audit/spot_check_claim", claim=claim, place=place, trail=trail_shown(visit, claim_id), path=PATH,
        label=_labels([claim]).get(claim.result, claim.result), proves=visit.clocks.known is None, when=when_told,
        events_shown=EVENTS_SHOWN)  # fmt: skip


@router.get(f"{PATH}/{{claim_id}}/trail.pdf")
def sampled_trail(visit: _Checks, claim_id: ClaimId) -> Response:
    _claim(visit, claim_id)
    return download(as_pdf(trail_shown(visit, claim_id)), "application/pdf", f"{claim_id}.pdf")


@router.post(f"{PATH}/{{claim_id}}/evidence")
def sampled_evidence(visit: _Checks, claim_id: ClaimId, form: Sent) -> Response:
    _claim(visit, claim_id)
    return download(pack_of(visit, claim_id), "application/json", f"{claim_id}.evidence.json")


@router.post(f"{PATH}/{{claim_id}}/verification")
def sampled_verification(
    visit: _Checks, claim_id: ClaimId, form: Sent, to: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    _claim(visit, claim_id)
    found = verified(visit.ledger, pack_of(visit, claim_id))
    return verification_told(visit, f"{PATH}/{claim_id}", claim_id, found, to)


def _round(visit: Visit) -> date | None:
    """None where the token names no round that could be."""
    try:
        return date.fromisoformat(visit.asking.caller.sample or "")
    except ValueError:
        return None


def _sampled(visit: Visit, round_on: date | None) -> list[ClaimListed]:
    wanted = Wanted(round_on=round_on, sampled=True)
    return claims_page(visit.ledger, wanted, visit.clocks.known).rows if round_on else []


def _drawn(visit: Visit, round_on: date | None) -> Sequence[Return]:
    """The returns of the round of which a sample was drawn: with the seed, anyone draws the same."""
    if round_on is None:
        return []
    returns = [return_of(visit.ledger, scheme, round_on, visit.clocks.known) for scheme in SCHEMES]
    return [one for one in returns if one.sample]


def _claim(visit: Visit, claim_id: str) -> tuple[ClaimListed, Place]:
    """Raises `Unknown` for any claim but those of the sample, whether there is one or not."""
    rows = _sampled(visit, _round(visit))
    claims = [one.claim for one in rows]
    if claim_id not in claims:
        raise Unknown("There is no such claim in the sample that you were given.")
    at = claims.index(claim_id)
    place = Place(at + 1, len(claims), claims[at - 1] if at else None, claims[at + 1] if at + 1 < len(claims) else None)
    return rows[at], place


def _labels(rows: Sequence[ClaimListed]) -> dict[str, str]:
    schemes = {row.scheme for row in rows}
    return {kind: one.label for scheme in schemes for kind, one in rule_set(scheme).results.items()}


def _until(visit: Visit) -> datetime | None:
    held = visit.asking.caller.holds_until
    return None if held is None else datetime.fromtimestamp(held, UTC)
