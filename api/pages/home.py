"""The programme at a glance."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_LEDGER
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits

router = APIRouter()


@router.get("/")
def home(visit: Annotated[Visit, visits(READ_LEDGER)]) -> Response:
    return shown(visit, "home")
