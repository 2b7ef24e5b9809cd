"""Work with families, read: of one family, and what it comes to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.operations import LIST_FAMILIES, READ_FAMILIES, READ_PROGRAMME
from api.answers.on_record import family_on_record
from api.casework.counting import DISTRICT_COLUMNS, by_district
from api.casework.relapsing import CAVEATS, after_the_claim
from api.casework.showing import casework_as_json
from api.casework.what_works import MONTHS_MAX
from api.casework.what_works import as_json as what_works_as_json
from api.casework.what_works import what_works as what_works_of
from api.defaults import DEFAULT_SCHEME
from api.http.answers import VERSIONED, answer, family_answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed, few
from api.http.parameters import Day, FamilyReference, Known, SchemeName
from api.http.v1.models.casework import (
    Caseload,
    DistrictInNumbers,
    FamilyCasework,
    ReferralInList,
    Relapses,
    ResultFollowed,
    ReviewDue,
    WhatWorks,
)
from api.http.v1.models.lists import DecidedListOf
from api.http.waiting import AfterWaiting
from api.today import today_here
from projections.queries.caseloads import Caseload as CaseloadCounted
from projections.queries.caseloads import Referral
from projections.queries.caseloads import ReviewDue as Due
from projections.queries.relapses import Relapse, relapse_key, relapses_page
from projections.queries.work_by_family import referral_key, referrals_page, reviews_due_page
from projections.queries.work_lists import WAITING, Wanted, caseloads_on

Counts = Annotated[Asking, asks(READ_PROGRAMME)]
Lists = Annotated[Asking, asks(LIST_FAMILIES)]

Months = Annotated[int, Query(description="How long each result is followed.", ge=1, le=MONTHS_MAX)]

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
    day = listing.day(at)
    found = caseloads_on(asking.ledger, scheme, day, listing.known)
    rows = [row._asdict() for row in found.rows]
    return listing.answer(few(rows, found.position, CaseloadCounted._fields), scheme=scheme, at=day)


@router.get(
    "/referrals", operation_id="referrals", response_model=DecidedListOf[ReferralInList], responses=LISTED,
    summary="Referrals in and out made by a day, and their fate, by family",
)  # fmt: skip
def referrals(
    asking: Lists, listing: AsList, at: Day = None,
    waiting: Annotated[bool, Query(description="Only those that wait for an answer on the day.")] = False,
) -> Response:  # fmt: skip
    day, wanted = listing.day(at), Wanted(fate=WAITING if waiting else None)
    return listing.answer(Listed(
        lambda known, part: referrals_page(asking.ledger, DEFAULT_SCHEME, day, wanted, known, part), referral_key,
        Referral._asdict, Referral._fields, tuple), scheme=DEFAULT_SCHEME, at=day)


@router.get(
    "/reviews-due", operation_id="reviews_due", response_model=DecidedListOf[ReviewDue], responses=LISTED,
    summary="Cases that a board wanted to see again by the day and has not, by family",
)  # fmt: skip
def reviews_due(
    asking: Lists, listing: AsList, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME
) -> Response:
    day = listing.day(at)
    return listing.answer(Listed(
        lambda known, part: reviews_due_page(asking.ledger, scheme, day, known, part), lambda one: (one.family_id,),
        Due._asdict, Due._fields, tuple), scheme=scheme, at=day)


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


@router.get(
    "/what-works", operation_id="what_works", response_model=WhatWorks,
    summary="Results of families that had a kind of intervention beside those who had not; small groups are withheld",
)  # fmt: skip
def what_works(
    asking: Counts, known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME,
    begun_within: Annotated[
        int, Query(description="Interventions begun so many months after attachment.", ge=0, le=MONTHS_MAX)] = 6,
    within: Annotated[
        int, Query(description="Results reached in so many months after that.", ge=1, le=MONTHS_MAX)] = 12,
) -> Response:  # fmt: skip
    found = what_works_of(asking.ledger, scheme, at or today_here(), known, begun_within, within)
    return answer(what_works_as_json(found), found.position)


@router.get(
    "/relapses", operation_id="relapses", response_model=Relapses,
    summary="Whether what paid results said was gone came back in the months after, by kind of result",
)  # fmt: skip
def relapses(
    asking: Counts, known: Known, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME, months: Months = 24
) -> Response:
    day = at or today_here()
    found, numbers = after_the_claim(asking.ledger, scheme, day, known, months)
    said = {"scheme": scheme, "at": day, "months": months, "results": [row._asdict() for row in numbers],
            "caveats": list(CAVEATS), "position": found.position}  # fmt: skip
    return answer(said, found.position)


@router.get(
    "/relapses/families", operation_id="families_followed", response_model=DecidedListOf[ResultFollowed],
    responses=LISTED, summary="Every paid result that is followed, and what came back since, by family",
)  # fmt: skip
def families_followed(
    asking: Lists, listing: AsList, at: Day = None, scheme: SchemeName = DEFAULT_SCHEME, months: Months = 24
) -> Response:
    day = listing.day(at)
    return listing.answer(Listed(
        lambda known, part: relapses_page(asking.ledger, scheme, day, months, known, part), relapse_key,
        Relapse._asdict, Relapse._fields, tuple), scheme=scheme, at=day)
