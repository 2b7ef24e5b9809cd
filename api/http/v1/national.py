"""All of England: totals of every ledger of the database, small numbers withheld."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.access.operations import READ_NATION
from api.defaults import DEFAULT_SCHEME
from api.england.national import WITHHELD, Row
from api.england.national import national as added_up
from api.http.asking import Asking, asks
from api.http.parameters import SchemeName
from api.http.v1.models.england import AuthorityInNumbers, NationInNumbers

router = APIRouter(tags=["england"])


@router.get(
    "/national", operation_id="national", response_model=NationInNumbers,
    summary="The totals of every authority beside its target, and of all together; small numbers are withheld",
)  # fmt: skip
def national(
    asking: Annotated[Asking, asks(READ_NATION)], scheme: SchemeName = DEFAULT_SCHEME
) -> NationInNumbers:
    """For national readers of the ledger that the server's operator named by --nation, and for nobody else: it tells
    which authorities have a ledger here. Of no day and no position: each ledger has its own, and their tables are
    added up as they stand."""
    found = added_up(asking.ledger.database, scheme)
    return NationInNumbers(scheme=scheme, items=list(map(_shown, found.rows)), uncounted=found.unread)


def _shown(row: Row) -> AuthorityInNumbers:
    said = {name: None if value == WITHHELD else value for name, value in row._asdict().items()}
    return AuthorityInNumbers.model_validate(said | {"withheld": WITHHELD in row})
