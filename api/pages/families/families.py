"""Families: found by reference, filtered by what holds on the day, each with a strip of the days it is eligible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.access.caller import demand
from api.access.operations import READ_FAMILIES, READ_IDENTITIES
from api.pages.drawing.strip import Row as Drawn
from api.pages.drawing.strip import row as drawn
from api.pages.drawing.years import Years
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.sessions import SESSION_SECONDS
from api.pages.frame.visiting import Visit, visits
from domain.rules.outcome import NOT_MET
from ledger.assigning import families_of
from ledger.name_words import families_with
from projections.queries.strips import Attached, Row, Standing, Wanted, family_strips
from projections.reported import ELIGIBILITY

router = APIRouter()

FAMILIES_SHOWN = 30
NAME_LENGTH_MAX = 200
_SOUGHT = "name sought"

STANDINGS: dict[Standing, str] = {
    "eligible": "eligible", "not eligible": "not eligible", "unknown": "cannot be said yet",
    "soon": "eligible within 90 days",
}  # fmt: skip
ATTACHED: dict[Attached, str] = {"yes": "attached", "no": "not attached"}
ANY_RESULT = "any"

Choice = TypeVar("Choice", bound=str)

Said = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
Sealed = Annotated[str, Query(max_length=1_000)]
After = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class FamilyShown:
    """`criteria` are the labels of those met on the day, `results` of what may be claimed on it."""

    family_id: str
    attached_on: date | None
    eligible: Drawn
    criteria: list[str]
    results: list[str]


@router.get("/families")
def families(
    visit: Annotated[Visit, visits(READ_FAMILIES)], reference: Said = "", standing: Said = "", criterion: Said = "",
    attached: Said = "", result: Said = "", after: After = "", sought: Sealed = "",
) -> Response:  # fmt: skip
    """`sought` is the name that was looked for, sealed: no name is ever in an address."""
    clocks = visit.clocks
    name = _name(visit, sought)
    wanted = _wanted(visit, reference, standing, criterion, attached, result, name)
    asked = visit.clocks.query | visit.parameters | ({"sought": "a name"} if name else {})
    visit.asking.note_list("families page", asked, visit.as_of.position)
    page = family_strips(visit.ledger, clocks.scheme, wanted, clocks.on, clocks.known, after, FAMILIES_SHOWN)
    years = Years.of_scheme(clocks.scheme, [clocks.on])
    return shown(
        visit, "families/families", rows=[_shown(visit, years, row) for row in page.rows], page=page, years=years,
        day_at=years.across(clocks.on.toordinal()), standings=STANDINGS, attachments=ATTACHED, filled=_filled(visit),
        name=name, first=not after,
    )  # fmt: skip


@router.post("/families/named")
def named(visit: Annotated[Visit, visits(READ_FAMILIES)], form: Sent) -> Response:
    """A name is sent in the body of a form, and goes on in the address sealed."""
    demand(visit.asking.caller, READ_IDENTITIES)
    name = (form.text("name") or "")[:NAME_LENGTH_MAX]
    sought = visit.seals.seal(_SOUGHT, [visit.session.id, name]) if name else None
    return RedirectResponse(visit.link("/families", sought=sought), 303)


def _name(visit: Visit, sought: str) -> str:
    """Of this session alone; empty where it cannot be opened, or names are not theirs to see."""
    said: Any = visit.seals.opened(_SOUGHT, sought, SESSION_SECONDS) if sought and visit.sees_names else None
    return str(said[1]) if said and said[0] == visit.session.id else ""


def _wanted(
    visit: Visit, reference: str, standing: str, criterion: str, attached: str, result: str, name: str
) -> Wanted:
    """What is none of the choices is no choice: an address may be of another scheme."""
    scheme, caller = visit.clocks.scheme, visit.asking.caller
    only = families_of(visit.ledger, caller.name) if caller.sees_assigned_only(READ_FAMILIES) else None
    if name:
        found = families_with(visit.ledger, name)
        only = found if only is None else sorted(set(only) & set(found))
    kinds = tuple(scheme.results) if result == ANY_RESULT else (result,) if result in scheme.results else ()
    return Wanted(
        _one_of(STANDINGS, standing), criterion if criterion in scheme.criteria else None,
        _one_of(ATTACHED, attached), kinds, reference.strip(), only,
    )  # fmt: skip


def _one_of(choices: dict[Choice, str], said: str) -> Choice | None:
    return next((choice for choice in choices if choice == said), None)


def _filled(visit: Visit) -> dict[str, str]:
    """The form as it was sent."""
    names = ("reference", "standing", "criterion", "attached", "result")
    return {name: visit.parameters.get(name, "") for name in names}


def _shown(visit: Visit, years: Years, row: Row) -> FamilyShown:
    scheme, on = visit.clocks.scheme, visit.clocks.on
    day = on.toordinal()
    eligible = drawn(years, ELIGIBILITY, "Eligible", row.said.get(ELIGIBILITY, NOT_MET), on)
    criteria = [clause.label for name, clause in scheme.criteria.items() if day in row.said.get(name, NOT_MET).met]
    attached = row.attached_on is not None and row.attached_on <= on
    results = [one.label for kind, one in scheme.results.items()
               if attached and day in row.said.get(kind, NOT_MET).met]  # fmt: skip
    return FamilyShown(row.family_id, row.attached_on, eligible, criteria, results)
