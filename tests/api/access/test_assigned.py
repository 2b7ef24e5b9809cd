"""A practitioner reaches the families assigned to them and no others; and whoever looks is on record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.places import Place, opened_ledger
from ledger.access import Access, access_log
from ledger.assigning import assign, families_of, is_assigned, workers_of
from ledger.ledger import Ledger
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.api.tokens import bearer

VIEWS = {"": "family", "/eligibility": "family_eligibility", "/history": "family_history",
         "/explanation": "family_explanation"}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(place: Place) -> Iterator[Ledger]:
    with opened_ledger(place) as opened:
        yield opened


def _last(ledger: Ledger, by: str) -> Access:
    return access_log(ledger, by=by)[-1]


def test_the_last_assignment_counts(ledger: Ledger) -> None:
    family = ledger.register.families([NEVER_ATTACHED])[NEVER_ATTACHED]
    assign(ledger, family, ["P. One", "P. Two"], by="manager")
    assign(ledger, family, ["P. Two", "P. Three"], by="manager")
    assert workers_of(ledger, family) == ["P. Three", "P. Two"]
    assert (is_assigned(ledger, family, "P. One"), is_assigned(ledger, family, "P. Two")) == (False, True)
    assign(ledger, family, [], by="manager")
    assert workers_of(ledger, family) == families_of(ledger, "P. Two") == []


@pytest.mark.parametrize("path", VIEWS)
def test_a_practitioner_sees_their_own_families_and_no_sign_of_others(
    client: TestClient, ledger: Ledger, place: Place, path: str
) -> None:
    name = f"P. Worker{path}"
    own = bearer(place, Role.PRACTITIONER, name=name)
    family = ledger.register.families([ATTACHED])[ATTACHED]
    refused, there_is_not = (client.get(f"/v1/families/{one}{path}", headers=own) for one in (ATTACHED, "OXF-9"))
    assert refused.status_code == there_is_not.status_code == 404
    assert refused.text.replace(ATTACHED, "OXF-9") == there_is_not.text
    assert [(one.family, one.view) for one in access_log(ledger, by=name)] == [
        (family, f"{VIEWS[path]} (refused)"), (None, f"{VIEWS[path]} (refused)")]
    assign(ledger, family, [name], by="manager")
    assert client.get(f"/v1/families/{ATTACHED}{path}", headers=own).status_code == 200
    assign(ledger, family, [], by="manager")
    assert client.get(f"/v1/families/{ATTACHED}{path}", headers=own).status_code == 404


def test_who_is_a_practitioner_and_an_analyst_sees_every_family(client: TestClient, place: Place) -> None:
    both = bearer(place, Role.PRACTITIONER, Role.ANALYST, name="P. Both")
    assert client.get(f"/v1/families/{ATTACHED}", headers=both).status_code == 200


def test_a_practitioner_reads_no_lists(client: TestClient, place: Place) -> None:
    for path in ("/v1/eligibility", "/v1/claimable"):
        assert client.get(path, headers=bearer(place, Role.PRACTITIONER)).status_code == 403


@pytest.mark.parametrize("path", VIEWS)
def test_who_looks_at_a_family_is_on_record(client: TestClient, ledger: Ledger, place: Place, path: str) -> None:
    headers = bearer(place, Role.ANALYST, name=f"A. Looker{path}") | {"X-Purpose": "the annual review"}
    assert client.get(f"/v1/families/{ATTACHED}{path}", headers=headers).status_code == 200
    noted = _last(ledger, f"A. Looker{path}")
    assert noted.family == ledger.register.families([ATTACHED])[ATTACHED]
    assert (noted.view, noted.purpose, noted.through) == (VIEWS[path], "the annual review", "http")
    assert noted.token and noted.position is None


def test_a_list_is_one_entry_from_which_its_families_can_be_told(
    client: TestClient, ledger: Ledger, place: Place
) -> None:
    headers = bearer(place, Role.ANALYST, name="A. Lister")
    answer = client.get("/v1/eligibility", params={"at": "2014-03-31"}, headers=headers).json()
    noted = _last(ledger, "A. Lister")
    assert (noted.family, noted.view, noted.subject) == (None, "eligibility", "at=2014-03-31")
    assert noted.position == answer["position"]
    again = client.get(f"/v1/eligibility?{noted.subject}&known={noted.position}", headers=headers).json()
    assert again["items"] == answer["items"]
