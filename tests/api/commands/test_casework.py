"""Casework over HTTP: entries are begun, gone on with and withdrawn, and read back as known at any position."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.access.roles import Role
from api.today import today_here
from tests.api.commands.conftest import Caller
from tests.api.samples import ATTACHED

FAMILY = f"/v1/families/{ATTACHED}"
COURSE = {"kind": "parenting course", "provider": "Family Links", "started_on": "2013-02-04", "intensity": "weekly"}
REFERRAL = {"direction": "out", "agency": "CAMHS", "referred_on": "2013-02-11", "need": "mental health"}
BEGINNINGS = {
    "interventions": COURSE,
    "referrals": REFERRAL,
    "reviews": {"board": "The board", "reviewed_on": "2013-04-15", "decision": "step down", "next_on": "2013-07-15"},
    "lead-workers": {"lead_worker": "Family worker, north", "from_on": "2013-02-04"},
    "districts": {"district": "Cherwell", "from_on": "2013-02-04"},
}


@pytest.fixture
def officer(as_: Callable[..., Caller]) -> Caller:
    return as_("Asha Patel", Role.CLAIMS_OFFICER)


def refused(answer: Any, status: int, name: str) -> str:
    said = answer.json()
    assert (answer.status_code, said.get("type")) == (status, f"/v1/problems/{name}"), said
    return str(said["detail"])


@pytest.mark.parametrize("resource", BEGINNINGS)
def test_an_entry_is_recorded_once_read_back_and_withdrawn(officer: Caller, resource: str) -> None:
    said, version = BEGINNINGS[resource], officer.version(ATTACHED)
    made = officer.post(f"{FAMILY}/{resource}", said, "once", If_Match=version)
    assert made.status_code == 201, made.text
    assert officer.post(f"{FAMILY}/{resource}", said, "once", If_Match=version).content == made.content
    refused(officer.post(f"{FAMILY}/{resource}", said, If_Match=version), 412, "version-differs")
    (entry,) = officer.get(made.headers["location"]).json()[resource.replace("-", "_")]
    assert entry["entry"] == made.json()["entry"]
    assert {str(value) for value in said.values()} <= {str(value) for value in entry.values()}
    gone = officer.post(
        f"{FAMILY}/casework/{entry['entry']}/withdrawals", {"reason": "another family's"},
        If_Match=made.headers["etag"])  # fmt: skip
    assert (gone.status_code, gone.json()["stands"]) == (200, False)
    assert officer.get(f"{FAMILY}/casework").json()[resource.replace("-", "_")] == []
    then = officer.get(f"{FAMILY}/casework?known={made.json()['position']}").json()
    assert then[resource.replace("-", "_")] == [entry]


def test_an_intervention_ends_and_a_referral_is_answered(officer: Caller) -> None:
    course = officer.post(f"{FAMILY}/interventions", COURSE, If_Match="*").json()["entry"]
    referral = officer.post(f"{FAMILY}/referrals", REFERRAL, If_Match="*").json()["entry"]
    ending = {"ended_on": "2013-06-28", "how": "completed"}
    ended = officer.post(f"{FAMILY}/interventions/{course}/endings", ending, If_Match="*")
    assert (ended.status_code, ended.json()["entry"]) == (200, course)
    assert "ended on 2013-06-28 already" in refused(
        officer.post(f"{FAMILY}/interventions/{course}/endings", ending, If_Match="*"), 409, "refused")
    answer = {"answered_on": "2013-03-01", "answer": "declined"}
    assert officer.post(f"{FAMILY}/referrals/{referral}/answers", answer, If_Match="*").status_code == 200
    held = officer.get(f"{FAMILY}/casework").json()
    assert held["interventions"][0]["how"] == "completed" and held["referrals"][0]["answer"] == "declined"


def test_what_cannot_be_is_refused_and_records_nothing(officer: Caller, events: Callable[[], int]) -> None:
    before = events()
    tomorrow = (today_here() + timedelta(days=1)).isoformat()
    to_come = COURSE | {"started_on": tomorrow}
    assert "still to come" in refused(
        officer.post(f"{FAMILY}/interventions", to_come, If_Match="*"), 409, "refused")
    refused(officer.post(f"{FAMILY}/interventions", COURSE | {"intensity": "daily"}, If_Match="*"),
            422, "invalid-request")  # fmt: skip
    refused(officer.post(f"{FAMILY}/interventions", COURSE | {"kind": " "}, If_Match="*"), 422, "invalid-request")
    nothing = f"{FAMILY}/casework/{'a' * 16}/withdrawals"
    refused(officer.post(nothing, {"reason": "none"}, If_Match="*"), 409, "refused")
    assert events() == before


def test_casework_moves_no_verdict(officer: Caller) -> None:
    asked = f"{FAMILY}/explanation?at=2013-07-31&result=CAE"
    before = officer.get(asked).json()["reasons"]
    for resource, said in BEGINNINGS.items():
        assert officer.post(f"{FAMILY}/{resource}", said, If_Match="*").status_code == 201
    assert officer.get(asked).json()["reasons"] == before
