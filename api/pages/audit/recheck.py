"""Every standing claim decided again on what is known, beside what it says. Nothing is recorded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_CLAIMS
from api.claiming.rechecking import Recheck
from api.pages.frame.anew import worked_out
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names

router = APIRouter()

DIFFERING_SHOWN = 100
_LONG = "Each is decided again under the rules that it was made under, on all that was known."


@router.get("/audit/recheck")
def rechecked(visit: Annotated[Visit, visits(READ_CLAIMS)]) -> Response:
    """Worked out beside the server, once for each moment of knowledge."""
    ledger, known = visit.ledger, visit.clocks.known
    visit.note_list("recheck page")
    asked = Recheck(visit.clocks.scheme.name, ledger.position() if known is None else known)
    decided, differing = worked_out(visit, "Deciding every standing claim again", _LONG, asked)
    page = differing[:DIFFERING_SHOWN]
    names = Names(ledger.register, [one.why for one in page], by_name=visit.sees_names)
    family_ids = ledger.register.family_ids({one.family for one in page})
    return shown(
        visit, "audit/recheck", decided=decided, number=len(differing),
        differing=[(one, family_ids.get(one.family, str(one.family)),
                    names.text(one.why).replace("not-valid", "not valid")) for one in page],
        at_stake_pence=sum(one.amount_pence for one in differing))  # fmt: skip
