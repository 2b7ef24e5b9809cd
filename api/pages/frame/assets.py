"""Stylesheets and scripts, each at an address with a digest of its content, so that a browser may keep it for ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

ADDRESS = "/assets"
DIGEST_LENGTH = 16
_STYLESHEETS = (("bootstrap", "css/bootstrap.min.css"), ("api.pages", "styles/ledger.css"))
"""Bootstrap from its package (`bootstrap-wrapper`), and what is our own, in the order in which they apply."""
_DESCRIPTION = ("fastapi_offline", "static/swagger-ui.css")
_SCRIPTS = (("fastapi_offline", "static/swagger-ui-bundle.js"), ("api.pages", "scripts/described.js"))
"""Swagger UI, from its package, for the page that describes the API. No other page has scripts."""
_FORMS = {"css": "text/css", "js": "text/javascript"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    address: str
    content: bytes


@cache
def stylesheets() -> tuple[Asset, ...]:
    return tuple(_asset(package, path) for package, path in _STYLESHEETS)


@cache
def scripts() -> tuple[Asset, ...]:
    return tuple(_asset(package, path) for package, path in _SCRIPTS)


@cache
def stylesheet_of_description() -> Asset:
    return _asset(*_DESCRIPTION)


def _asset(package: str, path: str) -> Asset:
    content = files(package).joinpath(path).read_bytes().split(b"/*# sourceMappingURL")[0]
    name = path.rpartition("/")[2]
    return Asset(f"{ADDRESS}/{sha256(content).hexdigest()[:DIGEST_LENGTH]}/{name}", content)


@router.get(f"{ADDRESS}/{{digest}}/{{name}}")
def asset(digest: str, name: str) -> Response:
    served = (*stylesheets(), stylesheet_of_description(), *scripts())
    found = {one.address: one for one in served}.get(f"{ADDRESS}/{digest}/{name}")
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    form = _FORMS[name.rpartition(".")[2]]
    return Response(found.content, media_type=f"{form}; charset=utf-8", headers=headers)
