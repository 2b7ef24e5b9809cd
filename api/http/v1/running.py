"""What an administrator does to a ledger's tables, which follow from its log and can always be made anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StrictBool

from api.access.operations import ADMINISTER
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.parameters import say_position
from api.http.v1.models.commands import Nothing, Said
from projections.rebuild import rebuild
from projections.runner import catch_up, retry_parked

router = APIRouter(tags=["status"], route_class=Command)

Administers = Annotated[Asking, asks(ADMINISTER)]


class Rebuilding(Said):
    compare: StrictBool = Field(default=False, description="Whether to count the rows that differ from before.")


class TablesRebuilt(BaseModel):
    families: int = Field(description="Families in the new tables.")
    rows_differing: int | None = Field(description="Rows that differ from before, counted to 1,000; null: not asked.")
    position: int = Field(description="The position up to which the new tables have read the log.")


class FamiliesRetried(BaseModel):
    parked: int = Field(description="Families that still cannot be put together: see the status.")
    position: int = Field(description="The position of the log when they were tried again.")


@router.post(
    "/rebuilds", operation_id="rebuild", response_model=TablesRebuilt,
    summary="Make the tables anew from the whole log; readers see the old ones until the new ones are complete",
)  # fmt: skip
def make_anew(asking: Administers, said: Rebuilding, response: Response) -> TablesRebuilt:
    if said.compare:
        catch_up(asking.ledger)  # what has not been read yet is no difference
    made = rebuild(asking.ledger, compare=said.compare)
    say_position(response, made.position)
    differing = len(made.differences) if said.compare else None
    return TablesRebuilt(families=made.families, rows_differing=differing, position=made.position)


@router.post(
    "/retries", operation_id="retry_parked", response_model=FamiliesRetried,
    summary="Try again the families that could not be put together",
)  # fmt: skip
def retry(asking: Administers, said: Nothing, response: Response) -> FamiliesRetried:
    position = asking.ledger.position()
    say_position(response, position)
    return FamiliesRetried(parked=retry_parked(asking.ledger), position=position)
