"""The correlation id of every request: as the caller gave it, echoed, and noted with whatever the request records."""

from __future__ import annotations

import re
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.beginnings import Beginning

CORRELATION_HEADER = "X-Correlation-ID"
CORRELATION_LENGTH_MAX = 100
CORRELATION = "correlation_id"
"""Where it stands in the scope of a request."""
_HEADER = CORRELATION_HEADER.lower().encode()

_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_FIT = re.compile(rf"[A-Za-z0-9._:/+=-]{{1,{CORRELATION_LENGTH_MAX}}}")


class Correlating:
    """The outermost of all, so that a refusal is found in the log as well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[CORRELATION] = correlation_id = correlation_of(Headers(scope=scope))

        def echo(message: Message) -> None:
            message["headers"] = [*message.get("headers", ()), (_HEADER, correlation_id.encode())]

        await self._app(scope, receive, Beginning(send, echo))


def correlation_of(headers: Headers) -> str:
    """The caller's own; or else the trace of its `traceparent` (W3C Trace Context); or else a new one.

    One that is over long or could be anything but an id is not taken: it goes into logs.
    """
    said = headers.get(CORRELATION_HEADER, "").strip()
    if _FIT.fullmatch(said):
        return said
    traced = _TRACE.fullmatch(headers.get("traceparent", "").strip())
    return traced[1] if traced else str(uuid4())
