"""Lists over HTTP: pages that belong together, whole lists in other forms, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from weakref import WeakSet

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.listing import LIMIT_MAX, ROWS_AT_A_TIME, _csv, _guarded, _parts
from api.http.listing import Listed as Rows
from api.http.settings import Settings
from api.places import Place
from projections.queries.pages import Page, Part
from tests.api.tokens import bearer

DAY = "2014-03-31"
LISTS = (
    "families", "eligibility", "eligibility?eligible=true", "eligibility?criterion=education", "claimable",
    "claimable?result=CAE", "claimable?verdict=not-valid", "nearly", "families?attached_to=troubled-families-2012",
    "families?changed_after=100",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(database_url: str, data_folder: Any, loaded: str) -> Iterator[TestClient]:
    settings = Settings(Place(data_folder, loaded, database_url))
    with TestClient(create_app(settings), headers=bearer(settings.place)) as client:
        yield client


def _address(path: str, **more: object) -> str:
    asked = {} if path.startswith("families") else {"at": DAY}
    said = "&".join(f"{name}={value}" for name, value in {**asked, **more}.items())
    return f"/v1/{path}{'&' if '?' in path else '?'}{said}"


@pytest.mark.parametrize("path", LISTS)
def test_pages_come_to_the_whole_list(client: TestClient, path: str) -> None:
    whole = client.get(_address(path, limit=LIMIT_MAX)).json()
    assert whole["next"] is None and whole["items"]
    address, found = _address(path, limit=3), []
    while address:
        answer = client.get(address)
        said = answer.json()
        found += said["items"]
        assert len(said["items"]) <= 3 and said["position"] == whole["position"]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        assert bool(address) == bool(said["next"])
    assert found == whole["items"]


@pytest.mark.parametrize("path", LISTS)
def test_a_whole_list_has_the_same_rows_in_every_form(client: TestClient, path: str) -> None:
    items = client.get(_address(path, limit=LIMIT_MAX)).json()["items"]
    lines = client.get(_address(path), headers={"Accept": "application/x-ndjson"})
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    rows = client.get(_address(path), headers={"Accept": "text/csv"})
    assert [row["family_id"] for row in csv.DictReader(StringIO(rows.text))] == [item["family_id"] for item in items]
    assert rows.headers["vary"] == "Accept" and rows.headers["x-ledger-position"]


def test_filters_choose_rows_of_the_whole(client: TestClient) -> None:
    every = client.get(_address("eligibility", limit=LIMIT_MAX)).json()["items"]
    eligible = client.get(_address("eligibility?eligible=true")).json()["items"]
    assert eligible == [row for row in every if row["eligible"]]
    missed = client.get(_address("eligibility?eligible=false&criterion=education")).json()["items"]
    assert missed == [row for row in every if not row["eligible"] and "education" in row["criteria"]]
    results = client.get(_address("claimable", limit=LIMIT_MAX)).json()["items"]
    valid = client.get(_address("claimable?verdict=valid")).json()["items"]
    assert valid == [row for row in results if row["verdict"] == "valid"] != []


def test_a_cursor_goes_with_its_question_alone(client: TestClient) -> None:
    cursor = client.get(_address("eligibility", limit=2)).json()["next"]
    for spoilt in (cursor[:-2] + "AA", cursor[4:], "x", cursor + "AAAA"):
        answer = client.get(_address("eligibility", limit=2, cursor=spoilt))
        assert (answer.status_code, answer.json()["type"]) == (422, "/v1/problems/cursor-unusable")
    for path in ("eligibility?eligible=true", "claimable", "nearly"):
        assert client.get(_address(path, cursor=cursor)).status_code == 422
    assert client.get(f"/v1/eligibility?at=2014-04-01&cursor={cursor}").status_code == 422
    assert client.get(_address("eligibility", limit=5, cursor=cursor)).status_code == 200


def test_a_page_of_today_stays_of_that_day_and_position(client: TestClient) -> None:
    first = client.get("/v1/eligibility?limit=2").json()
    second = client.get("/v1/eligibility?limit=2&cursor=" + first["next"]).json()
    assert (second["at"], second["position"]) == (first["at"], first["position"])


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_a_page_has_a_size(client: TestClient, limit: str) -> None:
    answer = client.get(_address("families", limit=limit))
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query.limit")


# ---- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_nothing_in_a_csv_is_a_formula(cell: str) -> None:
    assert _guarded(cell) == f"'{cell}"
    assert _guarded([cell, "b"]) == f"'{cell};b"


@pytest.mark.parametrize("cell", ["OXF-00001", "a=b", "", -5, 12, None])
def test_everything_else_in_a_csv_is_as_it_is(cell: object) -> None:
    assert _guarded(cell) is cell


def test_a_whole_list_is_not_held_in_memory() -> None:
    """Of its rows two parts are alive at most, the one that is sent and the next: memory itself is taken by others too,

    whatever runs in this process.
    """
    last, asked, alive = 10_000, list[tuple[int | None, Part]](), WeakSet[Row]()

    def page(known: int | None, part: Part) -> Page[Row]:
        asked.append((known, part))
        first = part.after[0] + 1 if part.after else 0
        rows = [Row(number) for number in range(first, min(first + (part.limit or last), last))]
        alive.update(rows)
        return Page(7, rows)

    rows = Rows(page, lambda row: (row.number,), lambda row: {}, ("row",), lambda row: (row.number,))
    most = max(len(alive) for _ in _csv(rows, _parts(rows, page(None, Part(None, ROWS_AT_A_TIME)))))
    assert most <= 2 * ROWS_AT_A_TIME < last and len(asked) == last // ROWS_AT_A_TIME + 1
    assert {known for known, _ in asked[1:]} == {7}


@dataclass(eq=False)
class Row:
    number: int


# ---- one's own write, and what has not changed ---------------------------------------------------------------------


def test_whoever_waits_sees_the_position(client: TestClient) -> None:
    last = client.get("/v1/status").json()["position"]
    assert client.get(_address("eligibility", wait=last)).json()["position"] >= last
    answer = client.get(_address("eligibility", wait=last + 1_000))
    assert (answer.status_code, answer.json()["type"]) == (422, "/v1/problems/invalid-request")


PATHS = ("", "/members", "/eligibility", "/explanation", "/nearly", "/claims", "/history")


@pytest.mark.parametrize("path", PATHS)
def test_a_family_that_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    address = f"/v1/families/OXF-00002{path}"
    answer = client.get(address)
    version = client.get("/v1/families/OXF-00002").json()["version"]
    etag = answer.headers["etag"]
    assert etag.strip('"').split("-")[0] == str(version)
    for sent in (etag, f'"1", {etag}', f"W/{etag}", "*"):
        again = client.get(address, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(address, headers={"If-None-Match": '"1"'}).status_code == 200


def test_another_day_or_scheme_is_another_answer(client: TestClient) -> None:
    address = "/v1/families/OXF-00002/eligibility"
    asked = ({"at": DAY}, {"at": "2012-10-29"}, {"at": DAY, "scheme": "troubled-families-2015"})
    assert len({client.get(address, params=one).headers.get("etag") for one in asked}) == len(asked)
