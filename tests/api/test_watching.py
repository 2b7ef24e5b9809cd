"""What is watched of a server: its health, its numbers and its log, in which nobody is ever named."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from api.errors import OptionUnusable
from api.http.app import create_app
from api.http.settings import Settings
from api.logs import FIELDS, LogSettings, line_of, log_settings, log_to
from api.places import Place
from api.seconds import whole_seconds
from api.watching.health import READY_LAG_SECONDS
from api.watching.observed import Observed
from api.watching.readers import readers
from api.watching.spans import Spans, say, spans_asked_for
from ledger.errors import DatabaseUnavailable
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer

THIS_MACHINE = ("127.0.0.1", 50_000)
CORRELATION = "6f1c2d0e-8f5b-4a57-9a54-3c1f6f0d7a11"


@pytest.fixture(scope="module")
def settings(database_url: str, data_folder: Any, loaded: str) -> Settings:
    return Settings(Place(data_folder, loaded, database_url))


@pytest.fixture(scope="module")
def stranger(settings: Settings) -> Iterator[TestClient]:
    """On this machine, without a token."""
    with TestClient(create_app(settings), client=THIS_MACHINE) as client:
        yield client


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged meanwhile, as lines of JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    log_to(stream, LogSettings())
    yield stream
    root.handlers[:], root.level = before, level


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def numbers(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    samples = (one for family in text_string_to_metric_families(text) for one in family.samples)
    return {f"{one.name}{json.dumps(one.labels, sort_keys=True)}": one.value for one in samples}


# ---- health ------------------------------------------------------------------------------------------------------


def test_health_needs_no_token_and_names_nothing(stranger: TestClient, loaded: str) -> None:
    live, ready = stranger.get("/health/live"), stranger.get("/health/ready")
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    said = ready.json()
    assert (ready.status_code, said["ready"], said["database"], said["schema"]) == (200, True, "reached", "current")
    assert said["ledgers"] == 1 and said["lag_seconds"] <= READY_LAG_SECONDS
    assert loaded not in ready.text and "position" not in ready.text
    assert ready.headers["cache-control"] == "no-store"


def test_without_its_database_the_server_lives_and_is_not_ready(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(create_app(settings), client=THIS_MACHINE) as client:
        door: Any = client.app.state.door
        monkeypatch.setattr(door.database, "conninfo", "host=127.0.0.1 port=1 connect_timeout=1")
        monkeypatch.setattr(door, "_only", None)
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["database"]) == (503, "not reached")
        assert ready.json()["problem"] == "database-unavailable" and "port" not in ready.text
        assert client.get("/health/live").status_code == 200


def test_tables_of_another_version_are_not_ready(settings: Settings) -> None:
    app = create_app(Settings(settings.place, projects=False))
    with TestClient(app, client=THIS_MACHINE) as client:
        ledger = app.state.door.ledger_named(settings.place.ledger)
        with ledger.transaction() as cursor:
            cursor.execute("UPDATE projection SET version = version || 'older' WHERE name = 'live'")
        try:
            ready = client.get("/health/ready")
        finally:
            with ledger.transaction() as cursor:
                cursor.execute("UPDATE projection SET version = replace(version, 'older', '') WHERE name = 'live'")
        assert (ready.status_code, ready.json()["schema"]) == (503, "not that of this program")


def test_seconds_of_the_environment_are_whole() -> None:
    assert whole_seconds("OUTCOMES_READY_LAG_SECONDS", READY_LAG_SECONDS, {}) == READY_LAG_SECONDS
    assert whole_seconds("OUTCOMES_READY_LAG_SECONDS", 1, {"OUTCOMES_READY_LAG_SECONDS": "5"}) == 5
    for said in ("soon", "0", "-1", "1.5", "\u0663"):
        with pytest.raises(OptionUnusable, match="OUTCOMES_STOP_SECONDS is a whole number of seconds"):
            whole_seconds("OUTCOMES_STOP_SECONDS", 1, {"OUTCOMES_STOP_SECONDS": said})


# ---- metrics -----------------------------------------------------------------------------------------------------


def test_metrics_count_requests_by_template_and_tell_how_the_ledger_stands(settings: Settings, loaded: str) -> None:
    with TestClient(create_app(settings), client=THIS_MACHINE, headers=bearer(settings.place)) as client:
        for _ in range(3):
            client.get(f"/v1/families/{ATTACHED}")
        client.get(f"/{ATTACHED}")
        stand, text = client.get("/v1/status").json(), client.get("/metrics").text
    found = numbers(text)
    request = {"method": "GET", "route": "/v1/families/{family_id}", "status": "200"}
    assert found[f"outcomes_requests_total{json.dumps(request)}"] == 3
    nowhere = {"method": "GET", "route": "(none)", "status": "404"}
    assert found[f"outcomes_requests_total{json.dumps(nowhere)}"] == 1
    of_ledger = json.dumps({"ledger": loaded})
    assert found[f"outcomes_log_position{of_ledger}"] == stand["position"]
    assert found[f"outcomes_lag_events{of_ledger}"] == stand["lag_events"]
    assert found[f"outcomes_parked_families{of_ledger}"] == 0
    loads = [name for name in found if name.startswith("outcomes_loads_total")]
    assert sum(found[name] for name in loads) == len(stand["loads"])
    rejected = sum(found[name] for name in found if name.startswith("outcomes_rejected_rows_total"))
    assert rejected == sum(load["rejected"] for load in stand["loads"])
    assert ATTACHED not in text


@pytest.mark.parametrize(
    "said, address, let_in",
    [
        ("", "127.0.0.1", True), ("", "::1", True), ("", "10.0.0.7", False), ("", "testclient", False),
        ("nobody", "127.0.0.1", False), ("10.0.0.0/8", "10.0.0.7", True), ("10.0.0.0/8", "127.0.0.1", False),
    ],
)  # fmt: skip
def test_who_may_read_the_metrics(said: str, address: str, let_in: bool) -> None:
    asked = {"type": "http", "client": (address, 1), "headers": []}
    assert readers({"OUTCOMES_METRICS_READERS": said}).let_in(asked) is let_in


def test_what_a_proxy_on_this_machine_forwards_is_not_of_this_machine(stranger: TestClient) -> None:
    assert stranger.get("/metrics").status_code == 200
    refused = stranger.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert refused.status_code == 403 and "outcomes_" not in refused.text


def test_networks_that_are_none_are_told() -> None:
    with pytest.raises(OptionUnusable, match="OUTCOMES_METRICS_READERS is loopback, nobody, or networks"):
        readers({"OUTCOMES_METRICS_READERS": "everyone"})


# ---- the log -----------------------------------------------------------------------------------------------------


def test_a_request_is_one_line_with_its_template_and_correlation_id(settings: Settings, log: io.StringIO) -> None:
    headers = bearer(settings.place) | {"X-Correlation-Id": CORRELATION}
    with TestClient(create_app(settings), headers=headers) as client:
        assert client.get(f"/v1/families/{ATTACHED}/history").status_code == 200
    said = next(line for line in lines(log) if line["event"] == "request answered")
    assert (said["method"], said["route"], said["status"]) == ("GET", "/v1/families/{family_id}/history", 200)
    assert (said["correlation_id"], said["level"]) == (CORRELATION, "info")
    assert said["seconds"] > 0 and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", said["at"])


def test_nobody_is_ever_in_the_log(
    settings: Settings, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every way in which a family, a person or a token could get into a line, each with its own name in it."""
    headers = bearer(settings.place)
    token = headers["Authorization"].removeprefix("Bearer ")

    def fail(*_: object) -> None:
        raise RuntimeError("row of Amina Begum, QQ123456C")

    with TestClient(create_app(settings), headers=headers, raise_server_exceptions=False) as client:
        client.get(f"/v1/families/{ATTACHED}")
        client.get(f"/v1/families/{ATTACHED}/eligibility", params={"at": "Amina"})
        client.get(f"/{ATTACHED}?name=Begum&token={token}", headers={"X-Correlation-Id": ATTACHED})
        client.get("/v1/eligibility", headers={"Authorization": f"Bearer {token}x", "X-Purpose": "Amina Begum"})
        client.request("BEGUM", f"/v1/families/{ATTACHED}")
        monkeypatch.setattr("api.http.v1.families.named_history", fail)
        client.get(f"/v1/families/{ATTACHED}/history")
    logging.getLogger("some.library").warning("could not parse %s", "Begum")
    logging.getLogger("some.library").warning("could not parse Begum")
    structlog.get_logger("api.somewhere").info("a family was read", family=ATTACHED, name="Begum")
    said = lines(log)
    assert len(said) >= 9 and any(line.get("error") == "RuntimeError" for line in said)
    for secret in (ATTACHED, "Begum", "Amina", "QQ123456C", token, "BEGUM"):
        assert secret not in log.getvalue()
    assert all(set(line) <= FIELDS for line in said)
    assert [line["event"] for line in said if line["logger"] == "some.library"] == [
        "could not parse %s", "said by a library"]  # fmt: skip


def test_an_error_in_the_log_is_its_kind_and_its_place() -> None:
    try:
        raise DatabaseUnavailable("as Begum")
    except DatabaseUnavailable:
        stream = io.StringIO()
        root = logging.getLogger()
        before, level = root.handlers[:], root.level
        log_to(stream, LogSettings("info", "json"))
        structlog.get_logger("api.here").error("something failed", exc_info=True)
        root.handlers[:], root.level = before, level
    said = json.loads(stream.getvalue())
    assert said["error"] == "DatabaseUnavailable" and "test_watching.py" in said["frames"][0]
    assert "Begum" not in stream.getvalue()


def test_a_line_of_a_command_has_the_same_form() -> None:
    said = json.loads(line_of("a command failed", level="error", command="load", family=ATTACHED))
    assert said.keys() == {"at", "level", "event", "command"}


def test_settings_of_the_log() -> None:
    assert log_settings({}) == LogSettings("info", "json")
    assert log_settings({"OUTCOMES_LOG_LEVEL": "error", "OUTCOMES_LOG_FORMAT": "text"}) == LogSettings("error", "text")
    with pytest.raises(OptionUnusable, match="OUTCOMES_LOG_LEVEL is one of debug, info, warning, error"):
        log_settings({"OUTCOMES_LOG_LEVEL": "loud"})


# ---- spans -------------------------------------------------------------------------------------------------------


def test_no_spans_unless_they_are_asked_for() -> None:
    assert spans_asked_for({}).of({"type": "http"}).__enter__() is None


def test_a_span_has_the_template_and_nobodys_name(settings: Settings) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    app = create_app(settings)
    observed = next(one for one in app.user_middleware if one.cls is Observed)
    observed.kwargs["spans"] = Spans(provider)
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = bearer(settings.place) | {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
    with TestClient(app, headers=headers) as client:
        client.get(f"/v1/families/{ATTACHED}", params={"at": "Begum"})
        client.request("BEGUM", f"/{ATTACHED}")
    first, second = kept.get_finished_spans()
    assert (first.name, dict(first.attributes or {})) == ("GET /v1/families/{family_id}", {
        "http.request.method": "GET", "http.route": "/v1/families/{family_id}", "http.response.status_code": 200})
    assert second.name == "OTHER (none)"
    assert first.context and format(first.context.trace_id, "032x") == trace
    told = first.to_json() + second.to_json()
    assert ATTACHED not in told and "egum" not in told.lower() and headers["Authorization"].split()[1] not in told


def test_spans_are_sent_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, bytes]] = []

    class Collecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Collecting) as collector:
        Thread(target=collector.serve_forever, daemon=True).start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
        spans = spans_asked_for()
        with spans.of({"type": "http", "method": "GET", "headers": []}) as span:
            say(span, "GET", "/v1/status", 200)
        spans.end()
        collector.shutdown()
    [(path, body)] = sent
    assert path == "/v1/traces" and b"GET /v1/status" in body
