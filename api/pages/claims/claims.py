"""Claims: every one that was ever made, found by what is said of it, and what they come to."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.access.operations import READ_CLAIMS
from api.answers.claims_on_record import named, named_claims
from api.defaults import SQL_TEXT
from api.pages.claims.known_then import claims_then
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from domain.claims.claim import Status
from ledger.rule_sets import rule_set
from projections.errors import FamilyUnknown
from projections.queries.asking import family_called
from projections.queries.claimed_rounds import rounds_page
from projections.queries.claims import ClaimListed, Summed, Wanted, claims_summed, summed_of
from projections.queries.merged import merged_families
from projections.queries.pages import Part
from projections.queries.unmoved import while_unmoved

router = APIRouter()

CLAIMS_SHOWN = 50
STATUSES: tuple[str, ...] = get_args(Status)
CLAIM_FORM = re.compile(r"[A-Z]{1,5}\d{4}-\d{8}-\d{4,}")

Said = Annotated[str, Query(max_length=100, pattern=SQL_TEXT)]


@router.get("/claims")
def claims(
    visit: Annotated[Visit, visits(READ_CLAIMS)], find: Said = "", round_on: Said = "", result: Said = "",
    status: Said = "", at_risk: Said = "", after: Said = "",
) -> Response:  # fmt: skip
    if CLAIM_FORM.fullmatch(find.strip().upper()):
        return RedirectResponse(visit.link(f"/claims/{find.strip().upper()}"), 303)
    rounds = rounds_claimed_of(visit)
    visit.note_list("claims page", visit.parameters)
    wanted = _wanted(visit, find.strip(), _one_of(rounds, round_on), result, status, at_risk)
    rows, summed = _found(visit, wanted, after) if wanted is not None else ([], None)
    return shown(
        visit, "claims/claims", rows=rows[:CLAIMS_SHOWN], summed=summed, rounds=rounds, statuses=STATUSES,
        more=rows[CLAIMS_SHOWN - 1].claim if len(rows) > CLAIMS_SHOWN else None, first=not after,
        labels=visit.result_labels, filled=_filled(visit), merged=merged_families(visit.ledger, visit.clocks.known),
    )  # fmt: skip


def _found(visit: Visit, wanted: Wanted, after: str) -> tuple[list[ClaimListed], Summed]:
    """Those of one page and one more, and what all come to. Raises `UnderWay`."""
    ledger = visit.ledger
    if visit.clocks.known is None:
        rows = named_claims(ledger, wanted, None, Part((after,) if after else None, CLAIMS_SHOWN + 1)).rows
        return rows, while_unmoved(ledger, ("claims", wanted), lambda: claims_summed(ledger, wanted))
    only = ledger.register.family_ids([wanted.family]) if wanted.family else None
    every = [row for row in claims_then(visit)
             if wanted.fits(row) and (only is None or row.family_id in only.values())]  # fmt: skip
    page = list(islice((row for row in every if row.claim > after), CLAIMS_SHOWN + 1))
    return named(ledger, page), summed_of(every)


def _wanted(visit: Visit, find: str, round_on: date | None, result: str, status: str, at_risk: str) -> Wanted | None:
    """None where it is of a family that there is none of. What is none of the choices is no choice."""
    try:
        family = family_called(visit.ledger, find) if find else None
    except FamilyUnknown:
        return None
    scheme = rule_set(visit.clocks.scheme.name)
    return Wanted(
        scheme.name, round_on, status if status in STATUSES else None, result if result in scheme.results else None,
        {"yes": True, "no": False}.get(at_risk), family)  # fmt: skip


def rounds_claimed_of(visit: Visit) -> list[date]:
    """The days of the rounds for which claims were made under the scheme, in order."""
    ledger, scheme = visit.ledger, visit.clocks.scheme.name
    if visit.clocks.known is not None:
        return sorted({one.round_on for one in claims_then(visit)})
    return while_unmoved(ledger, ("rounds", scheme), lambda: [one.round_on for one in rounds_page(ledger, scheme).rows])


def _one_of(rounds: list[date], said: str) -> date | None:
    return next((one for one in rounds if one.isoformat() == said), None)


def _filled(visit: Visit) -> dict[str, str]:
    """The form as it was sent."""
    names = ("find", "round_on", "result", "status", "at_risk")
    return {name: visit.parameters.get(name, "") for name in names}
