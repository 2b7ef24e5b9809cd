"""What an administrator does to a ledger's tables, which follow from its log and can always be made anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StrictBool

from api.access.operations import ADMINISTER
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.v1.models.commands import Nothing, Said
from ledger.ledger import Ledger
from projections.rebuild import rebuild
from projections.runner import catch_up, retry_parked

router = APIRouter(tags=["status"], route_class=Command)

Administers = Annotated[Commanding, commands(ADMINISTER)]


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
def make_anew(commanding: Administers, said: Rebuilding) -> Response:
    def rebuilt(ledger: Ledger) -> TablesRebuilt:
        if said.compare:
            catch_up(ledger)  # what has not been read yet is no difference
        made = rebuild(ledger, compare=said.compare)
        differing = len(made.differences) if said.compare else None
        return TablesRebuilt(families=made.families, rows_differing=differing, position=made.position)

    return commanding.told_once(TablesRebuilt, rebuilt)


@router.post(
    "/retries", operation_id="retry_parked", response_model=FamiliesRetried,
    summary="Try again the families that could not be put together",
)  # fmt: skip
def retry(commanding: Administers, said: Nothing) -> Response:
    return commanding.told_once(FamiliesRetried, lambda ledger: FamiliesRetried(
        position=ledger.position(), parked=retry_parked(ledger)))
