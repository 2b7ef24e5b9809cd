"""Erasing and sealing away over HTTP, by an administrator, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.access.roles import Role
from tests.api.commands.conftest import Caller
from tests.api.samples import ATTACHED

PERSON = "OXFP000023"
ERASING = {"person_id": PERSON, "reason": "asked for under article 17", "decided_by": "Data protection officer"}


@pytest.fixture
def administrator(as_: Callable[..., Caller]) -> Caller:
    return as_("Administrator", Role.ADMINISTRATOR)


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/v1/problems/")


def test_an_erased_person_is_gone_and_the_request_may_be_repeated(
    administrator: Caller, as_: Callable[..., Caller]
) -> None:
    analyst = as_("Data analyst", Role.ANALYST)
    address = f"/v1/families/{ATTACHED}"
    assert PERSON in analyst.get(address).text + analyst.get(f"{address}/members").text
    first = administrator.post("/v1/erasures", ERASING, key="erase")
    assert (first.status_code, first.json()["families"]) == (201, 1), first.text
    assert administrator.post("/v1/erasures", ERASING, key="erase").content == first.content
    assert PERSON not in analyst.get(address).text + analyst.get(f"{address}/members").text
    assert problem(administrator.post("/v1/erasures", ERASING)) == (404, "unknown-record")
    erasures = administrator.get("/v1/erasures").json()["items"]
    assert [one["reason"] for one in erasures] == [ERASING["reason"]]
    assert PERSON not in str(erasures)


def test_what_stays_on_record_must_not_name_who_it_is_about(administrator: Caller) -> None:
    said = administrator.post("/v1/erasures", ERASING | {"reason": f"{PERSON} asked for it"})
    assert problem(said) == (422, "invalid-request") and PERSON not in said.text


def test_a_deposit_is_fetched_and_then_taken_away(administrator: Caller) -> None:
    made = administrator.post("/v1/deposits", ERASING | {"reason": "adopted"}, key="deposit")
    assert made.status_code == 201, made.text
    address = made.headers["location"]
    assert administrator.post("/v1/deposits", ERASING | {"reason": "adopted"}, key="deposit").content == made.content
    deposit = administrator.get(address)
    assert deposit.json()["form"] == "outcomes-deposit.v1" and deposit.json()["key"]
    assert deposit.json()["key"] not in made.text
    assert administrator.client.delete(address, headers=administrator.headers).status_code == 204
    assert problem(administrator.get(address)) == (404, "unknown-record")


def test_retention_says_of_which_day_it_is_asked(administrator: Caller) -> None:
    said = administrator.get("/v1/retention?at=2014-01-01").json()
    assert (said["at"], said["items"]) == ("2014-01-01", [])  # all of them are members still
    assert said["position"] == administrator.get("/v1/status").json()["position"]


def test_nobody_else_erases(as_: Callable[..., Caller]) -> None:
    for role in (Role.ANALYST, Role.CLAIMS_OFFICER, Role.INTERNAL_AUDITOR):
        assert problem(as_("Someone", role).post("/v1/erasures", ERASING)) == (403, "not-allowed")
        assert problem(as_("Someone", role).get("/v1/retention")) == (403, "not-allowed")


def test_tables_are_made_anew_and_the_same(administrator: Caller) -> None:
    said = administrator.post("/v1/rebuilds", {"compare": True}).json()
    assert (said["rows_differing"], said["families"]) == (0, 20)
    assert administrator.post("/v1/retries").json()["parked"] == 0
