"""The contract of every command: keys, versions, limits, correlation; what is refused leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from api.access.roles import Role
from tests.api.commands.conftest import Caller
from tests.api.samples import NEVER_ATTACHED

ATTACHMENTS = f"/v1/families/{NEVER_ATTACHED}/attachments"
ON_THAT_DAY = {"attached_on": "2012-10-29", "override": {"decided_by": "Head of service", "reason": "known to us"}}


@pytest.fixture
def officer(as_: Callable[..., Caller]) -> Caller:
    return as_("Asha Patel", Role.CLAIMS_OFFICER)


def refused(answer: Any, status: int, name: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said.get("type")) == (status, f"/v1/problems/{name}"), said
    return said


def test_a_command_says_what_it_recorded_and_where(officer: Caller) -> None:
    before = officer.version(NEVER_ATTACHED)
    answer = officer.post(ATTACHMENTS, ON_THAT_DAY, If_Match=before)
    said = answer.json()
    assert answer.status_code == 201, said
    assert answer.headers["location"] == f"/v1/families/{NEVER_ATTACHED}"
    assert answer.headers["x-ledger-position"] == str(said["position"])
    assert answer.headers["etag"] == f'"{said["version"]}"' == officer.version(NEVER_ATTACHED)
    assert (said["events"], said["attachment"]["override_by"]) == (1, "Head of service")
    told = officer.get(f"/v1/families/{NEVER_ATTACHED}/history").json()["events"][-1]
    assert (told["by"], told["position"]) == ("Asha Patel", said["position"])


def test_the_same_key_again_is_the_same_answer_and_nothing_more(officer: Caller) -> None:
    version, key = officer.version(NEVER_ATTACHED), str(uuid4())
    first = officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version)
    again = officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    same = ("location", "etag", "x-ledger-position")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert officer.version(NEVER_ATTACHED) == first.headers["etag"]


def test_the_same_key_for_another_request_is_refused(officer: Caller) -> None:
    version, key = officer.version(NEVER_ATTACHED), str(uuid4())
    assert officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version).status_code == 201
    other = ON_THAT_DAY | {"attached_on": "2012-10-30"}
    refused(officer.post(ATTACHMENTS, other, key, If_Match="*"), 422, "idempotency-key-reused")
    refused(officer.post("/v1/rechecks", {}, key), 422, "idempotency-key-reused")
