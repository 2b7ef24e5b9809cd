"""Families that agencies know and we do not: proposed from shared homes, and confirmed by a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from api.access.operations import MATCH
from api.claiming.rechecking import mark_at_risk
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsListNow, Listed
from api.http.v1.models.lists import ListOf
from api.http.v1.models.matching import ConfirmingFamily, FamilyConfirmed, ProposedFamily
from api.http.v1.telling import recorded
from api.matching.asking import reference
from api.matching.families import Proposal, confirm, proposed_in_turn, with_names
from ledger.agency_people import AgencyRecord
from ledger.ledger import Ledger
from ledger.requests import Done
from projections.queries.asking import family_called
from projections.queries.pages import Page, Part

router = APIRouter(prefix="/matching/proposed-families", tags=["matching"], route_class=Command)

COLUMNS = ("proposal", "records", "who", "beside", "family_ids", "shared")

ProposalName = Annotated[str, Path(description="The proposal.", pattern=r"^[0-9a-f]{10}$", examples=["4be1f00a95"])]


@router.get(
    "", operation_id="proposed_families", response_model=ListOf[ProposedFamily], responses=LISTED,
    summary="Households that agencies know and we do not, by name; who looked is noted",
)  # fmt: skip
def proposed(asking: Annotated[Asking, asks(MATCH)], listing: AsListNow) -> Response:
    """By the names of the proposals. Names of people are opened of the homes that are shown alone."""
    ledger = asking.ledger

    def page(known: int | None, part: Part) -> Page[Proposal]:
        some = list(islice(proposed_in_turn(ledger, part.first), part.limit))
        return Page(ledger.position(), with_names(ledger, some, asking.caller.name, asking.through))

    return listing.answer(Listed(page, lambda one: (one.name,), _shown, COLUMNS, _cells))


def _shown(one: Proposal) -> dict[str, Any]:
    return {
        "proposal": one.name, "people": list(map(_person, one.people)), "beside": list(map(reference, one.beside)),
        "family_ids": list(one.family_ids), "shared": list(one.shared)}  # fmt: skip


def _person(records: tuple[AgencyRecord, ...]) -> dict[str, Any]:
    said = records[0].identity
    return {"records": list(map(reference, records)), "forename": said.forename, "surname": said.surname,
            "date_of_birth": said.born_on}  # fmt: skip


def _cells(one: Proposal) -> Iterator[Any]:
    """Whoever would join in one row: all their records, and who they are."""
    said = [person[0].identity for person in one.people]
    yield one.name
    yield [reference(record) for person in one.people for record in person]
    yield [" ".join(filter(None, (who.forename, who.surname, who.born_on))) for who in said]
    yield from (list(map(reference, one.beside)), one.family_ids, one.shared)


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
