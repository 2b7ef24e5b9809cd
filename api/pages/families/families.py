"""Families: found by reference, filtered by what holds on the day, each with a strip of the days it is eligible."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.access.caller import demand
from api.access.operations import READ_FAMILIES, READ_IDENTITIES
from api.defaults import SQL_TEXT
from api.pages.drawing.strip import Row as Drawn
from api.pages.drawing.strip import row as drawn
from api.pages.drawing.years import Years
from api.pages.frame.anew import worked_out
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.sessions import SESSION_SECONDS
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names
from domain.rules.outcome import NOT_MET
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.name_words import families_with
from projections.queries.glance import erased_people, has_more_families_than
from projections.queries.merged import merged_families
from projections.queries.near_strips import near_strips, what_is_missing
from projections.queries.strips import Attached, Page, Row, Standing, Wanted, family_strips
from projections.queries.strips_then import Matching, page_of, strips_then
from projections.reported import ELIGIBILITY

router = APIRouter()

FAMILIES_SHOWN, NEAR_SHOWN = 30, 20
NAME_LENGTH_MAX = 200
_SOUGHT = "name sought"

STANDINGS: dict[Standing, str] = {
    "eligible": "eligible", "nearly": "nearly eligible", "soon": "eligible within 90 days",
    "unknown": "cannot be said yet", "not eligible": "not eligible",
}  # fmt: skip
ATTACHED: dict[Attached, str] = {"yes": "attached", "no": "not attached"}
ANY_RESULT, NEARLY_A_RESULT = "any", "nearly"
DECIDED_AT_ONCE_MAX = 60
"""So many families are decided while the page is waited for; more of them beside the server."""
_THEN = "Which families match, as they were known then, takes deciding every one of them again from its history."

Choice = TypeVar("Choice", bound=str)

Said = Annotated[str, Query(max_length=100, pattern=SQL_TEXT)]
Sealed = Annotated[str, Query(max_length=1_000)]
After = Annotated[str, Query(max_length=200, pattern=SQL_TEXT)]


@dataclass(frozen=True, slots=True)
class FamilyShown:
    """`criteria` are the labels of those met on the day, `results` of what may be claimed on it; `missing` to be so."""

    family_id: str
    attached_on: date | None
    eligible: Drawn
    criteria: list[str]
    results: list[str]
    missing: list[Missing]


@dataclass(frozen=True, slots=True)
class Missing:
    """Of eligibility, or of a result: `from_on` is when it comes by itself, if nothing changes."""

    label: str
    from_on: date | None
    what: str


@router.get("/families")
def families(
    visit: Annotated[Visit, visits(READ_FAMILIES)], reference: Said = "", standing: Said = "",
    criterion: Said = "", attached: Said = "", result: Said = "", after: After = "", sought: Sealed = "",
) -> Response:  # fmt: skip
    """`sought` is the name that was looked for, sealed: no name is ever in an address."""
    clocks = visit.clocks
    name = _name(visit, sought)
    wanted = _wanted(visit, reference, standing, criterion, attached, result, name)
    visit.note_list("families page", visit.parameters | ({"sought": "a name"} if name else {}))
    page = _page(visit, wanted, after) if clocks.known is None else _page_then(visit, wanted, after)
    years = Years.of_scheme(clocks.scheme, [clocks.on])
    names = Names(visit.ledger.register, [near.missing for row in page.rows for near in row.near],
                  by_name=visit.sees_names)  # fmt: skip
    return shown(
        visit, "families/families", rows=[_shown(visit, years, row, names) for row in page.rows], page=page,
        years=years, nearly=wanted.tells_what_is_missing,
        day_at=years.across(clocks.on.toordinal()), standings=STANDINGS, attachments=ATTACHED, filled=_filled(visit),
        merged=merged_families(visit.ledger, clocks.known), name=name, first=not after,
        assigned=wanted.only is not None and not name,
    )  # fmt: skip


def _page(visit: Visit, wanted: Wanted, after: str) -> Page:
    ledger, scheme, on = visit.ledger, visit.clocks.scheme, visit.clocks.on
    if wanted.standing == "nearly":
        return near_strips(ledger, scheme, wanted, on, after, NEAR_SHOWN)
    if not wanted.tells_what_is_missing:
        return family_strips(ledger, scheme, wanted, on, after, FAMILIES_SHOWN)
    page = family_strips(ledger, scheme, wanted, on, after, NEAR_SHOWN)
    return replace(page, rows=what_is_missing(ledger, scheme, page.rows, on))


def _page_then(visit: Visit, wanted: Wanted, after: str) -> Page:
    """Raises `UnderWay`."""
    ledger, clocks = visit.ledger, visit.clocks
    assert clocks.known is not None
    if wanted.is_plain or not _is_long(ledger, wanted):
        return strips_then(ledger, clocks.scheme, wanted, clocks.on, clocks.known, after, FAMILIES_SHOWN)
    asked = Matching(clocks.scheme.name, wanted, clocks.on, clocks.known, erased_people(ledger))
    found = worked_out(visit, "Looking through the families", _THEN, asked)
    return page_of(ledger, clocks.scheme, found, wanted, clocks.on, clocks.known, after, FAMILIES_SHOWN)


def _is_long(ledger: Ledger, wanted: Wanted) -> bool:
    if wanted.only is not None:
        return len(wanted.only) > DECIDED_AT_ONCE_MAX
    return has_more_families_than(ledger, DECIDED_AT_ONCE_MAX)


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
    scheme, only = visit.clocks.scheme, visit.theirs()
    if name:
        found = families_with(visit.ledger, name)
        only = tuple(found if only is None else sorted(set(only) & set(found)))
    any_result = result in (ANY_RESULT, NEARLY_A_RESULT)
    kinds = tuple(scheme.results) if any_result else (result,) if result in scheme.results else ()
    return Wanted(
        _one_of(STANDINGS, standing), criterion if criterion in scheme.criteria else None,
        _one_of(ATTACHED, attached), kinds, result == NEARLY_A_RESULT, reference.strip(), only)  # fmt: skip


def _one_of(choices: dict[Choice, str], said: str) -> Choice | None:
    return next((choice for choice in choices if choice == said), None)


def _filled(visit: Visit) -> dict[str, str]:
    """The form as it was sent."""
    names = ("reference", "standing", "criterion", "attached", "result")
    return {name: visit.parameters.get(name, "") for name in names}


def _shown(visit: Visit, years: Years, row: Row, names: Names) -> FamilyShown:
    scheme, on = visit.clocks.scheme, visit.clocks.on
    day = on.toordinal()
    eligible = drawn(years, ELIGIBILITY, "Eligible", row.said.get(ELIGIBILITY, NOT_MET), on)
    criteria = [clause.label for name, clause in scheme.criteria.items() if day in row.said.get(name, NOT_MET).met]
    attached = row.attached_on is not None and row.attached_on <= on
    results = [one.label for kind, one in scheme.results.items()
               if attached and day in row.said.get(kind, NOT_MET).met]  # fmt: skip
    missing = [Missing(scheme.results[near.what].label if near.what in scheme.results else "", near.from_on,
                       _by_labels(scheme, names.text(near.missing))) for near in row.near]  # fmt: skip
    return FamilyShown(row.family_id, row.attached_on, eligible, criteria, results, missing)


def _by_labels(scheme: Scheme, missing: str) -> str:
    """What is missing names criteria by their names in the rules: where one is said to be lacking, its label stands."""
    names = "|".join(map(re.escape, scheme.criteria))
    place = rf"(?:(?<=^)|(?<=; or )|(?<=more of: )|(?<=, )|(?<= and ))({names})(?= \(|,|;| and |$)"
    return re.sub(place, lambda found: scheme.criteria[found[1]].label, missing)
