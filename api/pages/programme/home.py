"""The programme at a glance: who is identified, eligible, attached and turned around, and what that came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.access.operations import READ_EXTRACTS, READ_LEDGER, READ_PROGRAMME, READ_STATUS
from api.pages.drawing.charts import Chart, Series, side_by_side, stacked
from api.pages.drawing.numbers import written_out
from api.pages.frame.anew import is_large, worked_out
from api.pages.frame.navigation import sections_of
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.words import counted, day, number, pounds, short_day
from domain.dates import financial_year
from projections.queries.glance import (
    Glance,
    GlanceThen,
    OfRound,
    OnDay,
    erased_people,
    glance,
)
from projections.queries.vitals import vitals

router = APIRouter()

LOADS_SHOWN = 12
_THEN = "The programme as it was known then takes deciding every family again from its history."
_STATUSES = {
    "Paid": ("paid",), "On the way": ("prepared", "reviewed", "sampled", "audit passed", "signed", "submitted"),
    "Failed audit, rejected, withdrawn or repaid": ("audit failed", "rejected", "withdrawn", "repaid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """`funded` are the families whose results are paid: of the target as many as the scheme says."""

    identified: int
    now: OnDay
    target: int | None
    funded: int | None
    at_risk: int
    claimed_pence: int
    paid_pence: int
    charts: list[Chart]


@router.get("/")
def home(visit: Annotated[Visit, visits(READ_LEDGER)]) -> Response:
    """Whoever has nothing to see here is taken to the first page that is for them."""
    first = sections_of(visit)[0].path
    if first != visit.path:
        return RedirectResponse(visit.link(first), 303)
    programme = _programme(visit, _glance(visit)) if visit.may(READ_PROGRAMME) else None
    extracts, known = visit.ledger.extracts, visit.clocks.known
    loads = extracts.latest(LOADS_SHOWN, known) if visit.may(READ_EXTRACTS) else None
    stand = vitals(visit.ledger) if visit.may(READ_STATUS) else None
    return shown(visit, "programme/home", programme=programme, loads=loads, stand=stand,
                 loaded=None if loads is None else extracts.totals(known))  # fmt: skip


@router.get("/programme/{name}.csv")
def numbers(
    visit: Annotated[Visit, visits(READ_PROGRAMME)], name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
) -> Response:
    """The numbers under one of the charts, as they are on the page."""
    return written_out(_programme(visit, _glance(visit)).charts, name)


def _glance(visit: Visit) -> Glance:
    """As known then every family is decided anew. Raises `UnderWay`."""
    ledger, clocks = visit.ledger, visit.clocks
    days = sorted({*(one for one in clocks.scheme.rounds if one < clocks.on), clocks.on})
    if clocks.known is None or not is_large(visit):
        return glance(ledger, clocks.scheme, days, clocks.known)
    asked = GlanceThen(clocks.scheme.name, tuple(days), clocks.known, erased_people(ledger))
    return worked_out(visit, "Looking at the programme as it was known then", _THEN, asked)


# ---- the programme -----------------------------------------------------------------------------------------------


def _programme(visit: Visit, seen: Glance) -> Programme:
    clocks = visit.clocks
    target = visit.authority.target
    funded = clocks.scheme.payments.families_funded(target, clocks.on.toordinal()) if target is not None else None
    return Programme(
        seen.families, seen.days[-1], target, funded, sum(one.at_risk for one in seen.rounds),
        sum(one.claimed_pence for one in seen.rounds), sum(one.paid_pence for one in seen.rounds),
        _charts(seen, target, funded))  # fmt: skip


def _charts(seen: Glance, target: int | None, funded: int | None) -> list[Chart]:
    charts = [_families(seen, target, funded)]
    if seen.rounds:
        charts += [_claims(seen.rounds), _money(seen.rounds)]
    return charts


def _families(seen: Glance, target: int | None, funded: int | None) -> Chart:
    last = seen.days[-1]
    title = (f"By {day(last.day)}, {counted(last.attached, 'family was', 'families were')} attached,"
             f" {number(last.turned_around)} of them turned around")  # fmt: skip
    series = [
        Series("Eligible on the day", [one.eligible for one in seen.days], 3),
        Series("Attached by then", [one.attached for one in seen.days], 2),
        Series("Turned around by then", [one.turned_around for one in seen.days], 1),
    ]
    levels = []
    if target is not None and funded is not None:
        levels = [("Target", target)] + ([("Results paid for", funded)] if funded != target else [])
    places = [short_day(one.day) for one in seen.days]
    return side_by_side("families", title, "On", places, series, number, levels)


def _claims(rounds: Sequence[OfRound]) -> Chart:
    by_round: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in rounds:
        by_round[one.round_on][one.status] += one.claims
    series = [
        Series(name, [sum(held[status] for status in statuses) for held in by_round.values()], tone)
        for tone, (name, statuses) in enumerate(_STATUSES.items(), 1)
    ]
    claims, paid = sum(one.claims for one in rounds), sum(series[0].values)
    title = f"{counted(claims, 'claim')} in {counted(len(by_round), 'round')}, {number(paid)} of them paid"
    return stacked("claims", title, "Round", [short_day(one) for one in by_round], series, number)


def _money(rounds: Sequence[OfRound]) -> Chart:
    claimed: dict[str, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    for one in rounds:
        year = financial_year(one.round_on.toordinal())
        claimed[year] += one.claimed_pence
        paid[year] += one.paid_pence
    series = [Series("Claimed", list(claimed.values()), 2), Series("Paid and kept", list(paid.values()), 1)]
    title = f"{pounds(sum(claimed.values()))} claimed, {pounds(sum(paid.values()))} paid and kept"
    return side_by_side("money", title, "Financial year of the round", list(claimed), series, pounds)
