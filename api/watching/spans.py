"""OpenTelemetry, when it is asked for: one span for each request, by its route's template. Nothing in it names anyone.

It is asked for by the variables that every OpenTelemetry program reads: `OTEL_EXPORTER_OTLP_ENDPOINT`, or
`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. FastAPI's own telemetry is switched off: it would send addresses with their
family ids, and the text of errors.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import Headers
from starlette.types import Scope

from api.errors import OptionUnusable

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ASKED_FOR_BY = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE = "outcomes-ledger"
NOT_OF_FASTAPI: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
}  # fmt: skip


class Spans:
    """Without a `provider` there are none, and they cost nothing."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE) if provider else None

    def of(self, scope: Scope) -> AbstractContextManager[Any]:
        """The span under way, or None. It goes on with the caller's trace where `traceparent` names one."""
        return _without() if self._tracer is None else self._span(scope)

    @contextmanager
    def _span(self, scope: Scope) -> Iterator[Any]:
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        assert self._tracer is not None
        said = Headers(scope=scope).get("traceparent")
        context = TraceContextTextMapPropagator().extract({"traceparent": said} if said else {})
        with self._tracer.start_as_current_span(
            "request", context, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span

    def end(self) -> None:
        """Sends what was not sent yet."""
        if self._provider is not None:
            self._provider.shutdown()


@contextmanager
def _without() -> Iterator[None]:
    yield


def say(span: Any, method: str, route: str, status: int) -> None:
    """Everything that a span holds."""
    if span is None:
        return
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status >= 500:
        from opentelemetry.trace import StatusCode

        span.set_status(StatusCode.ERROR)


def spans_asked_for(environment: Mapping[str, str] = os.environ) -> Spans:
    """Raises `OptionUnusable` where they are asked for and cannot be made."""
    if not any(environment.get(name) for name in ASKED_FOR_BY):
        return Spans()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise OptionUnusable(
            "OpenTelemetry is asked for by OTEL_EXPORTER_OTLP_ENDPOINT and is not installed: install the program with"
            " its extra `telemetry`, or unset the variable."
        ) from None
    provider = TracerProvider(resource=Resource({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Spans(provider)
