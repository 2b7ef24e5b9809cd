"""A server that is told to stop finishes what it acknowledged, in bounded time, while commands and questions go on."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.api.samples import ATTACHED, PROJECT
from tests.api.test_processes import PROGRAM, SECONDS_MAX, assert_server_has_stopped, data, environment, run

__all__ = ["data"]
CLIENTS = 6
STOP_SECONDS = 3
LIST = "/v1/eligibility?at=2014-03-31"


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    address: str
    token: str

    def connection(self) -> http.client.HTTPConnection:
        place = urlsplit(self.address)
        assert place.hostname and place.port
        return http.client.HTTPConnection(place.hostname, place.port, timeout=20)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"], cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(data) | {"OUTCOMES_STOP_SECONDS": str(STOP_SECONDS)},
    ) as process:  # fmt: skip
        assert process.stdout
        address = process.stdout.readline().removeprefix("Listening on ").strip()
        token = process.stdout.readline().removeprefix("Token: ").strip()
        try:
            yield Server(process, address, token)
        finally:
            process.kill()


def command(connection: http.client.HTTPConnection, server: Server, post: str) -> dict[str, object] | None:
    """What came of amending who leads the work; None where the server was not ready to take it, or gone."""
    said = json.dumps({"scheme": "troubled-families-2012", "attached_on": "2012-10-10", "lead_worker": post,
                       "override": {"decided_by": "tests", "reason": f"{post}, tried"}})  # fmt: skip
    headers = {"Content-Type": "application/json", "If-Match": "*", "Idempotency-Key": str(uuid4())}
    try:
        connection.request("POST", f"/v1/families/{ATTACHED}/attachments", said, server.headers | headers)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException):
        return None
    assert answer.status in (201, 409, 503), answer.read()
    whole = answer.read()  # raises IncompleteRead where the answer breaks off
    return json.loads(whole) | {"post": post} if answer.status == 201 else None


def commands_until_gone(server: Server, number: int, stop: Event) -> list[dict[str, object]]:
    acknowledged, connection = [], server.connection()
    while not stop.is_set():
        done = command(connection, server, f"post {number}.{len(acknowledged)}")
        if done is not None:
            acknowledged.append(done)
        elif server.process.poll() is not None or connection.sock is None:
            break
    return acknowledged


def lists_until_gone(server: Server, stop: Event) -> int:
    """Every list that began with 200 ended whole."""
    whole, connection = 0, server.connection()
    while not stop.is_set():
        try:
            connection.request("GET", LIST, headers=server.headers)
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException):
            break
        said = json.loads(answer.read())
        whole += answer.status == 200 and len(said) > 0
    return whole


@pytest.mark.timeout(120)
def test_what_was_acknowledged_is_on_record_and_every_answer_is_whole(data: Path) -> None:
    stop = Event()
    with serving(data) as server, ThreadPoolExecutor(CLIENTS + 1) as clients:
        commanding = [clients.submit(commands_until_gone, server, number, stop) for number in range(CLIENTS)]
        asking = clients.submit(lists_until_gone, server, stop)
        time.sleep(3)
        told_at = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(SECONDS_MAX) == 0
        assert time.monotonic() - told_at < STOP_SECONDS + 10
        stop.set()
        acknowledged = [one for client in commanding for one in client.result(30)]
        assert asking.result(30) > 0
    assert len(acknowledged) > CLIENTS
    history = json.loads(run(data, "history", ATTACHED, "--format", "json").stdout)
    told = {event["position"]: event["what_happened"] for event in history}
    for one in acknowledged:
        assert f"{one['post']}, tried" in told[one["position"]], (one, told[one["position"]])
    assert_server_has_stopped(data)


@pytest.mark.timeout(60)
def test_a_client_that_never_ends_its_request_keeps_no_server_from_stopping(data: Path) -> None:
    with serving(data) as server:
        place = urlsplit(server.address)
        with socket.create_connection((place.hostname, place.port), timeout=20) as slow:
            head = [
                f"POST /v1/families/{ATTACHED}/attachments HTTP/1.1", "Host: here", "Content-Length: 1000",
                f"Authorization: Bearer {server.token}", "Content-Type: application/json", "", "{",
            ]  # fmt: skip
            slow.sendall("\r\n".join(head).encode())
            time.sleep(0.5)
            told_at = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(SECONDS_MAX) == 0
            assert time.monotonic() - told_at < STOP_SECONDS + 10
            assert not slow.recv(4096).startswith(b"HTTP/1.1 2")
    assert_server_has_stopped(data)
