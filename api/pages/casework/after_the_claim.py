"""After the claim: whether what paid results said was gone came back, by kind of result, and for which families."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import LIST_FAMILIES, READ_PROGRAMME
from api.casework.relapsing import CAVEATS, MONTHS_MAX, after_the_claim
from api.pages.drawing.charts import Chart, Series, stacked
from api.pages.frame.anew import now_or_anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.wording.words import capital, counted, number
from domain.rules.scheme import Scheme
from projections.queries.relapses import FOLLOWED_MONTHS, Relapse, RelapsesOfKind

router = APIRouter()

PATH = "/after-the-claim"
RELAPSES_SHOWN = 50

Months = Annotated[int, Query(ge=1, le=MONTHS_MAX)]
Counts = Annotated[Visit, visits(READ_PROGRAMME)]


@router.get(PATH)
def after(visit: Counts, months: Months = FOLLOWED_MONTHS) -> Response:
    rows, kinds = _asked(visit, months)
    may_list = visit.may(LIST_FAMILIES)
    relapsed = [one for one in rows if one.fate == "relapsed"] if may_list else []
    relapsed.sort(key=lambda one: one.round_on, reverse=True)
    if may_list:
        visit.note_list("after the claim page", visit.parameters)
    return shown(
        visit, "casework/after_the_claim", kinds=kinds, months=months, caveats=CAVEATS, may_list=may_list,
        relapsed=relapsed[:RELAPSES_SHOWN], number_relapsed=len(relapsed), labels=visit.result_labels,
        words=_words(visit.clocks.scheme), drawn=_drawn(kinds, visit.clocks.scheme, months),
    )  # fmt: skip


@router.get(f"{PATH}.csv")
def written(visit: Counts, months: Months = FOLLOWED_MONTHS) -> Response:
    return as_csv("after-the-claim", RelapsesOfKind._fields, _asked(visit, months)[1])


@router.get(f"{PATH}/families.csv")
def families(visit: Annotated[Visit, visits(LIST_FAMILIES)], months: Months = FOLLOWED_MONTHS) -> Response:
    """Every result that is followed."""
    visit.note_list("after the claim page", {"months": months})
    rows = _asked(visit, months)[0]
    return as_csv("families-followed", Relapse._fields, map(_cells, rows))


def _cells(one: Relapse) -> list[object]:
    return ["; ".join(cell) if isinstance(cell, tuple) else cell for cell in one]


def _asked(visit: Visit, months: int) -> tuple[list[Relapse], list[RelapsesOfKind]]:
    """Raises `UnderWay`."""
    clocks = visit.clocks
    found, kinds = now_or_anew(
        visit, "After the claim", after_the_claim, clocks.scheme.name, clocks.on, clocks.known, months)
    return found.rows, kinds


def _words(scheme: Scheme) -> dict[str, str]:
    """What may come back: a criterion that is met again, or a measure that is met no longer."""
    failed = {name: f"no longer met: {clause.label}" for name, clause in scheme.measures.items()}
    return failed | {name: clause.label for name, clause in scheme.criteria.items()}


def _drawn(kinds: Sequence[RelapsesOfKind], scheme: Scheme, months: int) -> Chart | None:
    told = [one for one in kinds if one.followed + one.not_yet]
    if not told:
        return None
    title = (f"Of {counted(sum(one.followed for one in told), 'paid result')} followed for {months} months"
             f" {number(sum(one.relapsed for one in told))} came back and {number(sum(one.held for one in told))} held")
    series = [
        Series("Held", [one.held for one in told], 1), Series("Came back", [one.relapsed for one in told], 2),
        Series("Cannot be said", [one.unknown for one in told], 3),
        Series("Not followed so long yet", [one.not_yet for one in told], 4),
    ]  # fmt: skip
    return stacked("after-the-claim", title, "Result",
                   [capital(scheme.results[one.result].label) for one in told], series, number)
