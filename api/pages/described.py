"""The description of the API, to be read and tried out; nothing of it comes from anywhere else.

This is the one page with scripts: Swagger UI, from its package. Where there are none, every operation is in a table.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.access.operations import READ_DESCRIPTION
from api.pages.frame.answering import POLICY
from api.pages.frame.assets import scripts, stylesheet_of_description
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits

router = APIRouter()

ADDRESS = "/api"
POLICY_HERE = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""Scripts from their addresses here, none within the page, and nothing asked of anybody else."""


@router.get(ADDRESS)
def described(visit: Annotated[Visit, visits(READ_DESCRIPTION)], request: Request) -> Response:
    groups = _by_tag(request.app.state.description())
    page = shown(visit, "described", groups=groups, scripts=scripts(), sheet=stylesheet_of_description())
    page.headers["Content-Security-Policy"] = POLICY_HERE
    return page


@router.get(f"{ADDRESS}/openapi.json", dependencies=[visits(READ_DESCRIPTION)])
def description(request: Request) -> Response:
    """As `GET /v1/openapi.json` gives it, for who has signed in."""
    return JSONResponse(request.app.state.description())


def _by_tag(said: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    operations = [
        {"method": method.upper(), "path": path, "summary": one["summary"], "tag": one["tags"][0]}
        for path, item in said["paths"].items() for method, one in item.items()]  # fmt: skip
    return [(tag["description"], [one for one in operations if one["tag"] == tag["name"]]) for tag in said["tags"]]
