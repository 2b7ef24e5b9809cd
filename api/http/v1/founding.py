"""Founding a ledger for one more authority, where the server was started for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.access.operations import ADMINISTER
from api.acts.founding import found_ledger_once
from api.errors import Refused
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.v1.models.commands import Name, Said
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["ledgers"], route_class=Command)


class Founding(Said):
    ledger: Name = Field(description="The ledger's name, such as north-yorkshire.", examples=["north-yorkshire"])
    authority: Name | None = Field(default=None, description="What people call the authority.")
    target: int | None = Field(
        default=None, description="How many families were agreed with the government.", ge=1, le=1_000_000, strict=True)
    overlay: Name | None = Field(default=None, description="The local plan, laid over the national rules.")


class LedgerFounded(BaseModel):
    ledger: str = Field(description="The ledger's name.")
    authority: str = Field(description="What people call the authority.")
    target: int | None = Field(description="How many families were agreed with the government.")
    overlay: str | None = Field(description="The local plan.")
    position: int = Field(description="The position of the new ledger's log.")


@router.post(
    "/ledgers", operation_id="create_ledger", response_model=LedgerFounded, status_code=201,
    summary="Create a ledger for one more authority",
)  # fmt: skip
def create(
    commanding: Annotated[Commanding, commands(ADMINISTER)], said: Founding, request: Request
) -> Response:
    """Refused unless the server was started with --may-create-ledgers: whoever may create ledgers learns which names
    are taken. Tokens for the new ledger are made with `outcomes token make`."""
    if not request.app.state.settings.may_create_ledgers:
        raise Refused("This server creates no ledgers: use `outcomes create`, or start it with --may-create-ledgers.")
    database = commanding.ledger.database

    def act(ledger: Ledger) -> None:
        made = found_ledger_once(
            database, said.ledger, commanding.by, said.authority, said.target, said.overlay)
        authority = made.authority()
        ledger.keep_answer({
            "ledger": made.name, "authority": authority.name, "target": authority.target,
            "overlay": authority.overlay, "position": authority.position})
        request.app.state.keep_up(made.name)

    def tell(ledger: Ledger, done: Done) -> LedgerFounded:
        return LedgerFounded(**done.answer)

    return commanding.carried_out(act, tell, status=201, in_parts=True)
