"""The line to the database is cut at any instant of a command: sent again with its key, it is done, and done once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from tests.api.commands.conftest import Caller
from tests.api.commands.line_cutter import LineCutter
from tests.api.samples import ATTACHED, NEVER_ATTACHED

TRIES = 5
_days = count(1)
CUTS = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def cutter(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineCutter]:
    with LineCutter(database_url, tmp_path_factory.mktemp("c")) as between:
        yield between


@pytest.fixture
def client(cutter: LineCutter, filled_place: Place) -> Iterator[TestClient]:
    """A server whose line may be cut, and that does nothing else on it."""
    place = Place(filled_place.data_folder, filled_place.ledger, cutter.conninfo)
    with TestClient(create_app(Settings(place, projects=False)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def near(filled_place: Place) -> Iterator[Ledger]:
    """The ledger by a line that is never cut."""
    with Database(str(filled_place.database_url), data_folder=filled_place.data_folder) as database:
        yield open_ledger(database, filled_place.ledger)


@pytest.fixture
def officer(client: TestClient, filled_place: Place) -> Caller:
    return Caller(client, filled_place, "Asha Patel", Role.CLAIMS_OFFICER, Role.ANALYST)


def until_done(send: Any) -> Any:
    """As a program does: what could not be answered is sent again, as it was."""
    for _ in range(TRIES):
        answer = send()
        if answer.status_code not in (409, 503):
            return answer
        time.sleep(0.05)
    raise AssertionError(answer.text)


def family(near: Ledger, family_id: str) -> Any:
    return near.family(near.register.families([family_id])[family_id])


@CUTS
@given(messages=st.integers(0, 40))
def test_an_attachment_is_recorded_once_wherever_the_line_is_cut(
    officer: Caller, cutter: LineCutter, near: Ledger, messages: int
) -> None:
    version, key = family(near, NEVER_ATTACHED).version, str(uuid4())
    said = {"attached_on": f"2012-{next(_days) % 2 + 10}-{next(_days) % 28 + 1:02}",
            "override": {"decided_by": "Head of service", "reason": key}}
    cutter.cut_after(messages)
    answer = until_done(lambda: officer.post(f"/v1/families/{NEVER_ATTACHED}/attachments", said, key,
                                             If_Match=f'"{version}"'))
    cutter.left = None
    assert (answer.status_code, answer.json()["version"]) == (201, version + 1), answer.text
    assert family(near, NEVER_ATTACHED).version == version + 1
    assert family(near, NEVER_ATTACHED).attachments["troubled-families-2012"].override_reason == key


@CUTS
@given(messages=st.integers(0, 60))
def test_an_observation_is_recorded_once_wherever_the_line_is_cut(
    officer: Caller, cutter: LineCutter, near: Ledger, messages: int
) -> None:
    before, key = near.event_count(), str(uuid4())
    said = {"kind": "asb", "fields": {"category": "incident", "starts_on": "2012-05-01"}}
    cutter.cut_after(messages)
    answer = until_done(lambda: officer.post(f"/v1/families/{ATTACHED}/observations", said, key, If_Match="*"))
    cutter.left = None
    assert answer.status_code == 201, answer.text
    assert near.event_count() == before + 1
    assert answer.json()["record"] in family(near, ATTACHED).observations


@CUTS
@given(messages=st.integers(0, 120))
def test_a_load_ends_the_same_wherever_the_line_is_cut(
    officer: Caller, cutter: LineCutter, near: Ledger, messages: int
) -> None:
    """Of its several transactions some may be recorded before the cut: then they are repeated, and nothing is twice."""
    before, key, number = near.event_count(), str(uuid4()), next(_days)
    rows = "record_id,family_id,category,starts_on\n" + "".join(
        f"X{number}-{row},OXF-{row:05},incident,2012-05-01\n" for row in range(1, 21))
    cutter.cut_after(messages)
    answer = until_done(lambda: officer.send("/v1/extracts?kind=asb", rows.encode(), "text/csv", key))
    cutter.left = None
    assert answer.status_code == 201, answer.text
    file = answer.json()["files"][0]
    assert (file["recorded"] + file["repeated"], file["rejected"]) == (20, 0)
    assert near.event_count() == before + 20
    again = officer.send("/v1/extracts?kind=asb", rows.encode(), "text/csv", key)
    assert again.content == answer.content and again.headers["idempotency-replayed"] == "true"
    assert near.event_count() == before + 20


def test_the_line_was_cut_indeed(officer: Caller, cutter: LineCutter, near: Ledger) -> None:
    before = near.event_count()
    for messages in range(0, 30, 3):
        cutter.cut_after(messages)
        said = {"kind": "asb", "fields": {"category": "incident", "starts_on": "2012-05-01"}}
        key = str(uuid4())
        until_done(lambda said=said, key=key: officer.post(
            f"/v1/families/{ATTACHED}/observations", said, key, If_Match="*"))
    assert cutter.cuts >= 8
    assert near.event_count() == before + 10
