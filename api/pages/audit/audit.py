"""The audit room: what waits for internal audit, a sample of one's own by seed and strata, and the ways to check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import DRAW_SAMPLES, READ_ACCESS_LOG, READ_CLAIMS, VERIFY
from api.claiming.places import every_return
from api.pages.claims.claims import Said, result_labels
from api.pages.claims.stages import next_step
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from domain.claims.sampling import in_drawing_order
from projections.queries.claims import ClaimListed, Wanted, claims_page, rounds_page

router = APIRouter()

STRATA = {"result": "result", "status": "status", "round_on": "round", "": "all claims together"}
EACH_MAX = 50


@dataclass(frozen=True, slots=True)
class Stratum:
    """`number` claims, of which some were drawn, in the order of drawing."""

    name: str
    number: int
    amount_pence: int
    drawn: list[ClaimListed]


@router.get("/audit")
def audit(visit: Annotated[Visit, visits(VERIFY)]) -> Response:
    waiting = every_return(visit.ledger, visit.clocks.scheme.name, visit.clocks.known) if visit.may(READ_CLAIMS) else []
    return shown(
        visit, "audit/audit",
        returns=[(one, next_step(one)) for one in waiting if one.stage in ("reviewed", "sampled")],
        claims=visit.may(READ_CLAIMS), accesses=visit.may(READ_ACCESS_LOG), draws=visit.may(DRAW_SAMPLES),
        strata=STRATA, rounds=_rounds(visit), filled={"seed": "", "round_on": "", "by": "result", "each": 3},
        each_max=EACH_MAX,
    )  # fmt: skip


@router.get("/audit/sample")
def sample(
    visit: Annotated[Visit, visits(DRAW_SAMPLES)], seed: Said = "", round_on: Said = "", by: Said = "",
    each: Annotated[int, Query(ge=1, le=EACH_MAX)] = 3,
) -> Response:  # fmt: skip
    """Nothing is recorded: with the seed, as known at the same entry, anyone draws the same."""
    visit.asking.note_list("audit sample page", visit.clocks.query | visit.parameters, visit.as_of.position)
    chosen = next((one for one in _rounds(visit) if one.isoformat() == round_on), None)
    rows = claims_page(visit.ledger, Wanted(visit.clocks.scheme.name, chosen), visit.clocks.known).rows
    by = by if by in STRATA else ""
    return shown(
        visit, "audit/audit_sample", strata=_drawn(visit, rows, seed.strip(), by, each) if seed.strip() else [],
        choices=STRATA, rounds=_rounds(visit), labels=result_labels(visit), each_max=EACH_MAX,
        filled={"seed": seed.strip(), "round_on": round_on, "by": by, "each": each},
    )  # fmt: skip


def _drawn(visit: Visit, rows: list[ClaimListed], seed: str, by: str, each: int) -> list[Stratum]:
    """Each stratum in the order in which samples of returns are drawn."""
    strata: dict[str, dict[str, ClaimListed]] = defaultdict(dict)
    for row in rows:
        strata[str(getattr(row, by)) if by else ""][row.claim] = row
    return [
        Stratum(name, len(claims), sum(one.amount_pence for one in claims.values()),
                [claims[claim] for claim in in_drawing_order(seed, claims)[:each]])
        for name, claims in sorted(strata.items())
    ]  # fmt: skip


def _rounds(visit: Visit) -> list[date]:
    if not visit.may(READ_CLAIMS):
        return []
    return [one.round_on for one in rounds_page(visit.ledger, visit.clocks.scheme.name, visit.clocks.known).rows]
