"""Unit costs: what is counted, what the authority says that one of it costs, and supplying that."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import POOL_CONTRIBUTIONS, READ_PROGRAMME
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsList, few
from api.http.parameters import true_as_of
from api.http.v1.models.lists import ListOf
from api.http.v1.models.saving import MeasureCounted, SupplyingCosts, UnitCostsSupplied, UnitCostStated
from api.http.v1.telling import recorded
from api.savings.asking import unit_costs
from api.savings.supplying import record_costs
from domain.savings.costs import UnitCost, as_plain
from domain.savings.measures import MEASURES
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["money"], route_class=Command)

Reads = Annotated[Asking, asks(READ_PROGRAMME)]


@router.get(
    "/measures", operation_id="measures", response_model=ListOf[MeasureCounted], responses=LISTED,
    summary="What is counted before and after attachment, and whom it costs: the list of unit costs, without figures",
)  # fmt: skip
def measures(asking: Reads, listing: AsList) -> Response:
    rows = [{"measure": one.name, "agency": one.agency, "unit": one.unit} for one in MEASURES.values()]
    return listing.answer(few(rows, true_as_of(asking.ledger, listing.known), list(MeasureCounted.model_fields)))


@router.get(
    "/unit-costs", operation_id="unit_costs", response_model=ListOf[UnitCostStated], responses=LISTED,
    summary="The authority's unit costs as supplied last, each with its source",
)  # fmt: skip
def stated(asking: Reads, listing: AsList) -> Response:
    position = true_as_of(asking.ledger, listing.known)
    rows = [as_plain(one) for one in unit_costs(asking.ledger, listing.known)]
    return listing.answer(few(rows, position, list(UnitCostStated.model_fields)))


@router.post(
    "/unit-costs", operation_id="supply_unit_costs", response_model=UnitCostsSupplied,
    summary="Record the authority's unit costs, in place of all those before",
)  # fmt: skip
def supply(commanding: Annotated[Commanding, commands(POOL_CONTRIBUTIONS)], said: SupplyingCosts) -> Response:
    costs = [UnitCost(one.measure, one.from_on, one.pence, one.price_year, one.source) for one in said.costs]

    def tell(ledger: Ledger, done: Done) -> UnitCostsSupplied:
        return UnitCostsSupplied(**recorded(done), costs=len(unit_costs(ledger, done.position)))

    return commanding.carried_out(lambda ledger: record_costs(ledger, costs, commanding.by), tell)
