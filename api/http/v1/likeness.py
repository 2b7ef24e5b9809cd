"""The weights by which records are linked, whom no program links, and comparing what is linked with nobody again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import MATCH, READ_EXTRACTS
from api.claiming.rechecking import mark_at_risk
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsListNow, few
from api.http.v1.models.commands import Nothing
from api.http.v1.models.lists import ListOf
from api.http.v1.models.matching import (
    AgencyInNumbers,
    ComparedAgain,
    PersonRestricted,
    RestrictingPerson,
    SettingWeights,
    WeightsSet,
)
from api.http.v1.telling import recorded
from api.matching import deciding
from api.today import today_here
from intake.agencies.settling import Settled, look_again, settle
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/matching", tags=["matching"], route_class=Command)

Matches = Annotated[Commanding, commands(MATCH)]
STANDINGS = ("linked", "queued", "apart", "new")


@router.get(
    "/agencies", operation_id="agencies", response_model=ListOf[AgencyInNumbers], responses=LISTED,
    summary="How many records of each agency are linked, wait for a person, or are like nobody of ours",
)  # fmt: skip
def agencies(asking: Annotated[Asking, asks(READ_EXTRACTS)], listing: AsListNow) -> Response:
    """As things stand: what waits for a person is no history."""
    rows = [{"agency": agency} | {name: found.get(name, 0) for name in STANDINGS}
            for agency, found in asking.ledger.agencies.counts().items()]  # fmt: skip
    return listing.answer(few(rows, asking.ledger.position(), list(AgencyInNumbers.model_fields)))


@router.post(
    "/weights", operation_id="set_weights", response_model=WeightsSet,
    summary="Set the weights above which a program links and a person is asked, from a day on",
)  # fmt: skip
def set_weights(commanding: Matches, said: SettingWeights) -> Response:
    def tell(ledger: Ledger, done: Done) -> WeightsSet:
        return WeightsSet(
            **recorded(done), from_on=said.from_on, link_above=said.link_above, ask_above=said.ask_above)

    return commanding.carried_out(lambda ledger: deciding.set_thresholds(
        ledger, said.from_on, said.link_above, said.ask_above, commanding.by), tell)


@router.post(
    "/comparisons", operation_id="compare_again", response_model=ComparedAgain,
    summary="Compare all records that are linked with nobody once more, as after new weights",
)  # fmt: skip
def compare_again(commanding: Matches, said: Nothing) -> Response:
    def act(ledger: Ledger) -> None:
        look_again(ledger)
        ledger.keep_answer(_counted(settle(ledger, commanding.by, today_here())))

    answer = commanding.carried_out(
        act, lambda ledger, done: ComparedAgain(**recorded(done), **done.answer), in_parts=True)
    mark_at_risk(commanding.ledger, commanding.by)
    return answer


def _counted(settled: Settled) -> dict[str, int | bool]:
    return {name: value for name, value in asdict(settled).items() if name != "events"}


@router.post(
    "/restrictions", operation_id="restrict_person", response_model=PersonRestricted,
    summary="Have no program link a person of ours with any agency's record, or let it again; a person still may",
)  # fmt: skip
def restrict(commanding: Matches, said: RestrictingPerson) -> Response:
    def tell(ledger: Ledger, done: Done) -> PersonRestricted:
        return PersonRestricted(**recorded(done), person_id=said.person_id, restricted=said.restricted)

    return commanding.carried_out(lambda ledger: deciding.restrict(
        ledger, said.person_id, said.restricted, said.reason, commanding.by), tell)
