"""Reviews by boards: which cases are due, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_FAMILIES
from api.pages.casework.asked import After, Said
from api.pages.drawing.charts import Chart, Series, side_by_side
from api.pages.frame.anew import anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.wording.words import capital, counted, number
from domain.casework.choices import DECISIONS
from projections.queries.caseloads import ReviewDue
from projections.queries.work_lists import BothLists, Some, reviews_of_both

router = APIRouter()

PATH = "/casework/reviews"
DUE_SHOWN, REVIEWS_SHOWN = 30, 50
DUE_WRITTEN_MAX = 100_000

Reads = Annotated[Visit, visits(READ_FAMILIES)]


@router.get(PATH)
def reviews(visit: Reads, decision: Said = "", due_after: After = 0, after: After = 0) -> Response:
    visit.note_list("reviews page", visit.parameters)
    said = decision if decision in DECISIONS else None
    due, held, counts = _asked(visit, said, (DUE_SHOWN + 1, due_after), (REVIEWS_SHOWN + 1, after))
    return shown(
        visit, "casework/reviews", due=due.rows[:DUE_SHOWN], number_due=due.number,
        more_due=due_after + DUE_SHOWN if len(due.rows) > DUE_SHOWN else None, first_due=not due_after,
        rows=held.rows[:REVIEWS_SHOWN], number_held=held.number,
        more=after + REVIEWS_SHOWN if len(held.rows) > REVIEWS_SHOWN else None, first=not after, said=said,
        decisions=DECISIONS, drawn=_decided(counts),
    )  # fmt: skip


@router.get(f"{PATH}/due.csv")
def due(visit: Reads) -> Response:
    visit.note_list("reviews page")
    return as_csv("reviews-due", ReviewDue._fields, _asked(visit, None, (DUE_WRITTEN_MAX, 0), (0, 0)).due.rows)


@router.get(f"{PATH}/decisions.csv")
def decisions(visit: Reads) -> Response:
    visit.note_list("reviews page")
    return as_csv("decisions", ("decision", "reviews"), _asked(visit, None, (0, 0), (0, 0)).decisions.items())


def _asked(visit: Visit, decision: str | None, due: tuple[int, int], held: tuple[int, int]) -> BothLists:
    """Of each list at most so many, after so many. As known then both are made whole, once. Raises `UnderWay`."""
    clocks, mine = visit.clocks, visit.theirs()
    parts, scheme, on = (Some(*due, mine), Some(*held, mine)), clocks.scheme.name, clocks.on
    if clocks.known is None:
        return reviews_of_both(visit.ledger, scheme, on, decision, *parts)
    whole = Some(only=mine)
    found = anew(visit, "Reviews", reviews_of_both, scheme, on, decision, whole, whole, clocks.known)
    return found.parts(*parts)


def _decided(counts: Mapping[str, int]) -> Chart | None:
    if not counts:
        return None
    whole = sum(counts.values())
    most = max(counts, key=lambda said: counts[said])
    title = f"{counted(whole, 'review')}: {number(counts[most])} decided to {most}"
    series = [Series("Reviews", [counts.get(said, 0) for said in DECISIONS], 2)]
    return side_by_side("decisions", title, "Decision", [capital(said) for said in DECISIONS], series, number)
