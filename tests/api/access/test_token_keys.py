"""The key that signs tokens is exchanged and retired, also while a server runs; a retired one opens nothing again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.access import door as doors
from api.access import local_tokens as tokens_here
from api.access.errors import TokenRefused
from api.access.local_tokens import ALGORITHM, LocalTokens
from api.access.roles import Role
from api.access.signing_keys import add_key, new_key, token_keys
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.errors import AppendRefused
from ledger.postgres import scratch_server
from tests.api.access.forging import decoded
from tests.api.conftest import Outcomes
from tests.api.tokens import bearer, token_for

_names = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with scratch_server() as conninfo:
        yield conninfo


@pytest.fixture
def database_url(server: str) -> str:
    """One of its own for each test: keys are exchanged for all ledgers of a database."""
    name = f"keys{next(_names)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return make_conninfo(server, dbname=name)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def place(outcomes: Outcomes, new_ledger: str, database_url: str, data_folder: Path) -> Place:
    return Place(data_folder, new_ledger, database_url)


@pytest.fixture
def client(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(tokens_here, "READ_AGAIN_SECONDS", 0)
    monkeypatch.setattr(doors, "REVOKED_AFTER_SECONDS", 0)
    with TestClient(create_app(Settings(place, projects=False))) as client:
        yield client


def lets_in(client: TestClient, token: str) -> bool:
    return client.get("/v1/status", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def keys(outcomes: Outcomes, place: Place) -> list[dict[str, str]]:
    return outcomes("token", "keys", "--ledger", place.ledger).rows


def test_a_running_server_takes_tokens_of_both_keys_until_the_old_one_is_retired(
    client: TestClient, place: Place, outcomes: Outcomes
) -> None:
    old = token_for(place)
    rotated = outcomes("token", "rotate", "--by", "A. Admin")
    assert rotated.code == 0 and str(place.ledger) in rotated.out, rotated.err
    new = token_for(place)
    assert decoded(old)[0]["kid"] != decoded(new)[0]["kid"]
    assert lets_in(client, old) and lets_in(client, new)
    first, second = keys(outcomes, place)
    assert (first["signs"], second["signs"], second["taken_by"]) == ("no", "yes", "A. Admin")
    public = client.get("/v1/token-keys", headers={"Authorization": f"Bearer {new}"}).json()["keys"]
    assert [one["kid"] for one in public] == [first["key"], second["key"]] and "d" not in public[0]

    retired = outcomes("token", "retire", first["key"], "--by", "A. Admin")
    assert retired.code == 0, retired.err
    assert not lets_in(client, old) and lets_in(client, new)
    assert keys(outcomes, place)[0]["retired_by"] == "A. Admin"
    assert [one.kid for one in token_keys({}, place.data_folder)] == [second["key"]]
    assert (place.data_folder / "keys/tokens.pem").stat().st_mode & 0o777 == 0o600
    public = client.get("/v1/token-keys", headers={"Authorization": f"Bearer {new}"}).json()["keys"]
    assert [one["kid"] for one in public] == [second["key"]]


def test_a_retired_key_opens_nothing_whatever_it_signs_and_wherever_it_lies(
    client: TestClient, place: Place, outcomes: Outcomes
) -> None:
    """Somebody has the retired key, puts it back into the file, and signs for the id of a token that holds."""
    [leaked] = token_keys({}, place.data_folder)
    assert outcomes("token", "rotate").code == 0
    good = token_for(place)
    assert outcomes("token", "retire", leaked.kid).code == 0
    forged = jwt.encode({"alg": ALGORITHM, "kid": leaked.kid}, decoded(good)[1], leaked, algorithms=[ALGORITHM])
    assert not lets_in(client, forged)
    newest = token_keys({}, place.data_folder)[-1]
    add_key({}, place.data_folder, leaked)
    add_key({}, place.data_folder, newest)
    assert not lets_in(client, forged) and lets_in(client, good)
    assert outcomes("token", "retire", leaked.kid).code == 0  # and it stays so
    assert not lets_in(client, forged)


def test_no_key_is_named_as_an_option_of_a_command_begins() -> None:
    """One in 64 would be."""
    assert not [key for key in (str(new_key().kid) for _ in range(500)) if key.startswith("-")]


def test_a_key_that_the_ledger_never_took_opens_nothing(client: TestClient, place: Place) -> None:
    """Also where it is in the file of keys."""
    good, own = token_for(place), new_key()
    before = token_keys({}, place.data_folder)[-1]
    add_key({}, place.data_folder, own)
    add_key({}, place.data_folder, before)
    forged = jwt.encode({"alg": ALGORITHM, "kid": own.kid}, decoded(good)[1], own, algorithms=[ALGORITHM])
    assert lets_in(client, good) and not lets_in(client, forged)


def test_the_key_that_signs_is_not_retired_and_an_unknown_one_is_told(place: Place, outcomes: Outcomes) -> None:
    [only] = token_keys({}, place.data_folder)
    refused = outcomes("token", "retire", only.kid)
    assert refused.code != 0 and "outcomes token rotate" in refused.err
    unknown = outcomes("token", "retire", "nonesuch")
    assert unknown.code != 0 and "outcomes token keys" in unknown.err


def test_keys_in_the_environment_are_for_whoever_set_it_to_exchange(
    place: Place, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    [key] = token_keys({}, place.data_folder)
    monkeypatch.setenv("OUTCOMES_TOKEN_KEY", key.as_pem(private=True).decode())
    refused = outcomes("token", "rotate")
    assert refused.code != 0 and "OUTCOMES_TOKEN_KEY_FILE" in refused.err
    assert [one["signs"] for one in keys(outcomes, place)] == ["yes"]


def test_a_machine_with_the_public_halves_checks_tokens_of_both(place: Place, outcomes: Outcomes) -> None:
    old = token_for(place)
    assert outcomes("token", "rotate").code == 0
    new = token_for(place)
    halves = b"".join(key.as_pem(private=False) for key in token_keys({}, place.data_folder)).decode()
    checking = LocalTokens(token_keys({"OUTCOMES_TOKEN_KEY": halves}, place.data_folder))
    assert not checking.may_make
    assert [checking.read(text)[0].name for text in (old, new)] == ["tests", "tests"]
    with pytest.raises(TokenRefused):
        LocalTokens(token_keys({}, place.data_folder)[1:]).read(old)


def test_no_statement_brings_a_retired_key_back(place: Place, outcomes: Outcomes) -> None:
    [old] = token_keys({}, place.data_folder)
    assert outcomes("token", "rotate").code == outcomes("token", "retire", old.kid).code == 0
    with opened_ledger(place) as ledger:
        for statement in ("UPDATE token_key SET retired_at = NULL", "DELETE FROM token_key", "TRUNCATE token_key"):
            with pytest.raises(AppendRefused), ledger.transaction() as cursor:
                cursor.execute(statement)


def test_every_token_is_revoked_at_once(client: TestClient, place: Place, outcomes: Outcomes) -> None:
    sent = [bearer(place, Role.ANALYST, name=name) for name in ("One", "Other")]
    assert [client.get("/v1/status", headers=one).status_code for one in sent] == [200, 200]
    said = outcomes("token", "revoke", "--every", "--ledger", place.ledger, "--by", "A. Admin")
    assert said.code == 0 and "every one that held" in said.out
    assert [client.get("/v1/status", headers=one).status_code for one in sent] == [401, 401]
    assert outcomes("token", "revoke", "--ledger", place.ledger).code == 2

