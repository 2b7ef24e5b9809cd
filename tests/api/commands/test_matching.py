"""Agencies' records over HTTP: the queue, why, and what an analyst decides; nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.access.roles import Role
from ledger.access import accesses
from ledger.ledger import Ledger
from tests.api.commands.conftest import Caller
from tests.matching.agency_packs import AGENCY, load

RECORD, PERSON, FAMILY = "police/7", "OXFP000023", "OXF-00002"


@pytest.fixture
def analyst(as_: Callable[..., Caller], ledger: Ledger, tmp_path: Path) -> Caller:
    """One record waits, because it is restricted."""
    person = ledger.register.people([PERSON])[PERSON]
    row = f"7,{person.forename},{person.surname},{person.born_on},,,{person.postcode},,{person.upn},,,yes\n"
    load(ledger, tmp_path, people_police=AGENCY + row)
    return as_("Data analyst", Role.ANALYST)


def test_a_record_that_waits_is_shown_compared_linked_and_undone(analyst: Caller, ledger: Ledger) -> None:
    [one] = analyst.get("/v1/matching/queue").json()["items"]
    assert (one["record"], [beside["person_id"] for beside in one["beside"]]) == (RECORD, [PERSON])
    family = ledger.register.families([FAMILY])[FAMILY]
    before = len(accesses(ledger, family))
    said = analyst.get(f"/v1/matching/comparisons?record={RECORD}").json()
    assert said["beside"][0]["who"]["reference"] == PERSON and said["standing"] == "queued"
    assert len(accesses(ledger, family)) > before
    made = analyst.post("/v1/matching/links", {"record": RECORD, "person_id": PERSON}, "once")
    assert (made.status_code, made.json()["standing"]) == (201, "linked"), made.text
    again = analyst.post("/v1/matching/links", {"record": RECORD, "person_id": PERSON}, "once")
    assert again.content == made.content
    undone = analyst.post("/v1/matching/undoings", {"record": RECORD, "reason": "two people after all"})
    assert (undone.status_code, undone.json()["standing"]) == (201, "apart"), undone.text


def test_refusals_say_why_and_name_nobody(analyst: Caller) -> None:
    nobody = analyst.get("/v1/matching/comparisons?record=police/8")
    assert (nobody.status_code, "police/8" in nobody.text) == (404, False)
    nothing = analyst.post("/v1/matching/undoings", {"record": RECORD, "reason": "never linked"})
    assert (nothing.status_code, nothing.json()["type"]) == (409, "/v1/problems/refused")
    refused = analyst.post("/v1/matching/refusals", {"record": RECORD, "person_id": PERSON, "reason": "someone else"})
    assert refused.status_code == 201
    assert analyst.get("/v1/matching/queue").json()["items"] == []


def test_only_an_analyst_may(analyst: Caller, as_: Callable[..., Caller]) -> None:
    other = as_("Claims officer", Role.CLAIMS_OFFICER)
    assert other.get("/v1/matching/queue").status_code == 403
    assert other.post("/v1/matching/links", {"record": RECORD, "person_id": PERSON}).status_code == 403
