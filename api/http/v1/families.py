"""One family: what is on record of it, its eligibility, its history, and the reasons."""

from __future__ import annotations

from collections import Counter
from datetime import date

from fastapi import APIRouter, Response

from api.access.operations import READ_FAMILIES
from api.defaults import DEFAULT_SCHEME
from api.explained import explanation_as_json
from api.http.asking import asks
from api.http.parameters import (
    Day,
    FamilyReference,
    Known,
    OfLedger,
    ResultName,
    SchemeName,
    say_position,
    true_as_of,
)
from api.http.v1.models.families import (
    Attached,
    FamilyEligibility,
    FamilyExplanation,
    FamilyHistory,
    FamilyOnRecord,
    Member,
)
from api.naming import Names
from api.questions import named_explanation, named_history
from domain.family import Family
from projections.queries.asking import family_called, not_known_yet

router = APIRouter(prefix="/families/{family_id}", tags=["families"], dependencies=[asks(READ_FAMILIES)])


@router.get("", operation_id="family", response_model=FamilyOnRecord, summary="What is on record of a family")
def family(family_id: FamilyReference, ledger: OfLedger, known: Known, response: Response) -> FamilyOnRecord:
    position = ledger.position() if known is None else known
    folded = ledger.family(family_called(ledger, family_id), position)
    if folded.version == 0:
        raise not_known_yet(family_id, known)
    say_position(response, position)
    names = Names(ledger.register, people=[stay.person for stay in folded.stays.values()])
    return FamilyOnRecord(
        family_id=family_id,
        version=folded.version,
        members=_members(folded, names),
        attachments=_attachments(folded),
        observations=Counter(one.observation.kind for one in folded.observations.values()),
        position=position,
    )


def _members(folded: Family, names: Names) -> list[Member]:
    return [
        Member(person_id=names.person(stay.person), joined_on=stay.joined_on, left_on=stay.left_on,
               born_on=stay.born_on, resident=stay.resident, parent=stay.parent)
        for stay in sorted(folded.stays.values(), key=lambda stay: (stay.joined_on, names.person(stay.person)))
    ]  # fmt: skip


def _attachments(folded: Family) -> list[Attached]:
    return [
        Attached(**{name: getattr(attachment, name) for name in Attached.model_fields})
        for attachment in folded.attachments.values()
    ]


@router.get(
    "/eligibility", operation_id="family_eligibility", response_model=FamilyEligibility,
    summary="Whether a family is eligible on a day",
)  # fmt: skip
def eligibility(
    family_id: FamilyReference, ledger: OfLedger, known: Known, response: Response, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME,
) -> FamilyEligibility:  # fmt: skip
    named = named_explanation(ledger, family_id, scheme, at or date.today(), known)
    say_position(response, named.explained.known)
    whole, *criteria = named.reasons
    return FamilyEligibility(
        family_id=family_id, scheme=scheme, at=named.explained.day, eligible=whole.answer == "met",
        answer=whole.answer, criteria=sorted(one.clause for one in criteria if one.answer == "met"),
        unknown_criteria=sorted(one.clause for one in criteria if one.answer == "unknown"),
        position=named.explained.known,
    )  # fmt: skip


@router.get(
    "/history", operation_id="family_history", response_model=FamilyHistory,
    summary="Everything that was recorded of a family",
)  # fmt: skip
def history(family_id: FamilyReference, ledger: OfLedger, known: Known, response: Response) -> dict[str, object]:
    position = true_as_of(ledger, known)
    told = named_history(ledger, family_id, known)
    say_position(response, position)
    return {"family_id": family_id, "events": [one._asdict() for one in told], "position": position}


@router.get(
    "/explanation", operation_id="family_explanation", response_model=FamilyExplanation,
    summary="Why a family is eligible, or a result claimable, or why not",
)  # fmt: skip
def explanation(
    family_id: FamilyReference, ledger: OfLedger, known: Known, response: Response, at: Day = None,
    scheme: SchemeName = DEFAULT_SCHEME, result: ResultName = None,
) -> dict[str, object]:  # fmt: skip
    named = named_explanation(ledger, family_id, scheme, at or date.today(), known, result)
    say_position(response, named.explained.known)
    return explanation_as_json(named)
