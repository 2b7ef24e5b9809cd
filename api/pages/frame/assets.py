"""The two stylesheets, each at an address with a digest of its content, so that a browser may keep it for ever."""

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

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    address: str
    content: bytes


@cache
def stylesheets() -> tuple[Asset, ...]:
    return tuple(_asset(package, path) for package, path in _STYLESHEETS)


def _asset(package: str, path: str) -> Asset:
    content = files(package).joinpath(path).read_bytes().split(b"/*# sourceMappingURL")[0]
    name = path.rpartition("/")[2]
    return Asset(f"{ADDRESS}/{sha256(content).hexdigest()[:DIGEST_LENGTH]}/{name}", content)


@router.get(f"{ADDRESS}/{{digest}}/{{name}}")
def asset(digest: str, name: str) -> Response:
    found = {one.address: one for one in stylesheets()}.get(f"{ADDRESS}/{digest}/{name}")
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type="text/css; charset=utf-8", headers=headers)
