"""What changed between two moments of knowledge: for one family, and for the whole ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import READ_FAMILIES
from api.defaults import SQL_TEXT
from api.pages.drawing.strip import Span, spans
from api.pages.families.family import Reference
from api.pages.frame.anew import worked_out
from api.pages.frame.clocks import position_from
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names
from domain.rules.outcome import Answer
from projections.queries.glance import erased_people
from projections.queries.moments import LastEntry, last_entry
from projections.queries.turning import Touched, Turned, TurnedFamilies, turned

router = APIRouter()

FAMILIES_SHOWN = 10
"""On one page: each is decided twice."""
_LONG = "Every family of which something was recorded in between is decided twice: on what was known then, and now."
FACTS_OF_ONE, FACTS_OF_EACH = 40, 5

Then = Annotated[str, Query(max_length=100)]
After = Annotated[str, Query(max_length=200, pattern=SQL_TEXT)]


@dataclass(frozen=True, slots=True)
class Moments:
    """The two that are compared; `then_said` is how the earlier one was written."""

    then_said: str
    then: LastEntry
    now: LastEntry


@dataclass(frozen=True, slots=True)
class TurnShown:
    label: str
    then: Answer | None
    now: Answer | None
    gained: list[Span]
    lost: list[Span]

    @property
    def on_the_day(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Fact:
    position: int
    recorded_at: datetime
    by: str
    sentence: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    family_id: str
    turns: list[TurnShown]
    facts: list[Fact]


@router.get("/families/{family_id}/changed")
def changed(visit: Annotated[Visit, visits(READ_FAMILIES)], family_id: Reference, then: Then = "") -> Response:
    family = visit.family(family_id, "what changed")
    moments = _moments(visit, then)
    found = _turned(visit, Touched(family, family_id, 0), moments)
    return shown(
        visit, "families/changed", family_id=family_id, moments=moments, families=[_shown(visit, family_id, found)],
        number=1, more=None, facts_max=FACTS_OF_ONE)  # fmt: skip


@router.get("/changed")
def changed_families(
    visit: Annotated[Visit, visits(READ_FAMILIES)], then: Then = "", after: After = ""
) -> Response:
    """Of the whole ledger those families whose verdicts differ on the day; found beside the server, once."""
    moments = _moments(visit, then)
    if not then.strip():
        return shown(visit, "families/changed", family_id=None, moments=moments, families=[], number=None, more=None,
                     facts_max=FACTS_OF_EACH)  # fmt: skip
    clocks, only = visit.clocks, visit.theirs()
    asked = TurnedFamilies(clocks.scheme.name, clocks.on.toordinal(), moments.then.position, moments.now.position,
                           only, erased_people(visit.ledger))  # fmt: skip
    touched = worked_out(visit, "Comparing what was known then with what is known now", _LONG, asked)
    further = [one for one in touched if one.family_id > after]
    page = further[:FAMILIES_SHOWN]
    visit.asking.note_each([(one.family, None) for one in page], "what changed")
    return shown(
        visit, "families/changed", family_id=None, moments=moments, facts_max=FACTS_OF_EACH, number=len(touched),
        families=[_shown(visit, one.family_id, _turned(visit, one, moments)) for one in page],
        more=page[-1].family_id if len(further) > len(page) else None)  # fmt: skip


def _moments(visit: Visit, then: str) -> Moments:
    """The later one is that of the clocks."""
    earlier = position_from(visit.ledger, then) if then.strip() else 0
    position = visit.ledger.position() if earlier is None else earlier
    return Moments(then, last_entry(visit.ledger, position), visit.as_of)


def _turned(visit: Visit, one: Touched, moments: Moments) -> Turned:
    clocks = visit.clocks
    return turned(visit.ledger, one.family_id, one.family, clocks.scheme, clocks.on.toordinal(),
                  moments.then.position, moments.now.position)  # fmt: skip


def _shown(visit: Visit, family_id: str, found: Turned) -> Changed:
    sentences = [one.event.sentence() for one in found.between]
    sentences += [one.corrects.event.sentence() for one in found.between if one.corrects]
    names = Names(visit.ledger.register, sentences, by_name=visit.sees_names)
    turns = [TurnShown(one.label, one.then, one.now, spans(one.gained), spans(one.lost)) for one in found.turns]
    facts = [
        Fact(one.entry.position, one.entry.recorded_at, one.event.by, names.text(one.event.sentence()),
             names.text(one.corrects.event.sentence()) if one.corrects else None)
        for one in found.between
    ]  # fmt: skip
    return Changed(family_id, turns, facts)
