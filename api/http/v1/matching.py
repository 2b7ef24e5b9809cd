"""One person in many agencies' systems: what waits for a person, why, and what the person decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access.operations import MATCH
from api.claiming.rechecking import mark_at_risk
from api.defaults import SQL_TEXT
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Act, Commanding, commands
from api.http.listing import LISTED, AsListNow, Listed
from api.http.parameters import say_position
from api.http.v1.models.lists import ListOf
from api.http.v1.models.matching import (
    ComparedPerson,
    Linking,
    MatchingComparison,
    MatchingDecided,
    RefusingLink,
    UndoingLink,
    WaitingRecord,
    WeightStep,
    Who,
)
from api.http.v1.telling import recorded
from api.matching import deciding
from api.matching.asking import Candidate, Explained, Waiting, explain, queue_page, record_called, reference
from api.matching.waterfall import as_svg, steps
from domain.matching.likeness import OBSTACLES
from ledger.agency_people import Order
from ledger.ledger import Ledger
from ledger.requests import Done
from projections.queries.pages import Page

router = APIRouter(prefix="/matching", tags=["matching"], route_class=Command)

Matches = Annotated[Commanding, commands(MATCH)]
RecordName = Annotated[str, Query(description="The agency's record, as AGENCY/ID.", max_length=200)]
QUEUE_COLUMNS = ("record", "because", "person_ids", "weights", "obstacles")


@router.get(
    "/queue", operation_id="matching_queue", response_model=ListOf[WaitingRecord], responses=LISTED,
    summary="Agencies' records about which a person is asked, beside those of ours whom they are like; no names",
)  # fmt: skip
def waiting(
    asking: Annotated[Asking, asks(MATCH, lists=True)], listing: AsListNow,
    agency: Annotated[
        str | None, Query(description="Of this agency alone.", max_length=40, min_length=1, pattern=SQL_TEXT)] = None,
    order: Annotated[
        Order, Query(description="Which stand first; `least sure` are those nearest to even odds.")] = "likeliest",
) -> Response:  # fmt: skip
    """As things stand: what waits for a person is no history."""
    ledger = asking.ledger
    return listing.answer(Listed(
        lambda known, part: Page(ledger.position(), queue_page(ledger, agency, order, part)),
        lambda one: (one.place(order), one.record.pseudonym), _waiting, QUEUE_COLUMNS, _queue_cells))


def _waiting(one: Waiting) -> dict[str, Any]:
    beside = [{"person_id": beside.person.person_id, "weight": _weight(beside), "obstacles": _obstacles(beside)}
              for beside in one.candidates]  # fmt: skip
    return {"record": reference(one.record), "because": one.record.why, "beside": beside}


def _queue_cells(one: Waiting) -> Iterator[Any]:
    """Those beside a record in one row with it, the likeliest first."""
    yield from (reference(one.record), one.record.why)
    yield [beside.person.person_id for beside in one.candidates]
    yield ["" if (weight := _weight(beside)) is None else weight for beside in one.candidates]
    yield list(dict.fromkeys(said for beside in one.candidates for said in _obstacles(beside)))


@router.get(
    "/comparisons", operation_id="matching_comparison", response_model=MatchingComparison,
    summary="An agency's record beside people of ours: who they are, and how each weight comes about",
)  # fmt: skip
def comparison(
    asking: Annotated[Asking, asks(MATCH)], response: Response, record: RecordName,
    person_id: Annotated[str | None, Query(description="Beside this person of ours.", max_length=200)] = None,
) -> MatchingComparison:  # fmt: skip
    position = asking.ledger.position()
    say_position(response, position)
    return _compared(explain(asking.ledger, record, person_id, asking.caller.name, "HTTP"), position)


def _compared(said: Explained, position: int) -> MatchingComparison:
    identity = said.record.identity
    who = Who(reference=reference(said.record), forename=identity.forename, surname=identity.surname,
              date_of_birth=_day(identity.born_on), sex=identity.sex, address=identity.address,
              postcode=identity.postcode)  # fmt: skip
    return MatchingComparison(
        who=who, standing=said.record.standing, linked_to=said.linked.person_id if said.linked else None,
        linked_how=said.linked_how, link_above=said.thresholds.link_above_centibits / 100,
        ask_above=said.thresholds.ask_above_centibits / 100, set_by_authority=said.set_by_authority, model=said.model,
        beside=[_beside(one, said) for one in said.candidates], position=position)  # fmt: skip


def _beside(one: Candidate, said: Explained) -> ComparedPerson:
    person, likeness = one.person, one.likeness
    who = Who(reference=person.person_id, forename=person.forename, surname=person.surname,
              date_of_birth=_day(person.born_on), sex=person.sex, address=person.address, postcode=person.postcode)
    return ComparedPerson(
        who=who, obstacles=_obstacles(one), drawing=as_svg(likeness, said.thresholds) if likeness else None,
        steps=[WeightStep(compared=step.what, found=step.found, weight=step.weight, total=step.total)
               for step in (steps(likeness) if likeness else [])])  # fmt: skip


@router.post(
    "/links", operation_id="link_record", response_model=MatchingDecided, status_code=201,
    summary="Record that an agency's record is a person of ours; its facts count for the person's families at once",
)  # fmt: skip
def link(commanding: Matches, said: Linking) -> Response:
    return _decided(commanding, said.record, lambda ledger: deciding.link(
        ledger, said.record, said.person_id, commanding.by))


@router.post(
    "/refusals", operation_id="refuse_link", response_model=MatchingDecided, status_code=201,
    summary="Record that an agency's record and a person of ours are two people",
)  # fmt: skip
def refuse(commanding: Matches, said: RefusingLink) -> Response:
    return _decided(commanding, said.record, lambda ledger: deciding.refuse(
        ledger, said.record, said.person_id, said.reason, commanding.by))


@router.post(
    "/undoings", operation_id="undo_link", response_model=MatchingDecided, status_code=201,
    summary="Undo a link: what came to families by it is withdrawn from them",
)  # fmt: skip
def undo(commanding: Matches, said: UndoingLink) -> Response:
    return _decided(commanding, said.record, lambda ledger: deciding.undo(
        ledger, said.record, said.reason, commanding.by))


def _decided(commanding: Commanding, record: str, act: Act) -> Response:
    def tell(ledger: Ledger, done: Done) -> MatchingDecided:
        return MatchingDecided(**recorded(done), record=record, standing=record_called(ledger, record).standing)

    answer = commanding.carried_out(act, tell, status=201, made="/v1/matching/queue")
    mark_at_risk(commanding.ledger, commanding.by)
    return answer


def _weight(one: Candidate) -> float | None:
    return one.likeness.weight_centibits / 100 if one.likeness else None


def _obstacles(one: Candidate) -> list[str]:
    return [OBSTACLES[obstacle] for obstacle in one.likeness.obstacles] if one.likeness else []


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
