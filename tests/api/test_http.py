"""The HTTP API: the same answers as the command line's, for those with the token alone."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.forms import CSV, JSON, form_accepted
from api.http.problems import PROBLEMS
from api.http.settings import Settings
from api.http.v1 import families
from api.places import Place
from ledger.errors import ConnectionLost
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.api.tokens import bearer, token_for

DAY = "2014-03-31"
PROBLEM = "application/problem+json"
PATHS = ("", "/eligibility", "/history", "/explanation")


@pytest.fixture(scope="module")
def settings(database_url: str, data_folder: Any, loaded: str) -> Settings:
    return Settings(Place(data_folder, loaded, database_url))


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), headers=bearer(settings.place)) as client:
        yield client


def _refused(answer: Any, status: int, name: str) -> dict[str, Any]:
    """The problem's members."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    said: dict[str, Any] = answer.json()
    assert (said["status"], said["type"]) == (status, f"/v1/problems/{name}")
    assert said["title"] and said["detail"]
    assert answer.headers["cache-control"] == "no-store"
    return said


# ---- answers -----------------------------------------------------------------------------------------------------


def test_the_lists_are_those_of_the_command_line(client: TestClient, outcomes: Outcomes, loaded: str) -> None:
    for name in ("eligibility", "claimable"):
        answer = client.get(f"/v1/{name}", params={"at": DAY}, headers={"Accept": "text/csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = outcomes(name, "--at", DAY, "--ledger", loaded).rows  # which says beside them who was found to be one
        assert list(csv.DictReader(StringIO(answer.text))) == [{**row, "merged_with": ""} for row in rows]


def test_a_list_as_json_says_day_scheme_and_position(client: TestClient) -> None:
    said = client.get("/v1/claimable", params={"at": DAY}).json()
    assert (said["at"], said["scheme"]) == (DAY, "troubled-families-2012")
    first = said["items"][0]
    assert (first["family_id"], first["result"], first["amount_pence"]) == (ATTACHED, "CAE", 70_000)


def test_every_answer_says_which_position_it_is_true_as_of(client: TestClient) -> None:
    last = client.get("/v1/status").json()["position"]
    for path in (*(f"/v1/families/{ATTACHED}{path}" for path in PATHS), "/v1/eligibility", "/v1/claimable"):
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-ledger-position"] == str(answer.json()["position"]) == str(last)
        assert answer.headers["cache-control"] == "no-store"


def test_a_family_is_told_without_names(client: TestClient) -> None:
    said = client.get(f"/v1/families/{ATTACHED}").json()
    assert said["members"][0] | {"left_on": None} == {
        "person_id": "OXFP000020", "joined_on": "2010-09-01", "left_on": None, "born_on": "1969-05-09",
        "resident": True, "parent": True,
    }  # fmt: skip
    assert said["attachments"][0]["attached_on"] == "2012-10-29"
    assert said["observations"]["attendance"] > 0
    assert "Begum" not in str(said)


def test_eligibility_history_and_explanation_of_one_family(client: TestClient) -> None:
    path = f"/v1/families/{ATTACHED}"
    eligible = client.get(f"{path}/eligibility", params={"at": "2012-10-29"}).json()
    assert (eligible["eligible"], eligible["criteria"]) == (True, ["crime-asb", "education", "work"])
    assert client.get(f"{path}/eligibility", params={"at": DAY}).json()["eligible"] is False
    events = client.get(f"{path}/history").json()["events"]
    assert events[0]["sentence"] == "The family was entered in the ledger."
    explained = client.get(f"{path}/explanation", params={"at": DAY, "result": "PtW"}).json()
    assert (explained["form"], explained["reasons"][0]["answer"]) == ("reason.v1", "met")
    assert explained["observations"][0]["line"] >= 2


def test_as_known_before_the_load_there_was_no_family(client: TestClient) -> None:
    answer = client.get("/v1/eligibility", params={"known": "1"})
    assert (answer.json()["items"], answer.headers["x-ledger-position"]) == ([], "1")
    for path in PATHS:
        _refused(client.get(f"/v1/families/{ATTACHED}{path}", params={"known": "1"}), 404, "unknown-family")


def test_the_api_describes_itself(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    assert all(path.startswith("/v1/") for path in described["paths"])
    for model in described["components"]["schemas"].values():
        for name, field in model.get("properties", {}).items():
            assert field.get("description") or model["title"].endswith("ValidationError"), (model["title"], name)


def test_every_problem_has_an_address_that_says_what_to_do(client: TestClient) -> None:
    kinds = client.get("/v1/problems").json()["items"]
    assert {kind["type"] for kind in kinds} == {f"/v1/problems/{name}" for name in PROBLEMS}
    for kind in kinds:
        assert client.get(kind["type"]).json() == kind and kind["meaning"].endswith(".")
    _refused(client.get("/v1/problems/nothing-of-ours"), 404, "not-found")


# ---- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", "Basic {token}", "{token}", "Bearer {token}x"])
@pytest.mark.parametrize("path", ["/v1/status", "/v1/openapi.json", "/nothing", f"/v1/families/{ATTACHED}"])
def test_nobody_gets_in_without_the_token(client: TestClient, settings: Settings, sent: str, path: str) -> None:
    token = token_for(settings.place)
    answer = client.get(path, headers={"Authorization": sent.format(token=token)})
    _refused(answer, 401, "token-needed")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert token not in answer.text


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/nothing", 404, "not-found"),
        ("/v1/families/OXF-99999", 404, "unknown-family"),
        ("/v1/families/OXF-99999/history", 404, "unknown-family"),
        (f"/v1/families/{NEVER_ATTACHED}/explanation?result=CAE", 404, "not-attached"),
        (f"/v1/families/{ATTACHED}/explanation?result=XYZ", 422, "unknown-result"),
        ("/v1/eligibility?scheme=nope", 422, "unknown-scheme"),
        ("/v1/eligibility?known=yesterday", 422, "invalid-request"),
        ("/v1/eligibility?at=2014-13-01", 422, "invalid-request"),
        ("/v1/eligibility?at=1396224000", 422, "invalid-request"),
        ("/v1/eligibility?at=", 422, "invalid-request"),
        ("/v1/families/a%00b", 422, "invalid-request"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client: TestClient, path: str, status: int, name: str) -> None:
    _refused(client.get(path), status, name)


def test_every_mistake_of_a_request_is_told_without_its_value(client: TestClient) -> None:
    said = _refused(client.get("/v1/claimable", params={"at": "Begum", "scheme": "x" * 99}), 422, "invalid-request")
    assert {mistake["where"] for mistake in said["errors"]} == {"query.at", "query.scheme"}
    assert "Begum" not in str(said)


def test_what_is_only_read_cannot_be_written(client: TestClient) -> None:
    answer = client.post("/v1/status")
    _refused(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_a_form_that_is_not_to_be_had(client: TestClient) -> None:
    _refused(client.get("/v1/eligibility", headers={"Accept": "image/png"}), 406, "not-acceptable")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.5, */*", "application/json"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_csv_is_given_where_it_is_liked_better(accept: str, form: str) -> None:
    class Request:
        headers = {"accept": accept}  # noqa: RUF012

    assert form_accepted(Request(), JSON, CSV) == form


# ---- what goes wrong ---------------------------------------------------------------------------------------------


def test_a_database_that_goes_away_is_a_problem_to_try_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(monkeypatch, ConnectionLost("The ledger was cut off from its database. Look, and ask again."))
    answer = client.get(f"/v1/families/{ATTACHED}/history")
    _refused(answer, 503, "database-unavailable")
    assert answer.headers["retry-after"]


def test_a_fault_of_the_program_quotes_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _fail_with(monkeypatch, RuntimeError("about Zoë Begum"))
    with caplog.at_level(logging.INFO):
        said = _refused(client.get(f"/v1/families/{ATTACHED}/history"), 500, "unexpected")
    assert "RuntimeError" in caplog.text and "named_history" not in str(said)
    assert "Begum" not in caplog.text + str(said)


def _fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(families, "named_history", failing)
