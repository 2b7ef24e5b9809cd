"""What it saves: what families had before and after attachment in equal windows, by agency, with the caveats."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import READ_PROGRAMME
from api.pages.drawing.charts import Chart, Series, side_by_side
from api.pages.drawing.numbers import Numbers, written_out
from api.pages.frame.anew import anew
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.savings.asking import Saved, saved
from api.wording.words import capital, counted, number, pounds
from domain.savings.comparing import CAVEATS, FAMILIES_LEAST, Change
from domain.savings.measures import MEASURES

router = APIRouter()

MONTHS = (6, 12, 24)
MONTHS_USUAL = 12
_Months = Annotated[int, Query()]
DAYS_IN_WEEK = 7


@router.get("/savings")
def savings(visit: Annotated[Visit, visits(READ_PROGRAMME)], months: _Months = MONTHS_USUAL) -> Response:
    _ = visit.as_of  # found before anything is read: the page knows at least as much
    of = _saved(visit, months)
    return shown(
        visit, "money/savings", of=of, charts=_charts(of), tables=_tables(of),
        caveats=CAVEATS, least=FAMILIES_LEAST, choices=MONTHS, months=_one_of(months))  # fmt: skip


@router.get("/savings/{months}/{name}.csv")
def numbers(
    visit: Annotated[Visit, visits(READ_PROGRAMME)], months: int,
    name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")],
) -> Response:  # fmt: skip
    of = _saved(visit, months)
    return written_out([*_charts(of), *_tables(of)], name)


def _saved(visit: Visit, months: int) -> Saved:
    """No table holds observations: every family is looked at. Raises `UnderWay`."""
    clocks = visit.clocks
    return anew(visit, "What it saves", saved, clocks.scheme.name, clocks.on, _one_of(months), visit.as_of.position)


def _one_of(months: int) -> int:
    return months if months in MONTHS else MONTHS_USUAL


# ---- what is drawn -----------------------------------------------------------------------------------------------


def _charts(of: Saved) -> list[Chart]:
    """What is counted one by one, and what is counted in weeks, apart."""
    found = []
    for unit, name, heading in (("each", "counted", "Counted"), ("week", "weeks", "In weeks")):
        changes = [one for one in of.found.changes if one.unit == unit and (one.before or one.after)]
        if changes:
            found.append(_chart(of, name, heading, changes))
    return found


def _chart(of: Saved, name: str, heading: str, changes: list[Change]) -> Chart:
    most = max(changes, key=lambda one: abs(one.before - one.after))
    way = "fell" if most.after < most.before else "rose" if most.after > most.before else "stayed"
    span = counted(of.found.months, "month")
    what = _words(most) if most.unit == "each" else f"weeks of {_words(most)}"
    title = (f"{capital(what)} {way} from {number(_units(most, most.before))} in the {span} before attachment"
             f" to {number(_units(most, most.after))} in the {span} after")  # fmt: skip
    series = [Series("Before", [_units(one, one.before) for one in changes], 3),
              Series("After", [_units(one, one.after) for one in changes], 1)]  # fmt: skip
    return side_by_side(name, title, heading, [capital(_words(one)) for one in changes], series, number)


def _words(one: Change) -> str:
    return MEASURES[one.measure].words


def _units(one: Change, value: int) -> int:
    """Spells are counted in days, and shown in weeks."""
    return round(value / DAYS_IN_WEEK) if one.unit == "week" else value


# ---- what stands in tables ---------------------------------------------------------------------------------------


def _tables(of: Saved) -> list[Numbers]:
    if not of.found.changes:
        return []
    return [_changes(of), *([_costs(of), _agencies(of)] if of.found.by_agency else [])]


def _changes(of: Saved) -> Numbers:
    title = f"Before and after, for {counted(of.found.families, 'family', 'families')} attached and those who were not"
    head = ("What", "Agency that pays", "In", "Before", "After", "Before, not attached", "After, not attached")
    return Numbers("changes", title, head, [_change(one) for one in of.found.changes],
                   frozenset({"Agency that pays", "In"}))  # fmt: skip


def _change(one: Change) -> list[str]:
    counts = (one.before, one.after, one.others_before, one.others_after)
    return [capital(_words(one)), capital(one.agency), "weeks" if one.unit == "week" else "number",
            *("–" if value is None else number(_units(one, value)) for value in counts)]  # fmt: skip


def _costs(of: Saved) -> Numbers:
    rows = [[capital(_words(one)), pounds(one.cost.pence), f"a {one.unit}" if one.unit == "week" else one.unit,
             pounds(one.saved_pence or 0), one.cost.source] for one in of.found.changes if one.cost]  # fmt: skip
    title = f"{counted(len(rows), 'unit cost')} of the authority's own"
    return Numbers("costs", title, ("What", "Unit cost", "For", "Less", "Source"), rows, frozenset({"For", "Source"}))


def _agencies(of: Saved) -> Numbers:
    by_agency = of.found.by_agency
    rows = [[capital(agency), pounds(pence)] for agency, pence in sorted(by_agency.items())]
    whole = of.found.saved_pence
    title = f"In all {pounds(abs(whole))} {'less' if whole >= 0 else 'more'} at the authority's own unit costs"
    return Numbers("agencies", title, ("Agency", "Less"), [*rows, ["In all", pounds(whole)]])
