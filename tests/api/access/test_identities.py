"""Who sees who people are: every reader of every answer, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.caller import Caller
from api.access.operations import ALL, LIST_FAMILIES, READ_FAMILIES, READ_IDENTITIES
from api.access.roles import Role
from api.access.seeing import sees_identities
from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.assigning import assign
from ledger.errors import IdentitiesWithheld
from projections.runner import catch_up
from tests.api.access.routes import routes_of
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer, token_for

PERSON_ID = re.compile(r"OXFP\d{6}")
ROUND = "2013-07-31"
CLAIM = "TF2012-20130731-0002"
LEDGER = "identities"
VALUES = {
    "family_id": ATTACHED, "claim": CLAIM, "claim_id": CLAIM, "scheme": "troubled-families-2012", "round_on": ROUND,
    "load": "1", "name": "unknown-family", "topic": "family.observed.v1",
}  # fmt: skip
ASKED = {"/v1/feed": "?limit=1000", "/v1/schemes/{scheme}/differences/families": "?other=troubled-families-2015"}
FOLLOWED = {"/v1/feed": {"Accept": "application/json"}}
SHOWING = {
    "/v1/families/{family_id}", "/v1/families/{family_id}/members", "/v1/families/{family_id}/explanation",
    "/v1/families/{family_id}/history", "/v1/feed", "/v1/claims/{claim_id}/trail",
}  # fmt: skip
"""At least these say of whom they speak; else the test below would look at nothing."""
BY_REFERENCE = {"/v1/retention", "/v1/retention/records"}
"""An administrator erases people by their references, and so is told the references of those whose time has come."""


@pytest.fixture(scope="module")
def place(database_url: str, data_folder: Path, small_pack: Path) -> Place:
    """A ledger with claims, one of which is in a sample."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        for words in (
            ["create", LEDGER, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"],
            ["load", str(small_pack), "--ledger", LEDGER, "--by", "tests"],
            ["claims", "prepare", "--round", ROUND, "--ledger", LEDGER, "--by", "C. Officer"],
            ["claims", "review", "--round", ROUND, "--ledger", LEDGER, "--by", "R. Eviewer"],
            ["claims", "sample", "--round", ROUND, "--seed", "1", "--ledger", LEDGER, "--by", "I. Auditor"],
        ):
            assert main(words) == 0, words
    place = Place(data_folder, LEDGER, database_url)
    with opened_ledger(place) as ledger:
        assign(ledger, ledger.register.families([ATTACHED])[ATTACHED], ["see practitioner"], by="tests")
        catch_up(ledger)
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place, projects=False)), raise_server_exceptions=False) as client:
        yield client


def _answers(client: TestClient, headers: dict[str, str]) -> dict[str, str]:
    """What every address says that is asked for, where this caller may ask."""
    said = {}
    for route in routes_of(client.app):
        if route.method != "GET":
            continue
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: VALUES.get(found[1], "1"), route.path)
        answer = client.get(path + ASKED.get(route.path, ""), headers=headers | FOLLOWED.get(route.path, {}))
        assert answer.status_code < 500, (route, answer.text)
        if answer.status_code == 200:
            said[route.path] = answer.text
    return said


def test_those_who_may_see_who_people_are_do(client: TestClient, place: Place) -> None:
    shown = {path for path, text in _answers(client, bearer(place, Role.INTERNAL_AUDITOR)).items()
             if PERSON_ID.search(text)}
    assert shown >= SHOWING


@pytest.mark.parametrize("role", [role for role in Role if role not in READ_IDENTITIES.roles])
def test_nobody_else_does_in_any_answer(client: TestClient, place: Place, role: Role) -> None:
    headers = bearer(place, role, name=f"see {role}", sample=ROUND if role is Role.SPOT_CHECKER else None)
    answers = _answers(client, headers)
    assert len(answers) > 5 or role is Role.NATIONAL_READER  # who reads in the ledger alone that the operator named
    assert {path for path, text in answers.items() if PERSON_ID.search(text)} <= (
        BY_REFERENCE if role is Role.ADMINISTRATOR else set())
    if role is Role.REVIEWER:
        assert answers.keys() >= SHOWING - {"/v1/feed"}
        assert all(re.search(r"\b[a-z2-7]{16}\b", answers[path]) for path in SHOWING - {"/v1/feed"})
    if role is Role.SPOT_CHECKER:
        assert "/v1/sample" in answers


def test_a_program_sees_who_people_are_by_a_scope_of_its_own(client: TestClient, place: Place) -> None:
    every = tuple(one.name for one in ALL.values() if Role.PROGRAM in one.roles)
    without = tuple(name for name in every if name != READ_IDENTITIES.name)
    told = _answers(client, bearer(place, Role.PROGRAM, name="told", scopes=every))
    untold = _answers(client, bearer(place, Role.PROGRAM, name="untold", scopes=without))
    assert told.keys() - untold.keys() <= {"/v1/extracts/{load:int}/rejects"}
    assert {path for path, text in told.items() if PERSON_ID.search(text)} >= SHOWING
    assert [path for path, text in untold.items() if PERSON_ID.search(text)] == []
    rejects = client.get("/v1/extracts/1/rejects", headers=bearer(place, Role.PROGRAM, name="untold", scopes=without))
    assert rejects.status_code == 403


def test_the_sample_is_checked_by_pseudonyms(client: TestClient, place: Place) -> None:
    headers = bearer(place, Role.SPOT_CHECKER, name="S. Potter", sample=ROUND)
    items = client.get("/v1/sample", headers=headers).json()["items"]
    assert items
    for one in items:
        trail = client.get(f"/v1/sample/{one['claim']}/trail", headers=headers)
        assert trail.status_code == 200 and one["family_id"] in trail.text
        assert not PERSON_ID.search(trail.text)


def test_a_practitioner_sees_who_is_in_the_families_assigned(client: TestClient, place: Place) -> None:
    headers = bearer(place, Role.PRACTITIONER, name="see practitioner")
    assert PERSON_ID.search(client.get(f"/v1/families/{ATTACHED}/members", headers=headers).text)


def test_being_a_practitioner_besides_says_nothing_of_other_families(client: TestClient, place: Place) -> None:
    headers = bearer(place, Role.PRACTITIONER, Role.REVIEWER, name="see both")
    members = client.get(f"/v1/families/{ATTACHED}/members", headers=headers)
    assert members.status_code == 200 and not PERSON_ID.search(members.text)
    both = Caller("see both", "l", frozenset({Role.PRACTITIONER, Role.REVIEWER}))
    assert not sees_identities(both, READ_FAMILIES) and not sees_identities(both, LIST_FAMILIES)
    assert sees_identities(replace(both, roles=frozenset({Role.PRACTITIONER})), READ_FAMILIES)


def test_the_command_line_keeps_them_from_the_same_people(
    outcomes: Outcomes, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (("history", ATTACHED), ("explain", ATTACHED, "--at", "2014-03-31"), ("trail", CLAIM))
    for role, may in ((Role.INTERNAL_AUDITOR, True), (Role.REVIEWER, False)):
        monkeypatch.setenv("OUTCOMES_TOKEN", token_for(place, role, name=f"line {role}"))
        for words in asked:
            ended = outcomes(*words)
            assert ended.code == 0, ended.err
            assert bool(PERSON_ID.search(ended.out)) is may, words
    monkeypatch.delenv("OUTCOMES_TOKEN")
    assert PERSON_ID.search(outcomes("history", ATTACHED, "--ledger", LEDGER).out)


def test_a_ledger_with_pseudonyms_cannot_say_more(place: Place) -> None:
    with opened_ledger(place) as ledger:
        register = ledger.with_pseudonyms().register
        (person,) = ledger.register.people(["OXFP000023"]).values()
        (shown,) = register.people_called([person.pseudonym, "z" * 16]).values()
        assert shown == replace(person, person_id=person.pseudonym, **dict.fromkeys(_SAID))
        for withheld in (lambda: register.people(["OXFP000023"]), register.every_person,
                         lambda: register.records("asb", ["1"]), lambda: register.records_called([person.pseudonym])):
            with pytest.raises(IdentitiesWithheld):
                withheld()


_SAID = ("forename", "surname", "upn", "nino", "postcode", "born_on", "sex", "address", "uprn")
