"""Families that agencies know and we do not: proposed from shared homes, and confirmed by a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import MATCH
from api.claiming.rechecking import mark_at_risk
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.parameters import say_position
from api.http.v1.models.matching import ConfirmingFamily, FamilyConfirmed, ProposedFamilies, ProposedFamily
from api.http.v1.models.matching import ProposedPerson as Who
from api.http.v1.telling import recorded
from api.matching.asking import reference
from api.matching.families import Proposal, confirm, with_names
from api.matching.families import proposed as households_proposed
from ledger.agency_people import AgencyRecord
from ledger.ledger import Ledger
from ledger.requests import Done
from projections.queries.asking import family_called

router = APIRouter(prefix="/matching/proposed-families", tags=["matching"], route_class=Command)

MOST = 1_000
PASSED_OVER_MAX = 10_000_000
ProposalName = Annotated[str, Path(description="The proposal.", pattern=r"^[0-9a-f]{10}$", examples=["4be1f00a95"])]


@router.get(
    "", operation_id="proposed_families", response_model=ProposedFamilies,
    summary="Households that agencies know and we do not, by name; who looked is noted",
)  # fmt: skip
def proposed(
    asking: Annotated[Asking, asks(MATCH)], response: Response,
    limit: Annotated[int, Query(description="At most so many.", ge=1, le=MOST)] = 100,
    after: Annotated[int, Query(description="So many are passed over.", ge=0, le=PASSED_OVER_MAX)] = 0,
) -> ProposedFamilies:  # fmt: skip
    position = asking.ledger.position()
    say_position(response, position)
    found = households_proposed(asking.ledger)
    items = with_names(asking.ledger, found[after : after + limit], asking.caller.name, asking.through)
    return ProposedFamilies(items=list(map(_shown, items)), number=len(found), position=position)


def _shown(one: Proposal) -> ProposedFamily:
    return ProposedFamily(
        proposal=one.name, people=[_person(person) for person in one.people],
        beside=[reference(record) for record in one.beside], family_ids=list(one.family_ids), shared=list(one.shared))


def _person(records: tuple[AgencyRecord, ...]) -> Who:
    said = records[0].identity
    return Who(records=list(map(reference, records)), forename=said.forename, surname=said.surname,
               date_of_birth=date.fromisoformat(said.born_on) if said.born_on else None)


@router.post(
    "/{proposal}/confirmations", operation_id="confirm_family", response_model=FamilyConfirmed, status_code=201,
    summary="Confirm a proposal: its people become members of a family, new or on record, and their records are linked",
)  # fmt: skip
def confirmed(
    commanding: Annotated[Commanding, commands(MATCH)], proposal: ProposalName, said: ConfirmingFamily
) -> Response:
    def tell(ledger: Ledger, done: Done) -> FamilyConfirmed:
        family = family_called(ledger, said.family_id)
        members = {person for person, _ in ledger.family(family, done.position).stays}
        people = ledger.register.people_called(members).values()
        return FamilyConfirmed(
            **recorded(done), family_id=said.family_id, members=sorted(person.person_id for person in people))

    answer = commanding.carried_out(
        lambda ledger: confirm(
            ledger, proposal, said.family_id, said.joined_on, commanding.by, said.parents, said.without),
        tell, status=201, made=f"/v1/families/{quote(said.family_id, safe='')}")
    mark_at_risk(commanding.ledger, commanding.by)
    return answer
