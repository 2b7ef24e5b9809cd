"""Who may look at a family, who did, and which families are one's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator

from api.access.assigned import Assigned, assignments_page
from api.access.looked import COLUMNS, Looked, looked_page
from api.access.operations import ASSIGN, READ_ACCESS_LOG, READ_OWN_FAMILIES
from api.defaults import SQL_TEXT
from api.http.asking import REFERENCE_LENGTH_MAX, Asking, asks
from api.http.bodies import Command
from api.http.listing import LISTED, AsListNow, Listed
from api.http.parameters import FamilyReference, day_said, say_position
from api.http.v1.models.accesses import (
    NAME_LENGTH_MAX,
    AccessNoted,
    FamilyAssigned,
    OwnFamily,
    Workers,
)
from api.http.v1.models.lists import ListOf
from ledger.assigning import assign, workers_of
from projections.queries.pages import Page, Part

router = APIRouter(tags=["access"], route_class=Command)

VIEW_LENGTH_MAX = 100

_Day = Annotated[date, BeforeValidator(day_said)]


@router.get(
    "/access-log", operation_id="access_log", response_model=ListOf[AccessNoted], responses=LISTED,
    summary="Who looked at what of which family, when and for what",
)  # fmt: skip
def access_log(
    asking: Annotated[Asking, asks(READ_ACCESS_LOG, lists=True)], listing: AsListNow,
    after: Annotated[
        int, Query(description="Only entries after this one, such as the last that one has.", ge=0, le=2**63 - 1)] = 0,
    of_family: Annotated[
        str | None,
        Query(description="Of this family_id alone; lists apart.", max_length=REFERENCE_LENGTH_MAX, min_length=1,
              pattern=SQL_TEXT),
    ] = None,
    by: Annotated[
        str | None,
        Query(description="By this person alone.", max_length=NAME_LENGTH_MAX, min_length=1,
              pattern=SQL_TEXT)
    ] = None,
    view: Annotated[
        str | None,
        Query(description="Of this alone, such as `trail`.", max_length=VIEW_LENGTH_MAX, min_length=1,
              pattern=SQL_TEXT)
    ] = None,
    since: Annotated[_Day | None, Query(description="From this day on (UTC).", examples=["2026-11-01"])] = None,
    until: Annotated[_Day | None, Query(description="Up to the end of this day.", examples=["2026-11-30"])] = None,
) -> Response:
    ledger = asking.ledger

    def page(known: int | None, part: Part) -> Page[Looked]:
        assert part.limit is not None
        return Page(ledger.position(), looked_page(
            ledger, part.first or after, part.limit, of_family, by, since, until, view))

    return listing.answer(Listed(page, lambda one: (one.entry,), Looked._asdict, COLUMNS, lambda one: one))


@router.get(
    "/families/{family_id}/workers", operation_id="family_workers", response_model=Workers,
    summary="Which practitioners a family is assigned to",
)  # fmt: skip
def workers(family_id: FamilyReference, asking: Annotated[Asking, asks(ASSIGN)], response: Response) -> Workers:
    assert asking.family is not None
    say_position(response, asking.ledger.position())
    return Workers(workers=workers_of(asking.ledger, asking.family))


@router.put(
    "/families/{family_id}/workers", operation_id="assign_family", response_model=Workers,
    summary="Assign a family to practitioners, in place of those who had it",
)  # fmt: skip
def assign_family(
    family_id: FamilyReference, asking: Annotated[Asking, asks(ASSIGN)], said: Workers, request: Request
) -> Workers:
    """Sent twice it does no more than once, so it needs no Idempotency-Key. A list of nobody takes it from everyone."""
    assert asking.family is not None
    assign(asking.ledger, asking.family, said.workers, asking.caller.name)
    return Workers(workers=workers_of(asking.ledger, asking.family))


@router.get(
    "/assignments", operation_id="assignments", response_model=ListOf[FamilyAssigned], responses=LISTED,
    summary="Which families are assigned to which practitioners",
)  # fmt: skip
def every(
    asking: Annotated[Asking, asks(ASSIGN, lists=True)], listing: AsListNow,
    worker: Annotated[
        str | None,
        Query(description="To this practitioner alone.", max_length=NAME_LENGTH_MAX, min_length=1,
              pattern=SQL_TEXT)
    ] = None,
) -> Response:  # fmt: skip
    """As things stand: who may look is no history of the programme."""
    ledger = asking.ledger
    return listing.answer(Listed(
        lambda known, part: Page(ledger.position(), assignments_page(ledger, worker, part)),
        lambda one: tuple(one), Assigned._asdict, Assigned._fields, lambda one: one))


@router.get(
    "/own-families", operation_id="own_families", response_model=ListOf[OwnFamily], responses=LISTED,
    summary="Which families are assigned to oneself",
)  # fmt: skip
def own_families(
    asking: Annotated[Asking, asks(READ_OWN_FAMILIES, lists=True)], listing: AsListNow
) -> Response:
    ledger, worker = asking.ledger, asking.caller.name
    return listing.answer(Listed(
        lambda known, part: Page(ledger.position(), assignments_page(ledger, worker, part)),
        lambda one: tuple(one), lambda one: {"family_id": one.family_id}, ("family_id",), lambda one: one[:1]))
