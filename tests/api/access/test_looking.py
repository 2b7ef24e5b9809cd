"""Assigning, own families, the access log and a spot checker's sample, over HTTP."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.places import Place
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer

WORKERS = f"/v1/families/{ATTACHED}/workers"


def test_a_family_is_assigned_and_its_practitioner_finds_it(client: TestClient, place: Place) -> None:
    manager, own = bearer(place, Role.CLAIMS_OFFICER), bearer(place, Role.PRACTITIONER, name="p.own@small.example")
    sent = {"workers": ["p.own@small.example", "P. Else"]}
    for _ in range(2):
        said = client.put(WORKERS, json=sent, headers=manager)
        assert (said.status_code, said.json()) == (200, {"workers": ["P. Else", "p.own@small.example"]})
    assert client.get("/v1/own-families", headers=own).json()["items"] == [{"family_id": ATTACHED}]
    assert client.get(f"/v1/families/{ATTACHED}", headers=own).status_code == 200
    assert client.put(WORKERS, json={"workers": []}, headers=manager).json() == {"workers": []}
    assert client.get("/v1/own-families", headers=own).json()["items"] == []
    assert client.put("/v1/families/NOBODY/workers", json=sent, headers=manager).status_code == 404


@pytest.mark.parametrize("workers", [None, "p.own", [""], ["a\nb"], ["x" * 201], [7], ["a"] * 101])
def test_workers_that_could_not_be_are_refused(client: TestClient, place: Place, workers: object) -> None:
    answer = client.put(WORKERS, json={"workers": workers}, headers=bearer(place, Role.CLAIMS_OFFICER))
    assert answer.status_code == 422


def test_an_auditor_pages_through_the_access_log(client: TestClient, place: Place) -> None:
    analyst = bearer(place, Role.ANALYST, name="A. Paged") | {"X-Purpose": "audit \N{EN DASH} no".encode()}
    for _ in range(3):
        assert client.get(f"/v1/families/{ATTACHED}/history", headers=analyst).status_code == 200
    auditor, seen, address = bearer(place, Role.INTERNAL_AUDITOR), [], "/v1/access-log?by=A.+Paged&limit=2"
    while address:
        page = client.get(address, headers=auditor)
        seen += page.json()["items"]
        address = page.links["next"]["url"] if "next" in page.links else ""
    said = [(one["family_id"], one["view"], one["through"]) for one in seen]
    assert said == [(ATTACHED, "family_history", "http")] * 3
    of_family = client.get("/v1/access-log", params={"of_family": ATTACHED, "limit": 1_000}, headers=auditor).json()
    assert {one["family_id"] for one in of_family["items"]} == {ATTACHED}
    assert client.get("/v1/access-log?until=2020-01-01", headers=auditor).json()["items"] == []
    last = {"by": "A. Paged", "after": seen[-2]["entry"]}
    assert client.get("/v1/access-log", params=last, headers=auditor).json()["items"] == seen[-1:]
    for view, number in (("family_history", 3), ("trail", 0)):
        found = client.get("/v1/access-log", params={"by": "A. Paged", "view": view}, headers=auditor).json()["items"]
        assert len(found) == number


def test_a_spot_checker_sees_their_sample_and_nothing_else(client: TestClient, place: Place) -> None:
    for round_on in ("2013-07-31", "no day", "'; DROP TABLE claim; --"):
        checker = bearer(place, Role.SPOT_CHECKER, name="Spot", sample=round_on)
        assert client.get("/v1/sample", headers=checker).json()["items"] == []
        assert client.get("/v1/sample/TF2012-20130731-0001/trail", headers=checker).status_code == 404
        for path in ("/v1/claims", "/v1/claims/TF2012-20130731-0001/trail", f"/v1/families/{ATTACHED}", "/v1/families"):
            assert client.get(path, headers=checker).status_code == 403
