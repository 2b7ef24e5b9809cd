"""Every standing claim decided again on what is known, beside what it says. Nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_CLAIMS
from api.claiming.rechecking import recheck
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names

router = APIRouter()

DIFFERING_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Differing:
    """`is_marked` where the claim is in the queue of those at risk; otherwise a person has kept it as it is."""

    claim: str
    family_id: str
    status: str
    amount_pence: int
    why: str
    position: int | None
    known_since: datetime | None
    is_marked: bool


@router.get("/audit/recheck")
def rechecked(visit: Annotated[Visit, visits(READ_CLAIMS)]) -> Response:
    visit.asking.note_list("recheck page", visit.clocks.query, visit.as_of.position)
    found = [one for one in recheck(visit.ledger, visit.clocks.known) if one.claim.scheme == visit.clocks.scheme.name]
    differing = [one for one in found if one.found.differs]
    names = Names(visit.ledger.register, [one.found.why for one in differing], by_name=visit.sees_names)
    family_ids = visit.ledger.register.family_ids({one.family.id for one in differing})
    rows = [
        Differing(one.claim.id, family_ids.get(one.family.id, str(one.family.id)), one.claim.status,
                  one.claim.amount_pence, names.text(one.found.why).replace("not-valid", "not valid"),
                  one.fact.position if one.fact else None, one.fact.recorded_at if one.fact else None,
                  one.claim.risk is not None)
        for one in differing
    ]  # fmt: skip
    return shown(visit, "audit/recheck", decided=len(found), differing=rows[:DIFFERING_SHOWN], number=len(rows),
                 at_stake_pence=sum(one.amount_pence for one in rows))  # fmt: skip
