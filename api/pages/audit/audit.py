"""The audit room: what waits for internal audit, a sample of one's own by seed and strata, and the ways to check."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import DRAW_SAMPLES, READ_ACCESS_LOG, READ_CLAIMS, VERIFY
from api.claiming.places import every_return
from api.pages.claims.claims import Said, rounds_claimed_of
from api.pages.claims.known_then import claims_then
from api.pages.claims.stages import next_step
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from projections.queries.claims import Wanted
from projections.queries.strata import Stratum, strata_drawn, strata_of
from projections.queries.unmoved import while_unmoved

router = APIRouter()

STRATA = {"result": "result", "status": "status", "round_on": "round", "": "all claims together"}
EACH_MAX = 50


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
    visit.note_list("audit sample page", visit.parameters)
    chosen = next((one for one in _rounds(visit) if one.isoformat() == round_on), None)
    by, seed = by if by in STRATA else "", seed.strip()
    wanted = Wanted(visit.clocks.scheme.name, chosen)
    return shown(
        visit, "audit/audit_sample",
        strata=_drawn(visit, wanted, seed, by, each) if seed else [],
        choices=STRATA, rounds=_rounds(visit), labels=visit.result_labels, each_max=EACH_MAX,
        filled={"seed": seed, "round_on": round_on, "by": by, "each": each},
    )  # fmt: skip


def _drawn(visit: Visit, wanted: Wanted, seed: str, by: str, each: int) -> list[Stratum]:
    ledger = visit.ledger
    if visit.clocks.known is not None:
        return strata_of([row for row in claims_then(visit) if wanted.fits(row)], seed, by, each)
    asked = ("drawn", wanted, seed, by, each)
    return while_unmoved(ledger, asked, lambda: strata_drawn(ledger, wanted, seed, by, each))


def _rounds(visit: Visit) -> list[date]:
    if not visit.may(READ_CLAIMS):
        return []
    return rounds_claimed_of(visit)
