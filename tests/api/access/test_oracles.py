"""Nobody learns whether there is somebody whom they may not see: not by words, codes, headers, keys, cursors or time.

What is asked about what is not theirs is asked about what is not there as well, and the two are compared.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.family import Source, Stay
from ledger.access import access_log
from ledger.assigning import assign
from ledger.identity import Registration
from tests.api.access.routes import routes_of
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.api.tokens import bearer

WORKER = "P. Worker"
NOT_THEIRS, NOT_THERE = NEVER_ATTACHED, "OXF-99999"
"""As long as each other, so that an answer that repeats them is as long too."""
ROUTES = routes_of(create_app(Settings(Place(Path("nowhere")))))
OF_A_FAMILY = [route for route in ROUTES if "{family_id}" in route.path]


@pytest.fixture(scope="module")
def place(database_url: str, data_folder: Path, small_pack: Path) -> Place:
    """A ledger of our own: something is recorded in it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        assert main(["create", "oracles", "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", "oracles", "--by", "tests"]) == 0
    return Place(data_folder, "oracles", database_url)


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place, projects=False)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def worker(place: Place) -> dict[str, str]:
    """Of one family."""
    with opened_ledger(place) as ledger:
        assign(ledger, ledger.register.families([ATTACHED])[ATTACHED], [WORKER], by="manager")
    return bearer(place, Role.PRACTITIONER, name=WORKER)


def told(answer: Any, family_id: str) -> tuple[Any, ...]:
    """All that a caller can see of an answer, but for the reference that they sent, and what is by chance."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("x-correlation-id", "date")}
    return answer.status_code, headers, answer.text.replace(family_id, "FAMILY")


# ---- a family ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", OF_A_FAMILY, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize("more", [
    {}, {"If-Match": '"1"'}, {"If-Match": "*"}, {"If-None-Match": '"1"'}, {"If-None-Match": "*"},
    {"Accept": "nothing/known"}], ids=str)  # fmt: skip
def test_a_family_that_is_not_theirs_is_as_one_that_is_not_there(
    client: TestClient, worker: dict[str, str], route: Any, more: dict[str, str]
) -> None:
    def asked(family_id: str) -> tuple[Any, ...]:
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: family_id if found[1] == "family_id" else "1", route.path)
        body = {"json": {}} if route.method in ("POST", "PUT") else {}
        headers = {**worker, "Idempotency-Key": "a key", **more}
        return told(client.request(route.method, path, headers=headers, **body), family_id)

    assert asked(NOT_THEIRS) == asked(NOT_THERE)


def test_both_are_noted_alike_and_take_as_long(client: TestClient, worker: dict[str, str], place: Place) -> None:
    """By the same statements: one entry of the access log each, and so one wait for the disk each."""
    ways = {"get": "", "post": "/observations"}
    for method, under in ways.items():
        took: dict[str, list[float]] = {NOT_THEIRS: [], NOT_THERE: []}
        with opened_ledger(place) as ledger:
            before = len(access_log(ledger, by=WORKER))
            for family_id in (NOT_THEIRS, NOT_THERE) * 25:
                began = time.perf_counter()
                client.request(method, f"/v1/families/{family_id}{under}", headers=worker)
                took[family_id].append(time.perf_counter() - began)
            noted = access_log(ledger, by=WORKER)[before:]
        assert len(noted) == 50 and {one.view.endswith(" (refused)") for one in noted} == {True}
        theirs, nobodys = median(took[NOT_THEIRS]), median(took[NOT_THERE])
        assert 0.5 < theirs / nobodys < 2, (method, theirs, nobodys)


# ---- a person ----------------------------------------------------------------------------------------------------


def test_a_member_of_another_family_is_as_nobody(client: TestClient, worker: dict[str, str], place: Place) -> None:
    with opened_ledger(place) as ledger:
        own, other = (ledger.register.families([one])[one] for one in (ATTACHED, NOT_THEIRS))
        [stranger] = [one.person_id for one in ledger.register.people_called(
            {next(iter(ledger.family(other).stays))[0]}).values()]  # fmt: skip
        [member] = [one.person_id for one in ledger.register.people_called(
            {next(iter(ledger.family(own).stays))[0]}).values()]  # fmt: skip
    fields = {"category": "incident", "starts_on": "2012-05-01"}

    def observed(person_id: str, said: dict[str, Any]) -> tuple[Any, ...]:
        return told(client.post(
            f"/v1/families/{ATTACHED}/observations", json=said | {"person_id": person_id},
            headers={**worker, "If-Match": "*", "Idempotency-Key": f"{person_id} {said}"}), person_id)  # fmt: skip

    for said in ({"kind": "asb", "fields": fields}, {"kind": "asb", "fields": {}}, {"kind": "benefits", "fields": {}},
                 {"kind": "asb", "fields": fields | {"starts_on": "never"}}):  # fmt: skip
        assert observed(stranger, said) == observed("OXFP999999", said)
        assert observed(stranger, said)[0] == 422
    assert observed(member, {"kind": "asb", "fields": fields})[0] == 201


def test_that_somebody_is_in_another_family_too_is_not_told(
    client: TestClient, worker: dict[str, str], place: Place
) -> None:
    """What is said of a person counts in every family of the person; the answer counts those of the one asked about."""
    with opened_ledger(place) as ledger:
        own, other = (ledger.register.families([one])[one] for one in (ATTACHED, "OXF-00004"))
        (pseudonym, _), stay = next(iter(ledger.family(own).stays.items()))
        family, registration = ledger.family(other), Registration()
        family.record_stay(Stay(pseudonym, stay.joined_on, None, stay.born_on, True, False), Source("tests"))
        registration.membership(pseudonym, other)
        ledger.save(family, register=registration)
        person_id = ledger.register.people_called([pseudonym])[pseudonym].person_id
        before = ledger.event_count()
        said = {"kind": "asb", "person_id": person_id, "fields": {"category": "incident", "starts_on": "2012-06-01"}}
        made = client.post(f"/v1/families/{ATTACHED}/observations", json=said,
                           headers={**worker, "If-Match": "*", "Idempotency-Key": "both"})  # fmt: skip
        assert (made.status_code, made.json()["events"], ledger.event_count() - before) == (201, 1, 2), made.text


# ---- keys, cursors, claims, tokens ---------------------------------------------------------------------------------


def test_a_key_that_somebody_else_used_says_nothing(
    client: TestClient, worker: dict[str, str], place: Place
) -> None:
    """Neither that it was used, nor that their request is under way."""
    other = bearer(place, Role.ANALYST, name="A. Analyst")
    said = {"kind": "asb", "fields": {"category": "incident", "starts_on": "2012-07-01"}}
    path, keyed = f"/v1/families/{NOT_THEIRS}/observations", {"If-Match": "*", "Idempotency-Key": "the analyst's"}
    assert client.post(path, json=said, headers=other | keyed).status_code == 201
    used, fresh = (client.post(path, json=said, headers=worker | {**keyed, "Idempotency-Key": key})
                   for key in ("the analyst's", "another"))  # fmt: skip
    assert told(used, NOT_THEIRS) == told(fresh, NOT_THEIRS) and used.status_code == 404
    own = f"/v1/families/{ATTACHED}/observations"
    opened = client.app.state.door.ledger_named(place.ledger)
    with opened.database.under_way.alone(opened.schema, "A. Analyst", "busy"):
        assert client.post(own, json=said, headers=worker | {**keyed, "Idempotency-Key": "busy"}).status_code == 201


def test_a_cursor_of_another_ledger_is_as_one_of_nothing(
    client: TestClient, place: Place, outcomes: Outcomes, new_ledger: str, database_url: str
) -> None:
    analyst = bearer(place, Role.ANALYST, name="A. Analyst")
    cursor = client.get("/v1/families?limit=1", headers=analyst).json()["next"]
    other = Place(place.data_folder, new_ledger, database_url)
    with TestClient(create_app(Settings(other, projects=False))) as there:
        outcomes("project", "--once", "--ledger", new_ledger)
        foreign = bearer(other, Role.ANALYST, name="A. Analyst")
        theirs, nothing = (there.get(f"/v1/families?limit=1&cursor={one}", headers=foreign) for one in (cursor, "AAAA"))
    assert told(theirs, "") == told(nothing, "") and theirs.status_code == 422


def test_a_claim_of_another_round_is_as_none_to_a_spot_checker(client: TestClient, place: Place) -> None:
    checker = bearer(place, Role.SPOT_CHECKER, name="Spot", sample="2014-05-31")
    with_claims = client.get("/v1/sample/TF2012-20130731-0001/trail", headers=checker)
    nothing = client.get("/v1/sample/TF2012-20130731-9999/trail", headers=checker)
    assert told(with_claims, "") == told(nothing, "") and nothing.status_code == 404
