"""Tokens: who was given a way in, and taking one back. They are made where the key that signs them is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from api.access.door import Door
from api.access.operations import ADMINISTER, READ_LEDGER
from api.http.asking import Asking, asks
from api.http.bodies import Command
from api.http.commanding import Commanding, commands
from api.http.listing import LISTED, AsListNow, few
from api.http.parameters import say_position
from api.http.v1.models.commands import Nothing
from api.http.v1.models.lists import ListOf
from api.http.v1.models.recorded import Recorded
from api.http.v1.telling import recorded
from ledger.ledger import Ledger
from ledger.requests import Done
from ledger.tokens import TokenMade, revoke_token, tokens_made, usable

made = APIRouter(prefix="/tokens", tags=["access"], route_class=Command)
keys = APIRouter(tags=["access"])

TokenId = Annotated[str, Path(description="The token's id.", pattern=r"^[0-9a-f]{16}$", examples=["0f1e2d3c4b5a6978"])]


class TokenInList(BaseModel):
    id: str = Field(description="The token's id, which lets nobody in.")
    name: str = Field(description="For whom it was made.")
    roles: list[str] = Field(description="With which roles.")
    scopes: list[str] = Field(description="What a program may do by it.")
    sample: str | None = Field(description="The round whose sample a spot checker reads.")
    made_at: datetime = Field(description="When it was made, in UTC.")
    made_by: str = Field(description="By whom.")
    expires_at: datetime = Field(description="Until when it holds, in UTC.")
    revoked_at: datetime | None = Field(description="Since when it holds no more; null while it does.")
    revoked_by: str | None = Field(description="By whom it was taken back.")
    key: str | None = Field(description="The key that it was signed with; null of one of before keys were noted.")


class PublicTokenKey(BaseModel):
    """The public half of a key, as RFC 8037 writes it."""

    kid: str = Field(description="The key's id: the thumbprint of its public half (RFC 7638).")
    kty: str = Field(description="Always OKP.")
    crv: str = Field(description="Always Ed25519.")
    x: str = Field(description="The public half, in base64url.")


class TokenKeys(BaseModel):
    """A JSON Web Key Set."""

    keys: list[PublicTokenKey] = Field(description="Those whose tokens the ledger takes and that are known here.")


class TokenRevoked(Recorded):
    token: str = Field(description="The token, which lets nobody in any more.")


@made.get(
    "", operation_id="tokens", response_model=ListOf[TokenInList], responses=LISTED,
    summary="Every token that was made: for whom, by whom, until when; the tokens themselves are kept nowhere",
)  # fmt: skip
def every(asking: Annotated[Asking, asks(ADMINISTER)], listing: AsListNow) -> Response:
    rows = [one._asdict() for one in tokens_made(asking.ledger)]
    return listing.answer(few(rows, asking.ledger.position(), TokenMade._fields))


@keys.get(
    "/token-keys", operation_id="token_keys", response_model=TokenKeys,
    summary="The public halves of the keys that sign this installation's tokens, as a JSON Web Key Set",
)  # fmt: skip
def public_keys(asking: Annotated[Asking, asks(READ_LEDGER)], request: Request, response: Response) -> TokenKeys:
    say_position(response, asking.ledger.position())
    door: Door = request.app.state.door
    taken = usable(asking.ledger).keys
    return TokenKeys(keys=[PublicTokenKey(**one) for one in door.tokens.public_keys if one["kid"] in taken])


@made.post(
    "/{token}/revocations", operation_id="revoke_token", response_model=TokenRevoked,
    summary="Take a token back: it lets nobody in any more",
)  # fmt: skip
def revoke(
    commanding: Annotated[Commanding, commands(ADMINISTER)], token: TokenId, said: Nothing, request: Request
) -> Response:
    """At once on this server, and within seconds on every other one."""
    door: Door = request.app.state.door

    def act(ledger: Ledger) -> None:
        revoke_token(ledger, token, commanding.by)
        door.read_again(ledger.name)

    def tell(ledger: Ledger, done: Done) -> TokenRevoked:
        return TokenRevoked(**recorded(done), token=token)

    return commanding.carried_out(act, tell, in_parts=True)


router = APIRouter()
router.include_router(made)
router.include_router(keys)
