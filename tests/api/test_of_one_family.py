"""A family asked for by nothing but its address is answered, refused and noted as FastAPI itself would have it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http.v1.families import router
from api.places import Place, opened_ledger
from ledger.access import access_log
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer

BELOW = sorted(route.path.removeprefix("/families") for route in router.routes if "{family_id}" in route.path)
THE_LONG_WAY = {"nothing-that-is-read": "1"}


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("family", [ATTACHED, "NOBODY", "x" * 201, "a%00b", "%ED%A0%80"])
def test_both_ways_answer_alike(client: TestClient, place: Place, below: str, family: str) -> None:
    address = "/v1/families" + below.replace("{family_id}", family)
    headers = bearer(place, Role.ANALYST, name="Both Ways") | {"X-Correlation-Id": "one"}
    one = client.get(address, headers=headers)
    other = client.get(address, params=THE_LONG_WAY, headers=headers)
    assert (one.status_code, one.json()) == (other.status_code, other.json())
    assert dict(one.headers) == dict(other.headers)
    assert one.status_code == (200 if family == ATTACHED else 422 if family in ("x" * 201, "a%00b") else 404)


@pytest.mark.parametrize("below", BELOW)
def test_both_ways_refuse_who_may_not_and_note_who_looks(client: TestClient, place: Place, below: str) -> None:
    address, who = "/v1/families" + below.replace("{family_id}", ATTACHED), f"Noted {below}"
    for parameters in ({}, THE_LONG_WAY):
        assert client.get(address, params=parameters).status_code == 401
        assert client.get(address, params=parameters, headers=bearer(place, Role.ADMINISTRATOR)).status_code == 403
        assert client.get(address, params=parameters, headers=bearer(place, Role.ANALYST, name=who)).status_code == 200
    with opened_ledger(place) as ledger:
        noted = [(entry.view, entry.through) for entry in access_log(ledger, by=who)]
    assert len(noted) == 2 and noted[0] == noted[1]
