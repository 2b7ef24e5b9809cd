"""One family: its members, the strip, the reasons on a day, its claims, the work with it, and its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import READ_CLAIMS, READ_FAMILIES, RECORD_CASEWORK
from api.answers.questions import NamedHappening, named_explanation, named_timeline
from api.casework.showing import casework_rows
from api.defaults import SQL_TEXT
from api.pages.casework.acts import ACTS, form_of, titles_of
from api.pages.drawing.strip import Mark, Row, Strip, mark, row
from api.pages.drawing.tree import tree_of
from api.pages.drawing.years import Years
from api.pages.frame.acting import DONE, Refused
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.today import today_here
from api.wording.naming import ERASED, ISOLATED, ISOLATED_ENDS, name_of
from domain.days import Days
from domain.family import Stay
from domain.rules.deciding import Verdict
from projections.queries.names_in_use import names_in_use
from projections.queries.stories import Said, Story, story_of
from projections.queries.timelines import Part

router = APIRouter()

PARTS: dict[Part, str] = {
    "members": "Members", "observations": "Observations", "programme": "Programme", "claims": "Claims",
    "record": "Record keeping",
}  # fmt: skip
HISTORY_MAX = 30

Reference = Annotated[str, Path(max_length=200, min_length=1, pattern=SQL_TEXT)]
Why = Annotated[str, Query(max_length=20)]


CONFIRMED = "The family is confirmed: these people are members of it now."


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form about the work with the family that was refused, as it was filled in."""

    name: str
    fields: dict[str, str]
    refusal: Refused


@router.get("/families/{family_id}")
def family(
    visit: Annotated[Visit, visits(READ_FAMILIES)], family_id: Reference, why: Why = "", part: Why = "",
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None, record: Why = "",
) -> Response:  # fmt: skip
    """`record` is the form that is open, of those about the work with the family."""
    return family_page(visit, family_id, why, part, before, record)


def family_page(
    visit: Visit, family_id: str, why: str = "", part: str = "", before: int | None = None, record: str = "",
    refused: RefusedForm | None = None,
) -> Response:  # fmt: skip
    stream = visit.family(family_id, "family page")
    clocks = visit.clocks
    story = story_of(visit.ledger, family_id, stream, clocks.scheme, clocks.known)
    result = why if why in clocks.scheme.results and story.attachment is not None else None
    named = named_explanation(
        visit.ledger, family_id, clocks.scheme.name, clocks.on, clocks.known, result, visit.sees_names)  # fmt: skip
    history = named_timeline(visit.ledger, story, visit.sees_names)
    forms = _forms(visit, story)
    form = form_of(story.family.casework, record, today_here()) if record in forms else None
    if refused is not None and refused.name in forms:
        form = form_of(story.family.casework, refused.name, today_here(), refused.fields)
    return shown(
        visit, "families/family", refused.refusal.status if refused else 200, family_id=family_id, story=story,
        strip=strip_of(visit, story), result=result, merged=named.explained.merged_with,
        reasons=tree_of(named), members=_members(visit, story),
        results=_results(visit, story), claims=story.claims if visit.may(READ_CLAIMS) else [],
        history=_Page.of(history, part, before), parts=PARTS, work=casework_rows(story.family.casework), forms=forms,
        form=form, in_use=names_in_use(visit.ledger, form.named) if form else {},
        mistake=refused.refusal.what if refused else None,
        done=_done(visit.parameters.get(DONE, "")), confirmed=CONFIRMED,
    )  # fmt: skip


def _forms(visit: Visit, story: Story) -> dict[str, str]:
    """The titles of those that fit, by name. None while one looks at the past."""
    if visit.clocks.known is not None or not visit.may(RECORD_CASEWORK):
        return {}
    return titles_of(story.family.casework)


def _done(said: str) -> str | None:
    return CONFIRMED if said == "confirmed" else ACTS[said].done if said in ACTS else None


# ---- the strip ---------------------------------------------------------------------------------------------------


def strip_of(visit: Visit, story: Story) -> Strip:
    """The whole, then each criterion that holds or cannot be said in these years, then what may be claimed."""
    on = visit.clocks.on
    years = Years.of_scheme(story.scheme, [on])
    criteria = _rows(years, story.criteria, on)
    telling = [one for one in criteria if one.bars]
    rows = [*_rows(years, [_whole(story.eligibility)], on), *telling, *_rows(years, map(_claimable, story.results), on)]
    return Strip(years, rows, _marks(visit, story, years), len(criteria) - len(telling))


def _rows(years: Years, said: Iterable[Said], on: date) -> list[Row]:
    return [row(years, one.clause, one.label, one.outcome, on) for one in said]


def _whole(said: Said) -> Said:
    return Said(said.clause, "Eligible", said.outcome)


def _claimable(said: Said) -> Said:
    return Said(said.clause, f"Claimable: {said.label}", said.outcome)


def _marks(visit: Visit, story: Story, years: Years) -> list[Mark]:
    marks: list[Mark] = []
    if (attachment := story.attachment) is not None:
        marks.append(mark(years, "attached", attachment.attached_on, "attached"))
        if attachment.closed_on is not None:
            marks.append(mark(years, "closed", attachment.closed_on, "work ended"))
    if visit.may(READ_CLAIMS):
        marks += [mark(years, "claim", on, "claimed") for on in sorted({claim.round_on for claim in story.claims})]
    return [*marks, mark(years, "day", visit.clocks.on, "the day asked about")]


# ---- members -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is None for readers who may not see names; `row` is the stay as it is drawn."""

    person_id: str
    name: str | None
    stay: Stay
    row: list[tuple[float, float]]

    def here_on(self, on: date) -> bool:
        return self.stay.holds_on(on)


def _members(visit: Visit, story: Story) -> list[Member]:
    """Those who are members on the day first, the eldest before the others."""
    on = visit.clocks.on
    years = Years.of_scheme(story.scheme, [on])
    stays = list(story.family.stays.values())
    people = visit.ledger.register.people_called({stay.person for stay in stays})
    members = []
    for stay in stays:
        person = people.get(stay.person)
        name = name_of(person).strip(ISOLATED + ISOLATED_ENDS) if person and visit.sees_names else None
        members.append(Member(person.person_id if person else ERASED, name, stay, _stay_drawn(years, stay)))
    return sorted(members, key=lambda one: (not one.here_on(on), one.stay.born_on or date.max, one.person_id))


def _stay_drawn(years: Years, stay: Stay) -> list[tuple[float, float]]:
    first = stay.joined_on.toordinal()
    return years.bars(Days.between(first, stay.left_on.toordinal()) if stay.left_on else Days.since(first))


# ---- results and history -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultOnDay:
    kind: str
    label: str
    verdict: Verdict | None
    amount_pence: int


def _results(visit: Visit, story: Story) -> list[ResultOnDay]:
    if story.prospects is None:
        return []
    day = visit.clocks.on.toordinal()
    return [ResultOnDay(kind, result.label, story.verdict(kind, day), story.prospects.amount_pence(kind, day))
            for kind, result in story.scheme.results.items()]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """The newest first. `earlier` is where the next page begins."""

    entries: list[NamedHappening]
    part: str
    counts: dict[Part, int]
    earlier: int | None

    @classmethod
    def of(cls, history: list[NamedHappening], part: str, before: int | None) -> _Page:
        counts = {name: sum(one.part == name for one in history) for name in PARTS}
        asked = [one for one in reversed(history) if part not in PARTS or one.part == part]
        asked = [one for one in asked if before is None or one.position < before]
        page = asked[:HISTORY_MAX]
        return cls(page, part if part in PARTS else "", counts, page[-1].position if len(asked) > len(page) else None)
