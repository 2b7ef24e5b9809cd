"""Who may look at a family, who did, and which families are one's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator

from api.access.assigned import Assigned, every_assignment, families_assigned
from api.access.looked import looked_page
from api.access.operations import ASSIGN, READ_ACCESS_LOG, READ_OWN_FAMILIES
from api.http.asking import REFERENCE_LENGTH_MAX, Asking, asks
from api.http.bodies import Command
from api.http.listing import LISTED, AsListNow, few
from api.http.parameters import FamilyReference, day_said, say_position
from api.http.v1.models.accesses import (
    NAME_LENGTH_MAX,
    AccessLog,
    AccessNoted,
    FamilyAssigned,
    OwnFamilies,
    Workers,
)
from api.http.v1.models.lists import ListOf
from ledger.assigning import assign, workers_of

router = APIRouter(tags=["access"], route_class=Command)

ENTRIES = 100
ENTRIES_MAX = 1_000

_Day = Annotated[date, BeforeValidator(day_said)]
_SQL_TEXT = r"^[^\x00]+$"


@router.get(
    "/access-log", operation_id="access_log", response_model=AccessLog,
    summary="Who looked at what of which family, when and for what",
)  # fmt: skip
def access_log(
    asking: Annotated[Asking, asks(READ_ACCESS_LOG)], response: Response,
    after: Annotated[int, Query(description="Only what comes after this entry.", ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(description="How many entries at most.", ge=1, le=ENTRIES_MAX)] = ENTRIES,
    of_family: Annotated[
        str | None,
        Query(description="Of this family_id alone; lists apart.", max_length=REFERENCE_LENGTH_MAX, pattern=_SQL_TEXT),
    ] = None,
    by: Annotated[
        str | None, Query(description="By this person alone.", max_length=NAME_LENGTH_MAX, pattern=_SQL_TEXT)
    ] = None,
    since: Annotated[_Day | None, Query(description="From this day on (UTC).", examples=["2026-11-01"])] = None,
    until: Annotated[_Day | None, Query(description="Up to the end of this day.", examples=["2026-11-30"])] = None,
) -> AccessLog:
    say_position(response, asking.ledger.position())
    found = looked_page(asking.ledger, after, limit, of_family, by, since, until)
    items = [AccessNoted.model_validate(one._asdict()) for one in found]
    return AccessLog(items=items, next=items[-1].entry if len(items) == limit else None)


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
    asking: Annotated[Asking, asks(ASSIGN)], listing: AsListNow,
    worker: Annotated[
        str | None, Query(description="To this practitioner alone.", max_length=NAME_LENGTH_MAX, pattern=_SQL_TEXT)
    ] = None,
) -> Response:  # fmt: skip
    """As things stand: who may look is no history of the programme."""
    rows = [one._asdict() for one in every_assignment(asking.ledger, worker)]
    return listing.answer(few(rows, asking.ledger.position(), Assigned._fields))


@router.get(
    "/own-families", operation_id="own_families", response_model=OwnFamilies,
    summary="Which families are assigned to oneself",
)  # fmt: skip
def own_families(asking: Annotated[Asking, asks(READ_OWN_FAMILIES)], response: Response) -> OwnFamilies:
    say_position(response, asking.ledger.position())
    return OwnFamilies(family_ids=families_assigned(asking.ledger, asking.caller.name))
