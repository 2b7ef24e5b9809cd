"""The closed list of problems: each has an address that says what it means and what to do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response

from api.access.operations import READ_DESCRIPTION
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsListNow, few
from api.http.problems import NOT_FOUND, PROBLEMS
from api.http.v1.models.lists import ListOf
from api.http.v1.models.problems import ProblemKind
from api.known_errors import Kind

router = APIRouter(prefix="/problems", tags=["problems"])

ProblemName = Annotated[
    str, Path(description="The name of the problem, such as unknown-family.", max_length=60, examples=["conflict"])
]


@router.get(
    "", operation_id="problems", response_model=ListOf[ProblemKind], responses=LISTED,
    summary="Every problem that may be answered",
)  # fmt: skip
def problems(asking: Annotated[Asking, asks(READ_DESCRIPTION)], listing: AsListNow) -> Response:
    rows = [_shown(kind).model_dump() for kind in PROBLEMS.values()]
    return listing.answer(few(rows, asking.ledger.position(), list(ProblemKind.model_fields)))


@router.get(
    "/{name}", operation_id="problem", response_model=ProblemKind, dependencies=[asks(READ_DESCRIPTION)],
    summary="What one problem means",
)  # fmt: skip
def problem(name: ProblemName) -> ProblemKind:
    if name not in PROBLEMS:
        raise HTTPException(NOT_FOUND.status)
    return _shown(PROBLEMS[name])


def _shown(kind: Kind) -> ProblemKind:
    return ProblemKind(type=kind.address, title=kind.title, status=kind.status, meaning=kind.meaning)
