"""The feed: cut off at random places while others write, a reader gets every event once, in the order of the log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest
import uvicorn

from api.access.roles import Role
from api.http import following, news
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.authority import Term
from domain.family import Family, Source, Stay
from ledger.identity import Person, Registration, new_family_pseudonym, new_person_pseudonym
from ledger.ledger import Ledger
from tests.api.conftest import Outcomes
from tests.api.tokens import bearer

SECONDS_MAX = 60


@dataclass
class Server:
    """A real one, on a port of its own."""

    place: Place
    port: int
    app: Any
    token: dict[str, str]

    @contextmanager
    def open(self, path: str, **headers: str) -> Iterator[Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={**self.token, **named})
        try:
            yield connection.getresponse()
        finally:
            connection.close()

    def page(self, path: str, **headers: str) -> Any:
        with self.open(path, **headers) as answer:
            assert answer.status == 200
            return json.loads(answer.read())


@pytest.fixture
def server(new_ledger: str, database_url: str, data_folder: Path) -> Iterator[Server]:
    place = Place(data_folder, new_ledger, database_url)
    app = create_app(Settings(place, projects=False))
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, log_level="critical", lifespan="on"))
    thread = Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS_MAX
    while not running.started and time.monotonic() < until:
        time.sleep(0.02)
    yield Server(place, running.servers[0].sockets[0].getsockname()[1], app, bearer(place))
    app.state.stopping.set()
    running.should_exit = True
    thread.join(SECONDS_MAX)


@pytest.fixture
def ledger(server: Server) -> Iterator[Ledger]:
    with opened_ledger(server.place) as opened:
        yield opened


def write(ledger: Ledger, number: int, family_id: str) -> None:
    """A family with one to three members: an event more than these."""
    family, registration = Family(new_family_pseudonym()), Registration()
    registration.family(family_id, family.id)
    for _ in range(1 + number % 3):
        person = new_person_pseudonym()
        registration.person(Person(person, f"P-{person}"))
        family.record_stay(Stay(person, date(2010, 1, 1), None, None, True, False), Source("a writer"))
    ledger.save(family, register=registration)


@dataclass
class Reader:
    """As a browser reads server-sent events: an event that did not come whole did not come."""

    received: list[dict[str, Any]] = field(default_factory=list)

    @property
    def last(self) -> str:
        return self.received[-1]["id"] if self.received else "0"

    def read(self, server: Server, most_bytes: int, is_enough: Callable[[], bool]) -> None:
        held, taken = b"", 0
        with server.open("/v1/feed", Accept="text/event-stream", Last_Event_ID=self.last) as answer:
            assert answer.status == 200 and answer.headers["content-type"].startswith("text/event-stream")
            while taken < most_bytes and not is_enough() and (some := answer.read1(min(700, most_bytes - taken))):
                taken += len(some)
                *whole, held = (held + some).split(b"\n\n")
                self._take(whole)

    def _take(self, blocks: list[bytes]) -> None:
        for block in blocks:
            lines = dict(line.split(b": ", 1) for line in block.splitlines() if not line.startswith(b":"))
            if b"data" in lines:
                event = json.loads(lines[b"data"])
                assert (lines[b"id"].decode(), lines[b"event"].decode()) == (event["id"], event["type"])
                self.received.append(event)


def test_cut_off_at_random_places_while_others_write_each_event_comes_once(
    server: Server, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.2)
    rng, reader = Random(31), Reader()
    writers = [Thread(target=_write_many, args=(ledger, name)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    until = time.monotonic() + SECONDS_MAX

    def has_all() -> bool:
        return not any(writer.is_alive() for writer in writers) and int(reader.last) == ledger.position()

    while not has_all():
        assert time.monotonic() < until
        reader.read(server, rng.randrange(1, 12_000), has_all)
    log = ledger.reader.page(0)
    assert [(event["id"], event["type"]) for event in reader.received] == [
        (str(entry.position), entry.event.topic) for entry in log]
    assert len(log) > 100
    assert reader.received == _polled(server, 7)


def _write_many(ledger: Ledger, name: str) -> None:
    for number in range(20):
        write(ledger, number, f"{name}-{number}")


def _polled(server: Server, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = 0
    while items := (page := server.page(f"/v1/feed?after={after}&limit={limit}"))["items"]:
        found += items
        after = page["next"]
    return found


def test_a_follower_is_woken_by_what_is_recorded(server: Server, ledger: Ledger) -> None:
    """Long before the next heartbeat."""
    with server.open("/v1/feed", Accept="text/event-stream", Last_Event_ID=str(ledger.position())) as answer:
        assert answer.readline() == b"retry: 2000\n"
        started = time.monotonic()
        write(ledger, 0, "F-1")
        lines = [answer.readline() for _ in range(4)]
    assert lines[1].startswith(b"id: ") and time.monotonic() - started < following.HEARTBEAT_SECONDS / 3


def test_without_news_there_are_heartbeats(
    server: Server, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.05)
    with server.open("/v1/feed", Accept="text/event-stream", Last_Event_ID=str(ledger.position())) as answer:
        assert answer.read(len(b"retry: 2000\n\n")) == b"retry: 2000\n\n"
        assert answer.read(len(b": nothing new\n\n")) == b": nothing new\n\n"


def test_an_event_is_a_cloud_event_and_names_people_as_the_caller_may_see_them(server: Server, ledger: Ledger) -> None:
    write(ledger, 1, "F-2")
    joined = server.page("/v1/feed")["items"][-1]
    assert {name: joined[name] for name in ("specversion", "source", "type", "subject", "datacontenttype")} == {
        "specversion": "1.0", "source": f"/v1/ledgers/{server.place.ledger}", "type": "family.member-joined.v1",
        "subject": "F-2", "datacontenttype": "application/json",
    }  # fmt: skip
    assert joined["data"]["content"]["joined_on"] == "2010-01-01" and joined["time"].endswith("Z")
    program = bearer(server.place, Role.PROGRAM, scopes=("read-feed",))
    said = server.page("/v1/feed", **program)["items"][-1]
    assert said["data"] == {"version": 3} and said["subject"] != "F-2"
    assert (said["id"], said["type"], said["time"]) == (joined["id"], joined["type"], joined["time"])


def test_no_more_follow_than_the_server_allows(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "FOLLOWERS_MAX", 1)
    with server.open("/v1/feed", Accept="text/event-stream") as first:
        assert first.readline().startswith(b"retry")
        with server.open("/v1/feed", Accept="text/event-stream") as second:
            assert (second.status, json.loads(second.read())["type"]) == (503, "/v1/problems/feed-full")


def test_feeds_end_when_the_server_stops(server: Server) -> None:
    with server.open("/v1/feed", Accept="text/event-stream") as answer:
        assert answer.readline().startswith(b"retry")
        server.app.state.stopping.set()
        assert answer.read() is not None


def test_where_to_go_on_is_a_position(server: Server, outcomes: Outcomes) -> None:
    for path, headers in (("/v1/feed?after=-1", {}), ("/v1/feed", {"Last_Event_ID": "yesterday"})):
        with server.open(path, **headers) as answer:
            assert answer.status == 422


def test_a_term_is_news_of_the_authority(server: Server, ledger: Ledger) -> None:
    authority = ledger.authority()
    authority.set_term(Term("201213-1", "2012-13", date(2012, 9, 3), date(2012, 12, 21)), "a writer")
    ledger.save(authority)
    assert server.page("/v1/feed")["items"][-1]["subject"] == "authority"
