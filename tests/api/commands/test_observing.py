"""Observations by hand: held to the rules of extracts, recorded in somebody's name, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.access.roles import Role
from tests.api.commands.conftest import Caller
from tests.api.samples import ATTACHED

ADDRESS = f"/v1/families/{ATTACHED}/observations"
PERSON = "OXFP000023"
INCIDENT = {"kind": "asb", "fields": {"category": "incident", "starts_on": "2012-05-01"}}


@pytest.fixture
def analyst(as_: Callable[..., Caller]) -> Caller:
    return as_("Data analyst", Role.ANALYST)


def refused(answer: Any, status: int, name: str) -> str:
    said = answer.json()
    assert (answer.status_code, said.get("type")) == (status, f"/v1/problems/{name}"), said
    return str(said["detail"])


def last_sentences(analyst: Caller, count: int) -> list[tuple[str, str]]:
    events = analyst.get(f"/v1/families/{ATTACHED}/history").json()["events"][-count:]
    return [(event["by"], event["sentence"]) for event in events]


def test_an_observation_is_recorded_corrected_and_withdrawn(analyst: Caller) -> None:
    made = analyst.post(ADDRESS, INCIDENT, "once", If_Match=analyst.version(ATTACHED))
    assert made.status_code == 201, made.text
    said = made.json()
    assert (said["events"], said["person_id"], said["observation"]) == (1, None, f"{said['record']}.1")
    assert analyst.post(ADDRESS, INCIDENT, "once", If_Match='"1"').content == made.content
    of_record = f"{ADDRESS}/{said['record']}"
    fields = {"category": "incident", "starts_on": "2012-05-02"}
    corrected = analyst.post(f"{of_record}/corrections", {"fields": fields}, If_Match=made.headers["etag"])
    assert corrected.json()["observation"] == f"{said['record']}.2"
    assert corrected.json()["fields"]["starts_on"] == "2012-05-02"
    stale = analyst.post(f"{of_record}/withdrawals", {"reason": "a mix-up"}, If_Match=made.headers["etag"])
    refused(stale, 412, "version-differs")
    gone = analyst.post(f"{of_record}/withdrawals", {"reason": "a mix-up"}, If_Match=corrected.headers["etag"])
    assert (gone.status_code, gone.json()["observation"]) == (200, None)
    refused(analyst.post(f"{of_record}/withdrawals", {"reason": "again"}, If_Match="*"), 404, "unknown-observation")
    assert [by for by, _ in last_sentences(analyst, 3)] == ["Data analyst"] * 3


def test_an_observation_of_a_person_names_a_member(analyst: Caller) -> None:
    attendance = {"term_id": "201213-1", "school": "9314010", "sessions_possible": 130, "sessions_unauthorised": 1}
    said = {"kind": "attendance", "fields": attendance}
    assert "said of a person" in refused(analyst.post(ADDRESS, said, If_Match="*"), 422, "not-observed")
    stranger = said | {"person_id": "OXFP000012"}
    assert "member of this family" in refused(analyst.post(ADDRESS, stranger, If_Match="*"), 422, "not-observed")
    nobody = said | {"person_id": "NOBODY"}
    assert "NOBODY" not in refused(analyst.post(ADDRESS, nobody, If_Match="*"), 422, "not-observed")
    known = said | {"person_id": PERSON}
    assert "201213-1" not in refused(analyst.post(ADDRESS, known, If_Match="*"), 422, "not-observed")
    later = known | {"fields": attendance | {"term_id": "201415-3"}}
    made = analyst.post(ADDRESS, later, If_Match="*").json()
    assert (made["person_id"], made["fields"]["sessions_possible"]) == (PERSON, 130)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"category": "incident", "starts_on": "2012-13-01"}, "starts_on"),
        ({"category": "nonsense", "starts_on": "2012-05-01"}, "category"),
        ({"starts_on": "2012-05-01"}, "category"),
        ({"category": "incident", "starts_on": "2012-05-01", "colour": "red"}, "no field 'colour'"),
        ({"category": "incident", "starts_on": "2012-05-01", "family_id": "OXF-00001"}, "no field 'family_id'"),
    ],
)
def test_what_a_row_must_not_say_an_observation_must_not(
    analyst: Caller, fields: dict[str, str], words: str
) -> None:
    before = analyst.version(ATTACHED)
    assert words in refused(analyst.post(ADDRESS, {"kind": "asb", "fields": fields}, If_Match="*"), 422, "not-observed")
    assert analyst.version(ATTACHED) == before
