"""Rejected rows put right over HTTP: checked like an extract, once, and on record as whose row it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.access.roles import Role
from api.places import Place
from tests.api.commands.conftest import Caller, client_of
from tests.api.commands.test_extracts import CSV, refused

HEAD = b"person_id,family_id,forename,date_of_birth,joined_on\n"
PEOPLE = HEAD + b"P1,F1,Ann,1980-01-01,2011-01-01\nP2,F1,Bea,2005-02-30,2011-01-01\nP3,F1,Cy,2006-31-01,2011-01-01\n"


@pytest.fixture
def analyst(own_place: Place) -> Iterator[Caller]:
    for client in client_of(own_place):
        yield Caller(client, own_place, "Data analyst", Role.ANALYST)


def rows(*said: tuple[int, dict[str, Any]]) -> dict[str, Any]:
    return {"rows": [{"line": line, "cells": cells} for line, cells in said]}


def test_what_is_put_right_is_recorded_and_the_rest_can_be_corrected_further(analyst: Caller) -> None:
    load = analyst.send("/v1/extracts?kind=people", PEOPLE, CSV).json()["files"][0]["load"]
    path = f"/v1/extracts/{load}/corrections"
    said = rows((3, {"date_of_birth": "2005-02-03"}), (4, {"date_of_birth": "2006-01-32", "forename": None}))
    answer = analyst.post(path, said, key="once")
    assert answer.status_code == 201, answer.text
    first = answer.json()
    assert (first["events"], first["rows_recorded"], first["rejected"]) == (1, 1, 1)
    again = analyst.post(path, said, key="once")
    assert again.json() == first and again.headers["idempotency-replayed"] == "true"
    further = f"/v1/extracts/{first['load']}/corrections"
    second = analyst.post(further, rows((3, {"date_of_birth": "2006-01-31"}))).json()
    assert (second["events"], second["rejected"]) == (1, 0)
    told = analyst.get(path).json()["items"]
    assert [(one["line"], one["outcome"], one["corrected_by"]) for one in told] == [
        (3, "recorded", "Data analyst"), (4, "recorded", "Data analyst")]
    assert [one["columns"] for one in told] == [["date_of_birth"], ["date_of_birth"]]
    assert told[1]["corrected_in"] == second["load"]
    found = analyst.get(f"/v1/extracts/{second['load']}").json()
    assert (found["file"], found["loaded_by"]) == ("corrected people.csv", "Data analyst")


def test_what_is_no_rejected_row_or_column_is_refused_and_records_nothing(analyst: Caller) -> None:
    load = analyst.send("/v1/extracts?kind=people", PEOPLE, CSV).json()["files"][0]["load"]
    path, loads = f"/v1/extracts/{load}/corrections", len(analyst.get("/v1/extracts").json()["items"])
    for said in (rows((2, {"date_of_birth": "1980-01-02"})), rows((3, {"born": "2005-02-03"})), {"rows": []},
                 rows((3, {"date_of_birth": "2005-\x0002-03"}))):  # fmt: skip
        refused(analyst.post(path, said), 422, "invalid-request")
    refused(analyst.post("/v1/extracts/9999/corrections", rows((3, {}))), 404, "unknown-record")
    assert len(analyst.get("/v1/extracts").json()["items"]) == loads


def test_a_row_may_be_sent_again_as_it_was(analyst: Caller) -> None:
    need = b"record_id,person_id,need,starts_on\nN1,P1,domestic-abuse,2012-03-01\n"
    load = analyst.send("/v1/extracts?kind=needs", need, CSV).json()["files"][0]["load"]
    analyst.send("/v1/extracts?kind=people", PEOPLE, CSV)
    answer = analyst.post(f"/v1/extracts/{load}/corrections", rows((2, {}))).json()
    assert (answer["rows_recorded"], answer["rejected"]) == (1, 0)
    [told] = analyst.get(f"/v1/extracts/{load}/corrections").json()["items"]
    assert told["columns"] == []
