"""What is told of a family is noted first, and what is kept in memory of it never outlives an erasure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http import kept
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.access import access_log
from ledger.ledger import Ledger
from ledger.sealing.erasing import erase_person
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer

FAMILY = f"/v1/families/{ATTACHED}"
READERS = 4
KEY = ("members_as_json", UUID(int=1), 1)
SECONDS = 10


@pytest.fixture
def place(database_url: str, data_folder: Path, new_ledger: str, outcomes: Outcomes, small_pack: Path) -> Place:
    """A ledger of one's own, with the small pack in it."""
    assert outcomes("load", small_pack, "--ledger", new_ledger, "--by", "tests").code == 0
    return Place(data_folder, new_ledger, database_url)


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    """As another process has it open."""
    with opened_ledger(place) as opened:
        yield opened


@pytest.fixture
def client(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place, projects=False)), headers=bearer(place, Role.ANALYST)) as client:
        yield client


def test_what_could_not_be_noted_is_not_shown(client: TestClient, ledger: Ledger) -> None:
    """Readers are in the midst of being noted when the database loses their connection."""
    shown = client.get(FAMILY)
    assert shown.status_code == 200
    noted = len(access_log(ledger))
    with ThreadPoolExecutor(READERS) as pool:
        with ledger.transaction() as cursor:
            cursor.execute("LOCK TABLE access_log IN ACCESS EXCLUSIVE MODE")
            reading = [pool.submit(client.get, FAMILY) for _ in range(READERS)]
            _cut_off(ledger, reading)
        refused = [one.result() for one in reading]
    assert {one.status_code for one in refused} == {503}
    assert not any("person_id" in one.text for one in refused)
    assert len(access_log(ledger)) == noted
    assert client.get(FAMILY).json() == shown.json()


def _cut_off(ledger: Ledger, reading: Sequence[Future[Any]]) -> None:
    """Ends the connections of those who wait to note a look, until nobody reads any more."""
    until = time.monotonic() + SECONDS
    with ledger.database.connect() as connection:
        while time.monotonic() < until:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
                (f'"{ledger.schema}".access_log',))  # fmt: skip
            if not wait(reading, 0.01).not_done:
                return
    raise TimeoutError("somebody still reads")


@pytest.mark.parametrize("part", ["", "/members"])
def test_what_is_kept_is_what_would_be_told_anew(client: TestClient, ledger: Ledger, part: str) -> None:
    anew, out_of_memory = client.get(FAMILY + part), client.get(FAMILY + part)
    assert anew.content == out_of_memory.content
    assert anew.headers["etag"] == out_of_memory.headers["etag"]
    assert len(access_log(ledger)) == 2, "what is kept is noted as well"
    as_known = client.get(FAMILY + part, params={"known": str(ledger.position())})
    assert as_known.json() == anew.json(), "this one is not kept"


def test_what_is_kept_for_those_who_see_who_people_are_is_told_to_nobody_else(
    client: TestClient, place: Place
) -> None:
    sees, sees_not = (bearer(place, role, name=role) for role in (Role.ANALYST, Role.REVIEWER))
    told = [client.get(f"{FAMILY}/members", headers=headers).json()["members"] for headers in (sees, sees_not) * 2]
    assert told[0] == told[2] != told[1] == told[3]
    assert not {one["person_id"] for one in told[0]} & {one["person_id"] for one in told[1]}


def test_of_an_erased_person_nothing_is_told_out_of_memory(client: TestClient, ledger: Ledger) -> None:
    """The erasure is another process's, which knows nothing of what is kept here."""
    before = [one["person_id"] for one in client.get(FAMILY).json()["members"]]
    person = ledger.register.people(before[:1])[before[0]].pseudonym
    erase_person(ledger, person, "asked", "D. Officer", "tests")
    after = client.get(FAMILY)
    assert before[0] not in after.text
    assert [one["person_id"] for one in after.json()["members"]] == before[1:]


def test_one_erasure_empties_the_memory_and_what_was_told_before_it_is_not_kept() -> None:
    async def over_an_erasure() -> list[bytes | None]:
        memory = kept.Kept()
        found = [memory.held(KEY, erased=0)]
        memory.keep(KEY, 0, b"{}")
        found += [memory.held(KEY, erased=0), memory.held(KEY, erased=1)]
        memory.keep(KEY, 0, b"{}")  # it was asked for before the erasure, and is done after it
        return [*found, memory.held(KEY, erased=1)]

    assert asyncio.run(over_an_erasure()) == [None, b"{}", None, None]


def test_the_memory_is_small_and_short(monkeypatch: pytest.MonkeyPatch) -> None:
    async def a_while() -> list[bytes | None]:
        memory = kept.Kept()
        memory.held(KEY, erased=0)
        for version in range(1, 4):
            memory.keep((*KEY[:2], version), 0, b"{}")
        memory.keep((*KEY[:2], 4), 0, bytes(kept.KEPT_BYTES_MAX + 1))
        found = [memory.held((*KEY[:2], version), 0) for version in range(1, 5)]
        await asyncio.sleep(2 * kept.KEPT_SECONDS)
        return [*found, memory.held((*KEY[:2], 3), 0)]

    monkeypatch.setattr(kept, "KEPT_MAX", 2)
    monkeypatch.setattr(kept, "KEPT_SECONDS", 0.05)
    assert asyncio.run(a_while()) == [None, b"{}", b"{}", None, None]
