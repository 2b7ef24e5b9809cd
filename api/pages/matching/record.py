"""One agency's record beside those of ours who may be the same: how each weight comes about, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access.operations import MATCH
from api.claiming.rechecking import mark_at_risk
from api.defaults import SQL_TEXT
from api.matching import deciding
from api.matching.asking import Candidate, Explained, entry_of, explain, queue, record_called, reference
from api.matching.links import HOW
from api.matching.undoing import Follows, follows_from_undoing
from api.matching.waterfall import as_svg, odds, steps
from api.pages.drawing.strip import spans
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import THROUGH, Visit, visits
from api.pages.matching.queue import DONE_HERE, PATH
from api.wording.naming import Names
from api.wording.words import short_day
from domain.matching.likeness import OBSTACLES
from ledger.agency_people import AgencyIdentity
from ledger.identity import Person
from ledger.ledger import Ledger

router = APIRouter()

ADDRESS = f"{PATH}/record"
SENTENCES_SHOWN = 12

Matches = Annotated[Visit, visits(MATCH)]
Named = Annotated[str, Query(max_length=200, pattern=SQL_TEXT)]

FIELDS = {
    "forename": "Forename", "surname": "Surname", "born_on": "Born", "sex": "Sex", "home": "Home", "upn": "UPN",
    "nino": "NI number",
}  # fmt: skip
"""What both are compared by, in the order of the model."""
_NOTHING_FILLED = {"act": "", "person": "", "reason": ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of both, what was found of it, and what that says; `weight` and `total` in bits."""

    what: str
    theirs: str
    ours: str
    found: str
    weight: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """One of ours beside the record. `drawing` is made here, of words of the model and numbers alone."""

    person_id: str
    rows: list[Row]
    weight: float | None
    odds: str
    drawing: str
    obstacles: list[str]
    linked: bool


@router.get(ADDRESS)
def record(visit: Matches, record: Named, person: Named = "") -> Response:
    return record_page(visit, record, person)


def record_page(
    visit: Visit, said: str, person: str = "", refusal: Refused | None = None, filled: dict[str, str] | None = None
) -> Response:
    explained = explain(visit.ledger, said, person.strip() or None, visit.asking.caller.name, THROUGH)
    follows = follows_from_undoing(visit.ledger, explained.record, visit.clocks.scheme, visit.clocks.on.toordinal())
    visit.asking.note_each([(one.family, None) for one in follows], "undoing a link")
    beside = [_beside(number, one, explained) for number, one in enumerate(explained.candidates)]
    return shown(
        visit, "matching/record", refusal.status if refusal else 200, said=reference(explained.record),
        explained=explained, identity=explained.record.identity, beside=beside, how=HOW, follows=follows,
        sentences=_sentences(visit, follows), sentences_shown=SENTENCES_SHOWN,
        version=entry_of(visit.ledger, explained.record).version, fields=_of_agency(explained.record.identity),
        labels=FIELDS, spans_of=spans, filled=filled or _NOTHING_FILLED, mistake=refusal.what if refusal else None,
        done=DONE_HERE.get(visit.parameters.get(DONE, "")),
    )  # fmt: skip


def _beside(number: int, one: Candidate, explained: Explained) -> Beside:
    person, likeness = one.person, one.likeness
    linked = explained.linked is not None and explained.linked.pseudonym == person.pseudonym
    theirs, ours = _of_agency(explained.record.identity), _of_ours(person)
    if likeness is None:
        rows = [Row(label, theirs.get(what, ""), ours.get(what, ""), "", None, None)
                for what, label in FIELDS.items() if theirs.get(what) or ours.get(what)]  # fmt: skip
        return Beside(person.person_id, rows, None, "", "", [], linked)
    found = [Row(FIELDS.get(part.what, step.what), theirs.get(part.what, ""), ours.get(part.what, ""), step.found,
                 step.weight, step.total)
             for part, step in zip(likeness.comparisons, steps(likeness), strict=True)]  # fmt: skip
    return Beside(
        person.person_id, found, likeness.weight_centibits / 100, odds(likeness.weight_centibits),
        as_svg(likeness, explained.thresholds, f"waterfall-{number}"),
        [OBSTACLES[obstacle] for obstacle in likeness.obstacles], linked)  # fmt: skip


def _of_agency(who: AgencyIdentity) -> dict[str, str]:
    return _values(who.forename, who.surname, who.born_on, who.sex, who.address, who.postcode)


def _of_ours(who: Person) -> dict[str, str]:
    return _values(who.forename, who.surname, who.born_on, who.sex, who.address, who.postcode)


def _values(
    forename: str | None, surname: str | None, born_on: str | None, sex: str | None, address: str | None,
    postcode: str | None,
) -> dict[str, str]:  # fmt: skip
    """UPNs and NI numbers are not shown: whether they are the same is what was found."""
    home = ", ".join(part for part in (address, postcode) if part)
    born = short_day(date.fromisoformat(born_on)) if born_on else ""
    return {"forename": forename or "", "surname": surname or "", "born_on": born, "sex": sex or "", "home": home}


def _sentences(visit: Visit, follows: list[Follows]) -> dict[str, list[str]]:
    """What would be recorded of each family, by family_id."""
    said = {one.family_id: [event.sentence() for event in one.events] for one in follows}
    names = Names(visit.ledger.register, [text for texts in said.values() for text in texts], by_name=True)
    return {family_id: [names.text(text) for text in texts] for family_id, texts in said.items()}


# ---- decisions ---------------------------------------------------------------------------------------------------

Decide = Callable[[Ledger, str, str], Any]
"""With the ledger, the record as AGENCY/ID and the name of who decides."""


@router.post(f"{PATH}/links")
def link(visit: Matches, form: Sent) -> Response:
    person = form.text("person") or ""
    return _act(visit, form, "linked", lambda ledger, said, by: deciding.link(ledger, said, person, by))


@router.post(f"{PATH}/refusals")
def refuse(visit: Matches, form: Sent) -> Response:
    person, reason = form.text("person") or "", form.text("reason") or ""
    return _act(visit, form, "refused", lambda ledger, said, by: deciding.refuse(ledger, said, person, reason, by))


@router.post(f"{PATH}/undoings")
def undo(visit: Matches, form: Sent) -> Response:
    reason = form.text("reason") or ""
    return _act(visit, form, "undone", lambda ledger, said, by: deciding.undo(ledger, said, reason, by))


def _act(visit: Visit, form: Form, name: str, decide: Decide) -> Response:
    said, by = form.text("record") or "", visit.asking.caller.name
    entry = entry_of(visit.ledger, record_called(visit.ledger, said))
    found = act_once(visit, form, lambda ledger: decide(ledger, said, by), on=entry.id)
    if isinstance(found, Refused):
        filled = {"act": name, "person": form.text("person") or "", "reason": form.text("reason") or ""}
        return record_page(seen_from(visit, ADDRESS, record=said), said, filled["person"], found, filled)
    mark_at_risk(visit.ledger, by)
    return _onwards(visit, said, name)


def _onwards(visit: Visit, said: str, name: str) -> Response:
    """On to what waits next: with the same record, of the same agency, or of any; and the queue when nothing does."""
    if name == "undone":
        return done_at(visit, ADDRESS, name, record=said)
    agency = said.partition("/")[0]
    waiting = queue(visit.ledger, agency, 1) or queue(visit.ledger, None, 1)
    if record_called(visit.ledger, said).standing == "queued":
        return done_at(visit, ADDRESS, name, record=said)
    if waiting and waiting[0].candidates:
        return done_at(visit, ADDRESS, name, record=reference(waiting[0].record))
    return done_at(visit, PATH, name)
