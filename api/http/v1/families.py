"""Families: who is on record; of one, its members, eligibility, near misses, claims and history, and the reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.operations import LIST_FAMILIES, READ_FAMILIES, READ_HISTORY
from api.answers.explained import eligibility_as_json, explanation_as_json, history_as_json
from api.answers.on_record import (
    FAMILY_COLUMNS,
    OnRecord,
    claims_of,
    family_as_json,
    family_cells,
    family_on_record,
    listed_as_json,
    members_as_json,
    near_misses_of,
    rests_on,
)
from api.answers.questions import named_explanation, named_history
from api.defaults import DEFAULT_SCHEME, WITHIN_DAYS
from api.http.answers import VERSIONED, family_answer
from api.http.asking import Asking, asks
from api.http.kept import told_or_kept
from api.http.listing import LISTED, AsList, Listed
from api.http.merged import saying_merged
from api.http.of_one_family import OfOneFamily
from api.http.parameters import Day, FamilyReference, Known, ResultName, SchemeName, SchemeOnly, WithinDays
from api.http.v1.models.claims import FamilyClaims
from api.http.v1.models.families import (
    FamilyEligibility,
    FamilyExplanation,
    FamilyHistory,
    FamilyInList,
    FamilyMembers,
    FamilyNearMisses,
    FamilyOnRecord,
)
from api.http.v1.models.lists import ListOf
from api.http.waiting import AfterWaiting
from api.today import today_here
from projections.queries.families import families_page

router = APIRouter(prefix="/families", tags=["families"], dependencies=[AfterWaiting], route_class=OfOneFamily)

Reads = Annotated[Asking, asks(READ_FAMILIES)]


@router.get(
    "", operation_id="families", response_model=ListOf[FamilyInList], responses=LISTED,
    summary="Every family on record",
)  # fmt: skip
def families(
    asking: Annotated[Asking, asks(LIST_FAMILIES)], listing: AsList,
    attached_to: SchemeOnly = None,
    changed_after: Annotated[
        int | None, Query(description="Only those with an event after this position of the log.", ge=0, le=2**63 - 1)
    ] = None,
) -> Response:  # fmt: skip
    rows = saying_merged(asking.ledger, Listed(
        lambda known, part: families_page(asking.ledger, known, part, attached_to, changed_after),
        lambda row: (row.family_id,), listed_as_json, FAMILY_COLUMNS, family_cells))
    return listing.answer(rows)


@router.get(
    "/{family_id}", operation_id="family", response_model=FamilyOnRecord, responses=VERSIONED,
    summary="What is on record of a family",
)  # fmt: skip
async def family(request: Request, family_id: FamilyReference, asking: Reads, known: Known) -> Response:
    return await _told(request, family_id, asking, known, family_as_json)


@router.get(
    "/{family_id}/members", operation_id="family_members", response_model=FamilyMembers, responses=VERSIONED,
    summary="Who belongs to a family, and since when",
)  # fmt: skip
async def members(request: Request, family_id: FamilyReference, asking: Reads, known: Known) -> Response:
    return await _told(request, family_id, asking, known, members_as_json)


@router.get(
    "/{family_id}/eligibility", operation_id="family_eligibility", response_model=FamilyEligibility,
    responses=VERSIONED, summary="Whether a family is eligible on a day",
)  # fmt: skip
def eligibility(
    request: Request, family_id: FamilyReference, asking: Reads, known: Known, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    day, found = at or today_here(), _found(asking, family_id, known)
    return family_answer(
        request, found.version, found.position,
        lambda: eligibility_as_json(named_explanation(asking.ledger, family_id, scheme, day, found.position)),
        rests_on(found, scheme, day))


@router.get(
    "/{family_id}/explanation", operation_id="family_explanation", response_model=FamilyExplanation,
    responses=VERSIONED, summary="Why a family is eligible, or a result claimable, or why not",
)  # fmt: skip
def explanation(
    request: Request, family_id: FamilyReference, asking: Reads, known: Known, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME, result: ResultName = None,
) -> Response:  # fmt: skip
    day, found = at or today_here(), _found(asking, family_id, known)
    return family_answer(
        request, found.version, found.position,
        lambda: explanation_as_json(named_explanation(asking.ledger, family_id, scheme, day, found.position, result)),
        rests_on(found, scheme, day, result))


@router.get(
    "/{family_id}/nearly", operation_id="family_nearly", response_model=FamilyNearMisses, responses=VERSIONED,
    summary="What a family is not far from: eligibility, or each result",
)  # fmt: skip
def nearly(
    request: Request, family_id: FamilyReference, asking: Reads, known: Known, at: Day = None,
    within_days: WithinDays = WITHIN_DAYS, scheme: SchemeName = DEFAULT_SCHEME,
) -> Response:  # fmt: skip
    day, found = at or today_here(), _found(asking, family_id, known)
    return family_answer(
        request, found.version, found.position, lambda: near_misses_of(found, scheme, day, within_days),
        rests_on(found, scheme, day, within_days))


@router.get(
    "/{family_id}/claims", operation_id="family_claims", response_model=FamilyClaims, responses=VERSIONED,
    summary="Every claim that was ever made for a family, as it stands",
)  # fmt: skip
def claims(request: Request, family_id: FamilyReference, asking: Reads, known: Known) -> Response:
    found = _found(asking, family_id, known)
    return family_answer(request, found.version, found.position, lambda: claims_of(found))


@router.get(
    "/{family_id}/history", operation_id="family_history", response_model=FamilyHistory, responses=VERSIONED,
    summary="Everything that was recorded of a family",
)  # fmt: skip
def history(
    request: Request, family_id: FamilyReference, asking: Annotated[Asking, asks(READ_HISTORY)], known: Known
) -> Response:
    found = _found(asking, family_id, known)
    return family_answer(
        request, found.version, found.position,
        lambda: history_as_json(family_id, named_history(asking.ledger, family_id, found.position), found.position))


def _found(asking: Asking, family_id: str, known: int | None) -> OnRecord:
    """Asked now, it is as it was when the look at it was noted. Raises `FamilyUnknown`."""
    seen = asking.seen
    if known is not None or seen is None or not seen.version:
        return family_on_record(asking.ledger, family_id, known)
    return OnRecord(asking.ledger, family_id, seen.family, seen.version, seen.position)


async def _told(
    request: Request, family_id: str, asking: Asking, known: int | None, tell: Callable[[OnRecord], dict[str, Any]]
) -> Response:
    """Out of memory if it is asked of now, and was lately."""
    if known is None and asking.seen and asking.seen.version:
        return await told_or_kept(request, _found(asking, family_id, None), asking.seen.erased, tell)
    found = await run_in_threadpool(_found, asking, family_id, known)
    said = await run_in_threadpool(tell, found)
    return family_answer(request, found.version, found.position, lambda: said)
