"""All of England: totals of every ledger of the database, small numbers withheld."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request

from api.access.operations import READ_NATION
from api.defaults import DEFAULT_SCHEME
from api.england.national import WITHHELD, Row
from api.england.national import national as added_up
from api.errors import Unknown
from api.http.asking import Asking, asks
from api.http.parameters import SchemeName
from api.http.v1.models.england import AuthorityInNumbers, NationInNumbers

router = APIRouter(tags=["england"])


@router.get(
    "/national", operation_id="national", response_model=NationInNumbers,
    summary="The totals of every authority beside its target, and of all together; small numbers are withheld",
)  # fmt: skip
def national(
    asking: Annotated[Asking, asks(READ_NATION)], request: Request, scheme: SchemeName = DEFAULT_SCHEME
) -> NationInNumbers:
    """Not there unless the server was started with --tells-nation: it tells which authorities have a ledger here. Of
    no day and no position: each ledger has its own, and their tables are added up as they stand."""
    if not request.app.state.settings.tells_nation:
        raise Unknown("This server tells no totals of all ledgers: use `outcomes national`, or start it with"
                      " --tells-nation.")  # fmt: skip
    found = added_up(asking.ledger.database, scheme)
    return NationInNumbers(scheme=scheme, items=list(map(_shown, found.rows)), uncounted=found.unread)


def _shown(row: Row) -> AuthorityInNumbers:
    said = {name: None if value == WITHHELD else value for name, value in row._asdict().items()}
    return AuthorityInNumbers.model_validate(said | {"withheld": WITHHELD in row})
