"""Reading the bodies of commands: no more than the limit says, and nothing that is nested without end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.errors import NotReadHere, TooDeep, TooLarge, TooSlow

BODY_BYTES_MAX = 262_144
"""Of a command in JSON. Extracts have their own limit (`UPLOAD_BYTES_MAX`)."""

BODY_SECONDS_MAX = 60
"""How long a command or a document may take to come."""

BODY_DEPTH_MAX = 16
"""Arrays and objects in one another; no request of ours has more than four."""

DOCUMENT_BYTES_MAX = 67_108_864
"""Of a command with a document in it: an evidence pack, a family's letter, marks of double claims."""

DOCUMENT_DEPTH_MAX = 64

JSON = "application/json"

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Command(APIRoute):
    """A route whose body is JSON. What was asked is in `request.state.said`, to know a repetition by."""

    bytes_max, limit, depth_max = BODY_BYTES_MAX, "BODY_BYTES_MAX", BODY_DEPTH_MAX

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def within_limits(request: Request) -> Response:
            body = await body_within(request, self.bytes_max, self.limit)
            if body and request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
                raise NotReadHere(f"A command is sent as {JSON}.")
            refuse_no_text(body)
            refuse_depth(body, self.depth_max)
            request.state.said = asked(request, sha256(body).digest())
            return await handle(request)

        return within_limits


class Document(Command):
    """A command with a long document in it, such as an evidence pack or the letter of a family that moves."""

    bytes_max, limit, depth_max = DOCUMENT_BYTES_MAX, "DOCUMENT_BYTES_MAX", DOCUMENT_DEPTH_MAX


async def body_within(request: Request, bytes_max: int, limit: str) -> bytes:
    """The whole body, kept with the request for whoever reads it next. Raises `TooLarge`, `TooSlow`."""
    refuse_length(request, bytes_max, limit)
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            request._body = b"".join([chunk async for chunk in _chunks_within(request, bytes_max, limit)])
    except TimeoutError:
        raise TooSlow(
            f"The body did not come within {BODY_SECONDS_MAX} seconds (BODY_SECONDS_MAX). Send it again."
        ) from None
    return request._body


async def _chunks_within(request: Request, bytes_max: int, limit: str) -> AsyncIterator[bytes]:
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > bytes_max:
            raise over(bytes_max, limit)
        yield chunk


def refuse_length(request: Request, bytes_max: int, limit: str) -> None:
    """Before anything is read, if the caller says how much it is. Raises `TooLarge`."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > bytes_max:
        raise over(bytes_max, limit)


def over(bytes_max: int, limit: str) -> TooLarge:
    return TooLarge(f"The body is over {bytes_max:,} bytes ({limit}). Send it in parts.")


def refuse_no_text(body: bytes) -> None:
    """Raises `RequestValidationError`."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise RequestValidationError([{
            "type": "value_error", "loc": ("body",), "msg": f"is not in UTF-8 from its byte {error.start + 1} on"
        }]) from None  # fmt: skip


def refuse_depth(body: bytes, depth_max: int = BODY_DEPTH_MAX) -> None:
    """Counted before it is parsed, because parsing is what deep nesting exhausts. Raises `TooDeep`."""
    depth = 0
    for sign in re.findall(rb"[\[\]{}]", _STRINGS.sub(b"", body)):
        depth += 1 if sign in b"[{" else -1
        if depth > depth_max:
            raise TooDeep(f"The body is nested more than {depth_max} deep.")


def asked(request: Request, body_digest: bytes) -> bytes:
    """What makes a request this one and no other: its method, address and body."""
    query = str(sorted(request.query_params.multi_items()))
    return sha256("\n".join((request.method, request.url.path, query)).encode() + b"\n" + body_digest).digest()
