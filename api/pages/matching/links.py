"""Links between agencies' records and people of ours, the newest first: by whom or what, and whether they stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import MATCH
from api.matching.links import links
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.matching.queue import PATH, Said

router = APIRouter()

LINKS_SHOWN = 40


@router.get(f"{PATH}/links")
def made(
    visit: Annotated[Visit, visits(MATCH)], agency: Said = "",
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Response:  # fmt: skip
    visit.note_list("links page", visit.parameters)
    agencies = list(visit.ledger.agencies.counts())
    chosen = agency if agency in agencies else None
    found = links(visit.ledger, chosen, before, LINKS_SHOWN + 1, visit.clocks.known)
    rows = found[:LINKS_SHOWN]
    return shown(
        visit, "matching/links", rows=rows, agencies=agencies, agency=chosen, first=before is None,
        more=rows[-1].position if len(found) > LINKS_SHOWN else None)  # fmt: skip
