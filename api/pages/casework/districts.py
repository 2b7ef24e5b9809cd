"""Every count of the programme by the district in which families live on the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_PROGRAMME
from api.casework.counting import DISTRICT_COLUMNS, by_district, district_cells
from api.pages.drawing.charts import Chart, Series, side_by_side
from api.pages.frame.anew import now_or_anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.wording.words import counted, number
from projections.queries.caseloads import NOWHERE
from projections.queries.districts import District

router = APIRouter()

PATH = "/districts"
DISTRICTS_DRAWN, DISTRICTS_SHOWN = 8, 200

Counts = Annotated[Visit, visits(READ_PROGRAMME)]


@router.get(PATH)
def districts(visit: Counts) -> Response:
    rows = _rows(visit)
    return shown(
        visit, "casework/districts", rows=rows[:DISTRICTS_SHOWN], left_out=max(0, len(rows) - DISTRICTS_SHOWN),
        whole=_whole(rows), kinds=list(visit.clocks.scheme.results.items()), drawn=_drawn(rows),
        on_record=sum(one.district != NOWHERE for one in rows), nowhere=NOWHERE,
    )  # fmt: skip


@router.get(f"{PATH}.csv")
def written(visit: Counts) -> Response:
    return as_csv("districts", DISTRICT_COLUMNS, map(district_cells, _rows(visit)))


def _rows(visit: Visit) -> list[District]:
    """By name, families of which none is on record last. Raises `UnderWay`."""
    clocks = visit.clocks
    found = now_or_anew(visit, "Districts", by_district, clocks.scheme.name, clocks.on, clocks.known).rows
    return sorted(found, key=lambda one: (one.district == NOWHERE, one.district))


def _whole(rows: Sequence[District]) -> District:
    kinds = rows[0].claimable if rows else {}
    return District(
        "All", sum(one.families for one in rows), sum(one.eligible for one in rows), _attached(rows),
        sum(one.worked_with for one in rows), sum(one.turned_around for one in rows),
        {kind: sum(one.claimable[kind] for one in rows) for kind in kinds}, sum(one.paid for one in rows),
        sum(one.paid_pence for one in rows))  # fmt: skip


def _drawn(rows: Sequence[District]) -> Chart | None:
    named = [one for one in rows if one.district != NOWHERE]
    if not named:
        return None
    most = sorted(named, key=lambda one: (-one.attached, -one.families, one.district))[:DISTRICTS_DRAWN]
    title = f"{most[0].district} has most families attached: {number(most[0].attached)} of {number(_attached(rows))}"
    if len(named) > len(most):
        title += f" (of {counted(len(named), 'district')} the {len(most)} with most)"
    series = [
        Series("Eligible on the day", [one.eligible for one in most], 3),
        Series("Attached by then", [one.attached for one in most], 2),
        Series("With a main result that may be claimed", [one.turned_around for one in most], 1),
    ]
    return side_by_side("districts", title, "District", [one.district for one in most], series, number)


def _attached(rows: Sequence[District]) -> int:
    return sum(one.attached for one in rows)
