"""Around everything: each request is counted and logged by its route's template, and monitoring is answered."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.beginnings import Beginning
from api.http.correlating import CORRELATION
from api.logs import RequestAnswered, loggable_id
from api.watching.health import Readiness, Standing
from api.watching.metrics import Metrics
from api.watching.readers import Readers
from api.watching.spans import Spans, say

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NO_ROUTE = "(none)"
"""What is said of an address that there is not: it might hold anything."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Outside of it stands the correlation id alone; inside, nobody's token was looked at yet."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, ready: Callable[[], Readiness], readers: Readers, spans: Spans
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._ready = Standing(ready)
        self._text = Standing(metrics.text)
        self._readers = readers
        self._spans = spans
        self._watching: dict[str, Callable[[Scope], Awaitable[Response]]] = {
            "/health/live": self._answer_live, "/health/ready": self._answer_ready, "/metrics": self._answer_metrics,
        }  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] in self._watching and scope["method"] in ("GET", "HEAD"):
            answer = await self._watching[scope["path"]](scope)
            answer.headers["Cache-Control"] = "no-store"
            await answer(scope, receive, send)
        else:
            await self._observe(scope, receive, send)

    async def _observe(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, answer, correlation_id = time.perf_counter(), Beginning(send), loggable_id(scope.get(CORRELATION))
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        self._metrics.in_progress.inc()
        try:
            with self._spans.of(scope) as span:
                try:
                    await self._app(scope, receive, answer)
                finally:
                    say(span, method_of(scope), template_of(scope), answer.status)
        finally:
            self._metrics.in_progress.dec()
            self._say(scope, correlation_id, answer.status, time.perf_counter() - began)
            structlog.contextvars.unbind_contextvars("correlation_id")

    def _say(self, scope: Scope, correlation_id: str | None, status: int, seconds: float) -> None:
        method, route = method_of(scope), template_of(scope)
        self._metrics.count(method, route, status, seconds)
        RequestAnswered(correlation_id, method, route, status, seconds).log(__name__)

    # ---- for monitoring ---------------------------------------------------------------------------------------------

    async def _answer_live(self, scope: Scope) -> Response:
        return JSONResponse({"status": "live"})

    async def _answer_ready(self, scope: Scope) -> Response:
        found = await run_in_threadpool(self._ready)
        said = found.as_json() | {"last_seal_at": found.last_seal_at and found.last_seal_at.isoformat()}
        return JSONResponse(said, 200 if found.ready else 503)

    async def _answer_metrics(self, scope: Scope) -> Response:
        if not self._readers.let_in(scope):
            return JSONResponse({"title": "The metrics are not for this address", "status": 403}, 403)
        return Response(await run_in_threadpool(self._text), media_type=METRICS_TYPE)


def method_of(scope: Scope) -> str:
    """Anyone may send a method of their own making."""
    return str(scope["method"]) if scope["method"] in _METHODS else "OTHER"


def template_of(scope: Scope) -> str:
    """Such as /v1/families/{family_id}; never what stood in its place."""
    route = scope.get("route")
    whole = scope.get("fastapi", {}).get("effective_route_context")  # a route knows nothing of its router's prefix
    path: Any = getattr(whole if route is not None and whole is not None else route, "path", None)
    return path if isinstance(path, str) else NO_ROUTE
