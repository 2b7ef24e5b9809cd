"""Requests byte by byte over a real connection: what no well-behaved client would send."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import uvicorn

from api.http import bodies, patience
from api.http.app import create_app
from api.http.bodies import BODY_DEPTH_MAX
from api.http.serving import _config, _listening
from api.http.settings import Settings
from api.http.uploads import UPLOAD_BYTES_MAX
from api.places import Place, opened_ledger
from ledger.access import access_log
from tests.api.samples import ATTACHED
from tests.api.tokens import token_for

SECONDS_MAX, ANSWER_SECONDS_MAX = 20, 5


@pytest.fixture(scope="module")
def port(place: Place) -> Iterator[int]:
    """Of a server as `outcomes serve` sets it, in a thread."""
    listening = _listening("127.0.0.1", 0)
    server = uvicorn.Server(_config(create_app(Settings(place, projects=False))))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS_MAX
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(SECONDS_MAX)


@pytest.fixture(scope="module")
def token(place: Place) -> str:
    return token_for(place, name="Raw")


def _answer(port: int, sent: bytes) -> tuple[int, bytes]:
    """The status and all that came until the connection ended; status 0 where it ended without an answer."""
    with closing(socket.create_connection(("127.0.0.1", port), SECONDS_MAX)) as connection:
        came = b""
        with suppress(ConnectionResetError, BrokenPipeError, TimeoutError):
            connection.sendall(sent)
            connection.settimeout(ANSWER_SECONDS_MAX)
            while part := connection.recv(65_536):
                came += part
    return (int(came.split(b" ", 2)[1]) if came else 0), came


def _request(target: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _authorized(token: str) -> str:
    return f"Authorization: Bearer {token}"


@pytest.mark.parametrize("target", [
    "/v1/families/%2e%2e", "/v1/families/..", "/v1/../v1/families", "/v1//families", "//v1/families", "/v1/./families",
    "/v1/families/%2e%2e%2fstatus", "/v1/families/OXF-00002%00", "/v1/FAMILIES",
    "/v1/families/%c0%ae%c0%ae", "/v1/families/OXF-00002/..%2f..%2fstatus", "/%76%31/../etc/passwd", "/v1/families/",
    "/health/../v1/status", "/health/%2e%2e/v1/families", "/health//v1/families", "/v1/families;/../status",
])  # fmt: skip
def test_a_crooked_path_leads_nowhere_and_past_no_guard(port: int, token: str, target: str) -> None:
    assert _answer(port, _request(target))[0] in (401, 404, 400)
    status, came = _answer(port, _request(target, _authorized(token)))
    assert status in (404, 422, 400), came[:300]
    assert b"\"items\"" not in came and b"root:" not in came


def test_an_encoded_letter_is_that_letter_and_no_way_around_the_token(port: int, token: str) -> None:
    assert _answer(port, _request("/%761/status"))[0] in (401, 404)
    assert _answer(port, _request("/v1/famili%65s/" + ATTACHED))[0] == 401
    assert _answer(port, _request("/v1/famili%65s/" + ATTACHED, _authorized(token)))[0] == 200


def test_an_encoded_slash_is_a_slash_and_the_same_is_asked_and_noted(port: int, place: Place) -> None:
    token = token_for(place, name="Slashes")
    answers = [_answer(port, _request(f"/v1/families/{ATTACHED}{slash}members", _authorized(token)))
               for slash in ("/", "%2F", "%2f")]
    bodies_said = {came.partition(b"\r\n\r\n")[2] for _, came in answers}
    assert {status for status, _ in answers} == {200} and len(bodies_said) == 1
    with opened_ledger(place) as ledger:
        noted = [(one.view, one.family) for one in access_log(ledger, by="Slashes")]
    assert len(noted) == 3 and len(set(noted)) == 1
    assert _answer(port, _request(f"/v1/families/{ATTACHED}%2Fmembers"))[0] == 401


def test_an_absolute_address_is_no_other_server(port: int, token: str) -> None:
    for target in ("http://elsewhere.example/v1/status", "https://127.0.0.1:1/v1/status", "elsewhere.example:443"):
        status, came = _answer(port, _request(target, _authorized(token)))
        assert status in (400, 404), came[:200]
    assert _answer(port, _request("elsewhere.example:443", _authorized(token), method="CONNECT"))[0] in (400, 404, 405)


def test_who_asks_is_said_once(port: int, token: str) -> None:
    once = _authorized(token)
    assert _answer(port, _request("/v1/status", once))[0] == 200
    for headers in ((once, once), (once, "Authorization: Bearer x"), ("Authorization: Bearer x", once),
                    (f"Authorization: Bearer {token}, Bearer x",), (f"Authorization: Basic {token}",)):  # fmt: skip
        assert _answer(port, _request("/v1/status", *headers))[0] == 401
    assert _answer(port, _request(f"/v1/status?access_token={token}"))[0] == 401
    assert _answer(port, _request("/v1/status", f"Cookie: token={token}"))[0] == 401


def test_one_request_is_not_two(port: int, token: str) -> None:
    hidden = _request("/v1/status", _authorized(token))
    for framing in (("Content-Length: 0", f"Content-Length: {len(hidden)}"), ("Content-Length: 0", "Content-Length: x"),
                    ("Transfer-Encoding: chunked", "Content-Length: 4", "Transfer-Encoding: identity"),
                    ("Transfer-Encoding: xchunked",), ("Content-Length: +4",), ("Content-Length: -1",),
                    ("Transfer-Encoding : chunked",), ("X\x00Y: 1",)):  # fmt: skip
        status, came = _answer(port, _request("/v1/checkpoints", *framing, method="POST", body=hidden))
        assert status in (0, 400, 401, 501), (framing, came[:200])
        assert came.count(b"HTTP/1.1") <= 1, framing
        assert b"position" not in came, framing


def test_headers_that_the_proxy_would_set_are_believed_from_nobody(port: int, token: str) -> None:
    for header in ("X-Forwarded-For: 127.0.0.1", "X-Original-URL: /health/live", "X-Rewrite-URL: /health/live",
                   "X-HTTP-Method-Override: DELETE", "Forwarded: for=127.0.0.1"):  # fmt: skip
        assert _answer(port, _request("/v1/status", header))[0] == 401
        assert _answer(port, _request("/v1/status", header, _authorized(token)))[0] == 200


@pytest.mark.parametrize("sent", [
    b"NONSENSE\r\n\r\n", b"GET /v1/status HTTP/1.1\r\nHost : x\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_cannot_be_read_at_all_is_refused_by_a_problem_too(port: int, sent: bytes) -> None:
    status, came = _answer(port, sent)
    head, _, body = came.partition(b"\r\n\r\n")
    assert status == 400 and b"application/problem+json" in head
    assert json.loads(body)["type"] == "/v1/problems/malformed-request" and "HEAD_BYTES_MAX" in body.decode()


def test_heads_and_addresses_have_an_end(port: int, token: str) -> None:
    big = "x" * 1_000_000
    for sent in (_request(f"/v1/status?{big}", _authorized(token)), _request("/v1/status", f"X-Big: {big}"),
                 _request("/v1/status", *(f"X-{number}: {'y' * 2_000}" for number in range(400)))):  # fmt: skip
        assert _answer(port, sent)[0] in (0, 400, 431)
    assert _answer(port, _request("/v1/status", _authorized("z" * 20_000)))[0] == 401
    assert _answer(port, _request("/v1/status", _authorized(token)))[0] == 200


def test_bodies_are_refused_before_they_are_read(port: int, token: str) -> None:
    headers = (_authorized(token), "Idempotency-Key: raw-1", "If-Match: *", "Content-Type: application/json")
    deep = b"[" * (BODY_DEPTH_MAX + 1) + b"]" * (BODY_DEPTH_MAX + 1)
    target = f"/v1/families/{ATTACHED}/attachments"
    assert _answer(port, _request(
        target, *headers, f"Content-Length: {len(deep)}", method="POST", body=deep))[0] in (400, 413, 422)
    bomb = b'{"a":' * 50_000
    assert _answer(port, _request(
        target, *headers, f"Content-Length: {len(bomb)}", method="POST", body=bomb))[0] in (400, 413, 422)
    assert _answer(port, _request(target, *headers, "Content-Length: 999999999", method="POST"))[0] == 413
    upload = (_authorized(token), "Idempotency-Key: raw-2", "Content-Type: application/zip")
    too_long = f"Content-Length: {UPLOAD_BYTES_MAX + 1}"
    assert _answer(port, _request("/v1/extracts", *upload, too_long, method="POST"))[0] == 413


def test_lists_have_an_end(port: int, token: str) -> None:
    for query in ("limit=1000000", "limit=0", "limit=-1", "limit=99999999999999999999", "after=-1&limit=x"):
        for path in ("/v1/families", "/v1/access-log", "/v1/feed", "/v1/matching/queue"):
            status, came = _answer(port, _request(f"{path}?{query}", _authorized(token), "Accept: application/json"))
            assert status == 422, (path, query, came[:300])


def test_old_addresses_and_methods_are_gone(port: int, token: str) -> None:
    for target in ("/eligibility", "/claimable", "/status", "/openapi.json", "/docs", "/redoc", "/v2/status", "/admin",
                   "/v0/families", "/debug", "/.env", "/.git/config"):  # fmt: skip
        assert _answer(port, _request(target, _authorized(token), "Accept: application/json"))[0] == 404, target
    for method in ("TRACE", "TRACK", "DEBUG", "PROPFIND", "PUT", "PATCH"):
        assert _answer(port, _request("/v1/status", _authorized(token), method=method))[0] == 405, method


def test_a_head_that_trickles_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS_MAX", 0.5)
    for before in (b"", b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"):
        with closing(socket.create_connection(("127.0.0.1", port), SECONDS_MAX)) as connection:
            connection.sendall(before)
            if before:
                assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            assert not _goes_on(connection, b"GET /health/live HTTP/1.1\r\nHost: x\r\n" + b"X-Slow: y\r\n" * 200)
            assert time.monotonic() - began < 5


def _goes_on(connection: socket.socket, sent: bytes) -> bool:
    """Byte by byte; False once the server has ended the connection."""
    connection.settimeout(0.05)
    for byte in sent:
        try:
            connection.sendall(bytes([byte]))
            if connection.recv(1) == b"":
                return False
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            return False
    return True


def test_who_says_nothing_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS_MAX", 0.3)
    with closing(socket.create_connection(("127.0.0.1", port), SECONDS_MAX)) as connection:
        assert connection.recv(1) == b""


def test_a_body_that_trickles_is_not_waited_for(port: int, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS_MAX", 0.5)
    with closing(socket.create_connection(("127.0.0.1", port), SECONDS_MAX)) as connection:
        connection.sendall(_request(
            f"/v1/families/{ATTACHED}/attachments", _authorized(token), "Content-Type: application/json",
            "Idempotency-Key: slow", "Content-Length: 1000", method="POST", body=b"{"))
        came = b""
        while part := connection.recv(65_536):
            came += part
    assert came.split(b" ", 2)[1] == b"408"
    assert json.loads(came.partition(b"\r\n\r\n")[2])["type"] == "/v1/problems/too-slow"


def test_many_slow_clients_keep_nobody_waiting(port: int, token: str) -> None:
    slow = [socket.create_connection(("127.0.0.1", port), SECONDS_MAX) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"GET /v1/status HTTP/1.1\r\nHost: ")
        began = time.monotonic()
        assert _answer(port, _request("/v1/status", _authorized(token)))[0] == 200
        assert time.monotonic() - began < 5
    finally:
        for one in slow:
            one.close()
