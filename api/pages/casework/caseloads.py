"""Who leads the work with how many families on a day."""

from __future__ import annotations

from statistics import median
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_PROGRAMME
from api.pages.frame.anew import now_or_anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from projections.queries.caseloads import NOBODY, Caseload
from projections.queries.work_lists import caseloads_on

router = APIRouter()

PATH = "/casework/caseloads"
POSTS_SHOWN = 200

Counts = Annotated[Visit, visits(READ_PROGRAMME)]


@router.get(PATH)
def caseloads(visit: Counts) -> Response:
    rows = _rows(visit)
    led = [one for one in rows if one.lead_worker != NOBODY]
    return shown(
        visit, "casework/caseloads", rows=rows[:POSTS_SHOWN], posts=len(led), left_out=max(0, len(rows) - POSTS_SHOWN),
        families=sum(one.families for one in rows), fullest=led[0] if led else None,
        median=int(median(one.families for one in led)) if led else 0, nobody=NOBODY,
        unled=sum(one.families for one in rows if one.lead_worker == NOBODY),
        most=max((one.families for one in rows), default=1),
    )  # fmt: skip


@router.get(f"{PATH}.csv")
def written(visit: Counts) -> Response:
    return as_csv("caseloads", Caseload._fields, _rows(visit))


def _rows(visit: Visit) -> list[Caseload]:
    """The fullest first. Raises `UnderWay`."""
    clocks = visit.clocks
    found = now_or_anew(visit, "Caseloads", caseloads_on, clocks.scheme.name, clocks.on, clocks.known).rows
    return sorted(found, key=lambda one: (-one.families, one.lead_worker))
