"""Results of families that had a kind of intervention beside those who had not; how long support lasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import READ_PROGRAMME
from api.casework.what_works import CAVEATS, MONTHS_MAX, WhatWorks
from api.casework.what_works import what_works as asked
from api.pages.drawing.intervals import Interval, are_apart, percent
from api.pages.frame.anew import now_or_anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.wording.words import capital, counted, number
from domain.rules.scheme import Scheme
from projections.queries.comparing_work import BEGUN_WITHIN_MONTHS, WITHIN_MONTHS, Compared, Group

router = APIRouter()

PATH = "/what-works"
HAD, HAD_NOT = 2, 3
"""The tones of the two groups."""
COLUMNS = ("kind", "result", "had", "had_reached", "had_share", "had_low", "had_high", "had_not", "had_not_reached",
           "had_not_share", "had_not_low", "had_not_high")  # fmt: skip

Counts = Annotated[Visit, visits(READ_PROGRAMME)]
Months = Annotated[int, Query(ge=0, le=MONTHS_MAX)]


@dataclass(frozen=True, slots=True)
class OfResult:
    """`pairs` are the kinds of which all may be told: with the intervention, and without."""

    kind: str
    label: str
    title: str
    pairs: list[tuple[Interval, Interval]]
    compared: list[Compared]


@router.get(PATH)
def what_works(visit: Counts, begun: Months = BEGUN_WITHIN_MONTHS, within: Months = WITHIN_MONTHS) -> Response:
    found = _asked(visit, begun, within)
    scheme = visit.clocks.scheme
    return shown(
        visit, "casework/what_works", found=found, results=_of_results(found, scheme), caveats=CAVEATS,
        labels=visit.result_labels, had=HAD, had_not=HAD_NOT)  # fmt: skip


@router.get(f"{PATH}.csv")
def written(visit: Counts, begun: Months = BEGUN_WITHIN_MONTHS, within: Months = WITHIN_MONTHS) -> Response:
    """What is withheld is empty."""
    compared = _asked(visit, begun, within).compared
    return as_csv("what-works", COLUMNS, (
        (one.kind, one.result, *(one.had or ("",) * 5), *(one.had_not or ("",) * 5)) for one in compared))  # fmt: skip


def _asked(visit: Visit, begun: int, within: int) -> WhatWorks:
    """Raises `UnderWay`."""
    clocks, months = visit.clocks, (begun, max(1, within))
    return now_or_anew(visit, "What works", asked, clocks.scheme.name, clocks.on, clocks.known, *months)


def _of_results(found: WhatWorks, scheme: Scheme) -> list[OfResult]:
    return [_of_result(kind, result.label, [one for one in found.compared if one.result == kind])
            for kind, result in scheme.results.items()]  # fmt: skip


def _of_result(kind: str, label: str, compared: list[Compared]) -> OfResult:
    pairs = [(_interval(f"{capital(one.kind)}: with", one.had, HAD), _interval("without", one.had_not, HAD_NOT))
             for one in compared if one.had and one.had_not and one.had.share is not None]  # fmt: skip
    return OfResult(kind, label, _title(label, pairs), pairs, compared)


def _title(label: str, pairs: Sequence[tuple[Interval, Interval]]) -> str:
    if not pairs:
        return f"{capital(label)}: too few families to be told"
    apart = sum(are_apart(*pair) for pair in pairs)
    kinds = counted(len(pairs), "kind of intervention", "kinds of intervention")
    if not apart:
        return f"{capital(label)}: for none of {kinds} do families with and without differ by more than chance may"
    return f"{capital(label)}: for {number(apart)} of {kinds} families with and without differ by more than chance may"


def _interval(label: str, group: Group | None, tone: int) -> Interval:
    assert group is not None and group.share is not None and group.low is not None and group.high is not None
    said = f"{group.share:.0%} of {number(group.families)} ({group.low:.0%} to {group.high:.0%})"
    return Interval(label, percent(group.low), percent(group.share), percent(group.high), tone, said)
