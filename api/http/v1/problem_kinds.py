"""The closed list of problems: each has an address that says what it means and what to do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path

from api.access.operations import READ_DESCRIPTION
from api.http.asking import asks
from api.http.problems import NOT_FOUND, PROBLEMS
from api.http.v1.models.problems import ProblemKind, ProblemKinds
from api.known_errors import Kind

router = APIRouter(prefix="/problems", tags=["problems"], dependencies=[asks(READ_DESCRIPTION)])

ProblemName = Annotated[
    str, Path(description="The name of the problem, such as unknown-family.", max_length=60, examples=["conflict"])
]


@router.get("", operation_id="problems", response_model=ProblemKinds, summary="Every problem that may be answered")
def problems() -> ProblemKinds:
    return ProblemKinds(problems=[_shown(kind) for kind in PROBLEMS.values()])


@router.get("/{name}", operation_id="problem", response_model=ProblemKind, summary="What one problem means")
def problem(name: ProblemName) -> ProblemKind:
    if name not in PROBLEMS:
        raise HTTPException(NOT_FOUND.status)
    return _shown(PROBLEMS[name])


def _shown(kind: Kind) -> ProblemKind:
    return ProblemKind(type=kind.address, title=kind.title, status=kind.status, meaning=kind.meaning)
