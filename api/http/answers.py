"""Single answers: plain values as JSON, with the position that they are true as of; of a family, with its version."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from fastapi import Request, Response

from api.http.forms import JSON, as_json
from api.http.parameters import POSITION_HEADER

VERSIONED: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "ETag": {
                "schema": {"type": "string"},
                "description": "The family's version in quotes; where more decides the answer, a mark of it after.",
            },
            POSITION_HEADER: {"schema": {"type": "integer"}, "description": "The position, as in the body."},
        }
    },
    304: {"description": "Nothing has changed since the answer with the ETag of If-None-Match."},
}


def answer(value: Any, position: int, headers: dict[str, str] | None = None) -> Response:
    """`value` is what the route's response model describes; orjson writes it, and tests hold the two together."""
    return Response(as_json(value), headers={POSITION_HEADER: str(position), **(headers or {})}, media_type=JSON)


def family_answer(
    request: Request, version: int, position: int, make: Callable[[], Any], rests_on: tuple[object, ...] = ()
) -> Response:
    """304 without asking `make`, where the reader has this version already (RFC 9110, 13.1.2).

    `rests_on` is what else decides the answer, such as the day and the rules.
    """
    mark = f"-{blake2b(repr(rests_on).encode(), digest_size=8).hexdigest()}" if rests_on else ""
    etag = f'"{version}{mark}"'
    if _has(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers={"ETag": etag, POSITION_HEADER: str(position)})
    return answer(make(), position, {"ETag": etag})


def _has(if_none_match: str | None, etag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return etag in given or "*" in given
