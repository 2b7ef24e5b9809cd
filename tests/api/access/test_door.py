"""The door: a token opens its own ledger and no other, and none once it is revoked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access import door as doors
from api.access.errors import TokenKeyUnusable
from api.access.issuing import issue
from api.access.local_tokens import LocalTokens
from api.access.roles import Role
from api.access.signing_keys import token_keys
from api.errors import OpenDoor
from api.http.app import create_app
from api.http.settings import Settings, refuse_open_door
from api.places import Place, opened_ledger
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer


@pytest.fixture
def other(outcomes: Outcomes, place: Place, new_ledger: str) -> Place:
    """A ledger of another authority in the same database."""
    assert outcomes("eligibility", "--ledger", new_ledger).code == 0  # makes its tables
    return replace(place, ledger=new_ledger)


@pytest.fixture(scope="module")
def client(database_url: str, data_folder: Path, loaded: str) -> Iterator[TestClient]:
    """A server of every ledger of the database."""
    with TestClient(create_app(Settings(Place(data_folder, None, database_url), projects=False))) as client:
        yield client


def test_one_authoritys_token_finds_nothing_of_anothers(client: TestClient, place: Place, other: Place) -> None:
    own, foreign = bearer(place), bearer(other)
    path = f"/v1/families/{ATTACHED}/history"
    assert client.get(path, headers=own).status_code == 200
    there_is, there_is_not = client.get(path, headers=foreign), client.get("/v1/families/X/history", headers=foreign)
    assert there_is.status_code == there_is_not.status_code == 404
    assert there_is.json()["type"] == there_is_not.json()["type"]
    assert "small" not in there_is.text


def test_a_token_for_a_ledger_that_is_not_served_holds_nowhere(
    database_url: str, data_folder: Path, place: Place, other: Place
) -> None:
    with TestClient(create_app(Settings(place, projects=False))) as client:
        assert client.get("/v1/status", headers=bearer(place)).status_code == 200
        assert client.get("/v1/status", headers=bearer(other)).status_code == 401


def test_a_token_that_was_signed_and_never_noted_lets_nobody_in(client: TestClient, place: Place) -> None:
    tokens = LocalTokens(token_keys({}, place.data_folder))
    for ledger in ("small", "no-such-ledger", "small'; DROP SCHEMA", ""):
        text = tokens.make("A. Thief", ledger, [Role.ANALYST], days=1).text
        assert client.get("/v1/status", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_a_key_of_ones_own_opens_nothing(client: TestClient, place: Place, tmp_path: Path) -> None:
    """The ledger takes tokens of the key that it was made with, whatever key another machine has."""
    made = LocalTokens(token_keys({}, tmp_path)).make("A. Thief", "small", [Role.ANALYST], days=1)
    with opened_ledger(place) as ledger, pytest.raises(TokenKeyUnusable, match="OUTCOMES_TOKEN_KEY_FILE"):
        issue(ledger, made, by="A. Thief")
    assert client.get("/v1/status", headers={"Authorization": f"Bearer {made.text}"}).status_code == 401
    other = create_app(Settings(replace(place, data_folder=tmp_path), projects=False))
    with pytest.raises(TokenKeyUnusable), TestClient(other):
        pass
    assert not list((tmp_path / "tokens").iterdir())


def test_a_revoked_token_lets_nobody_in(
    client: TestClient, place: Place, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = bearer(place, Role.ANALYST, name="R. Leaver")
    assert client.get("/v1/status", headers=sent).status_code == 200
    id = next(row["token"] for row in outcomes("token", "list", "--ledger", "small").rows if row["for"] == "R. Leaver")
    assert outcomes("token", "revoke", id, "--ledger", "small", "--by", "admin").code == 0
    monkeypatch.setattr(doors, "REVOKED_AFTER_SECONDS", 0)
    assert client.get("/v1/status", headers=sent).status_code == 401
    row = next(row for row in outcomes("token", "list", "--ledger", "small").rows if row["token"] == id)
    assert row["revoked_by"] == "admin" and row["revoked_at"]


def test_a_token_that_ends_while_the_server_runs_lets_nobody_in(
    client: TestClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = bearer(place)
    assert client.get("/v1/status", headers=sent).status_code == 200
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(doors.time, "time", lambda: later)
    assert client.get("/v1/status", headers=sent).status_code == 401


def test_a_token_made_on_the_command_line_lets_in(client: TestClient, outcomes: Outcomes, loaded: str) -> None:
    made = outcomes("token", "make", "--as", "C. Officer", "--role", "claims-officer", "--ledger", loaded)
    assert (made.code, made.err, made.out.count("\n")) == (0, "", 1)
    answer = client.get("/v1/eligibility", headers={"Authorization": f"Bearer {made.out.strip()}"})
    assert answer.status_code == 200
    assert made.out.strip() not in outcomes("token", "list", "--ledger", loaded).out


def test_no_such_token_to_revoke(outcomes: Outcomes, loaded: str) -> None:
    ended = outcomes("token", "revoke", "ffff", "--ledger", loaded)
    assert ended.code == 2 and "outcomes token list" in ended.err


def test_the_owners_token_survives_a_restart(database_url: str, data_folder: Path, loaded: str) -> None:
    settings = Settings(Place(data_folder, loaded, database_url), projects=False)
    told = []
    for _ in range(2):
        app = create_app(settings)
        with TestClient(app) as client:
            owner = app.state.owner_tokens[0]
            assert client.get("/v1/status", headers={"Authorization": f"Bearer {owner.text}"}).status_code == 200
            assert owner.file.stat().st_mode & 0o777 == 0o600 and owner.text not in repr(owner)
            told.append(owner.text)
    assert told[0] == told[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_alone_needs_nothing_before_it(host: str) -> None:
    refuse_open_door(host, {})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "ledger.example.gov.uk", ""])
def test_the_network_needs_a_proxy_that_ends_tls(host: str) -> None:
    with pytest.raises(OpenDoor, match="OUTCOMES_TRUSTED_PROXIES"):
        refuse_open_door(host, {})
    refuse_open_door(host, {"OUTCOMES_TRUSTED_PROXIES": "10.0.0.1"})
