"""Work with families, read: of one family, and what it comes to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.operations import LIST_FAMILIES, READ_FAMILIES, READ_PROGRAMME
from api.casework.counting import DISTRICT_COLUMNS, by_district
from api.casework.showing import casework_as_json
from api.defaults import DEFAULT_SCHEME
from api.http.answers import VERSIONED, family_answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, few
from api.http.parameters import Day, FamilyReference, Known, SchemeName
from api.http.v1.models.casework import Caseload, DistrictInNumbers, FamilyCasework, ReferralInList, ReviewDue
from api.http.v1.models.lists import DecidedListOf
from api.http.waiting import AfterWaiting
from api.on_record import family_on_record
from projections.queries import caseloads as work
from projections.queries.studying import studied

Counts = Annotated[Asking, asks(READ_PROGRAMME)]
Lists = Annotated[Asking, asks(LIST_FAMILIES)]

router = APIRouter(tags=["casework"], dependencies=[AfterWaiting])


@router.get(
    "/families/{family_id}/casework", operation_id="family_casework", response_model=FamilyCasework,
    responses=VERSIONED, summary="The work with a family: interventions, referrals, reviews, lead workers, districts",
)  # fmt: skip
def casework(
    request: Request, family_id: FamilyReference, asking: Annotated[Asking, asks(READ_FAMILIES)], known: Known
) -> Response:
    found = family_on_record(asking.ledger, family_id, known)
    return family_answer(request, found.version, found.position, lambda: casework_as_json(found))


@router.get(
    "/caseloads", operation_id="caseloads", response_model=DecidedListOf[Caseload], responses=LISTED,
    summary="How many families each lead worker leads on a day",
)  # fmt: skip
def caseloads(
    asking: Counts, listing: AsList, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME
) -> Response:
    day, found = listing.day(at), studied(asking.ledger, scheme, (), listing.known)
    rows = [row._asdict() for row in work.caseloads(found.rows, day)]
    return listing.answer(few(rows, found.position, work.Caseload._fields), scheme=scheme, at=day)


@router.get(
    "/referrals", operation_id="referrals", response_model=DecidedListOf[ReferralInList], responses=LISTED,
    summary="Referrals in and out made by a day, and their fate",
)  # fmt: skip
def referrals(
    asking: Lists, listing: AsList, at: Day = None,
    waiting: Annotated[bool, Query(description="Only those that wait for an answer on the day.")] = False,
) -> Response:  # fmt: skip
    day, found = listing.day(at), studied(asking.ledger, DEFAULT_SCHEME, (), listing.known)
    rows = [row._asdict() for row in work.referrals(found.rows, day) if not waiting or row.fate == "waiting"]
    return listing.answer(few(rows, found.position, work.Referral._fields), scheme=DEFAULT_SCHEME, at=day)


@router.get(
    "/reviews-due", operation_id="reviews_due", response_model=DecidedListOf[ReviewDue], responses=LISTED,
    summary="Cases that a board wanted to see again by the day and has not",
)  # fmt: skip
def reviews_due(
    asking: Lists, listing: AsList, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME
) -> Response:
    day, found = listing.day(at), studied(asking.ledger, scheme, (), listing.known)
    rows = [row._asdict() for row in work.reviews_due(found.rows, day)]
    return listing.answer(few(rows, found.position, work.ReviewDue._fields), scheme=scheme, at=day)


@router.get(
    "/districts", operation_id="districts", response_model=DecidedListOf[DistrictInNumbers], responses=LISTED,
    summary="Every count of the programme by the district in which families live on a day",
)  # fmt: skip
def districts(
    asking: Counts, listing: AsList, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME
) -> Response:
    day = listing.day(at)
    found = by_district(asking.ledger, scheme, day, listing.known)
    rows = [row._asdict() for row in found.rows]
    return listing.answer(few(rows, found.position, DISTRICT_COLUMNS), scheme=scheme, at=day)
