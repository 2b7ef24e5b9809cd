"""Every answer that is a list has the shape of all lists: pages that come to the whole, csv, and NDJSON. What has not
is on a list that says why."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from api.access.roles import Role
from api.acts.erasing import erase_called
from api.claiming import steps
from api.http.app import ADDRESS, create_app
from api.http.cursors import Cursor, cursor_text, question_of
from api.http.listing import LIMIT_MAX
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.access import access_log, note_access
from ledger.agency_registering import AgencyRegistration
from ledger.assigning import assign
from ledger.ledger import Ledger
from ledger.proof.checkpointing import seal
from projections.runner import catch_up
from tests.api.test_every_answer import ROUND, SCHEME, Asked
from tests.api.test_every_answer import asked as asked
from tests.api.tokens import bearer
from tests.matching.agency_packs import AGENCY, PEOPLE, load

__all__ = ["asked"]

NO_LISTS = {
    "one family, one claim or one return, with an ETag of its own": {
        "family", "family_members", "family_eligibility", "family_explanation", "family_nearly", "family_claims",
        "family_history", "family_casework", "family_workers", "return"},
    "one agency's record beside a few of ours": {"matching_comparison"},
    "a report of several parts": {
        "what_works", "relapses", "programme", "money", "forecast", "forecast_tests", "savings", "national", "status",
        "scheme"},
    "ids and order are drawn by lot each time: its parts would not belong together": {"research_rows"},
    "in the form of a standard: JSON Web Key Set, tree hashes of RFC 9162": {"token_keys", "checkpoint_consistency"},
    "the log in its order, with positions for cursors, also as server-sent events": {"feed"},
}  # fmt: skip

PRACTITIONER, SPOT = "p.listed@small.example", "Spot"
ADDRESSES = {
    "ledgers": "", "families": "", "caseloads": "at=2014-03-31", "districts": "at=2014-03-31",
    "eligibility": "at=2014-03-31", "claimable": "at=2014-03-31", "nearly": "at=2014-03-31", "claims": "",
    "rounds": "", "returns": "", "action_measures": "", "schemes": "", "scheme_differences": f"other={SCHEME}"
    "&other_overlay=none", "families_decided_differently": "other=troubled-families-2015&at=2013-07-31", "schemas": "",
    "access_log by whom": "by=P.+Looked", "assignments": "", "own_families": "", "sample": "",
    "problems": "", "matching_queue": "", "matching_queue of one": "agency=police", "matching_queue otherwise":
    "order=least+sure", "agencies": "", "proposed_families": "", "extracts": "", "measures": "", "checkpoints": "",
    "checkpoints later": "after=1", "erasures": "", "retention": "at=2100-01-01", "records_due": "at=2025-01-01",
    "unlinked_due": "at=2100-01-01",
    "tokens": "",
}  # fmt: skip
"""Every list, by its operation, and how it is asked here."""
EMPTY = {"referrals", "reviews_due", "families_followed", "contributions", "payments", "actions", "corrections",
         "unit_costs", "witnessed"}  # fmt: skip
"""Nothing of the kind is on record here; their own tests look at them."""


@pytest.fixture(scope="module")
def filled(asked: Asked, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """With something in every list."""
    with opened_ledger(asked.place) as ledger:
        families = ledger.register.families([f"OXF-{number:05}" for number in range(1, 6)])
        for number, family in enumerate(sorted(families.values())):
            assign(ledger, family, [PRACTITIONER, f"P. Else {number}"], by="tests")
        for name, person in enumerate(("OXFP000010", "OXFP000011", "OXFP000012")):
            erase_called(ledger, person, f"reason {name}", "the board", "tests")
            seal(ledger)
        _agencies(ledger, tmp_path_factory.mktemp("agency"))
        for number in range(3):
            note_access(ledger, "P. Looked", None, f"view {number}", position=number)
        steps.draw_sample(ledger, SCHEME, date.fromisoformat(ROUND), "1", "internal audit")
        catch_up(ledger)
    return asked


def _agencies(ledger: Ledger, folder: Path) -> None:
    """Two people of ours who left long ago, some records that wait for a person, and two homes with nobody of ours."""
    left = "1980-01-01,1990-09-01,1999-01-01,yes,yes,,,\n"
    load(ledger, folder, people=f"{PEOPLE}P1,F1,Ann,Lee,{left}P2,F1,Ben,Lee,{left}")
    homes = [f"{n},Ann{n},Other{n},0{n}/05/1980,,{n % 2} Some Street,OX9 9ZZ,,,,H{n % 2}," for n in range(1, 5)]
    waiting = [f"{n},Bob{n},Another,0{n - 4}/06/1981,,{n} Elsewhere,OX8 8ZZ,,,,," for n in range(5, 10)]
    load(ledger, folder, people_police=AGENCY + "".join(row + "\n" for row in (*homes, *waiting)))
    registration = AgencyRegistration()
    for record in ledger.agencies.known_to("police", [str(n) for n in range(5, 10)]).values():
        registration.stands(record.pseudonym, "queued")
    ledger.save_in_bulk([], registration)


def _operations(said: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every query: its name, its path, and what it answers with."""
    for path, way in said["paths"].items():
        if "get" in way:
            yield way["get"]["operationId"], path, way["get"]["responses"]["200"].get("content", {})


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return create_app(Settings(Place(tmp_path_factory.mktemp("nowhere"), "none"))).openapi()


def test_every_answer_with_rows_is_a_list_or_says_why_not(said: dict[str, Any]) -> None:
    lists, others = set(), set()
    for name, _, content in _operations(said):
        form = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        fields = said["components"]["schemas"].get(form, {}).get("properties", {})
        if {"items", "next", "position"} <= fields.keys():
            assert {"text/csv", "application/x-ndjson"} <= content.keys() or name == "feed", name
            lists.add(name)
        elif any(field.get("type") == "array" for field in fields.values()):
            others.add(name)
    assert others | {"feed"} == set().union(*NO_LISTS.values())
    assert lists - {"feed"} == {name.split()[0] for name in ADDRESSES} | EMPTY


@pytest.fixture(scope="module")
def client(filled: Asked) -> TestClient:
    return filled.client


@pytest.fixture(scope="module")
def addresses(said: dict[str, Any]) -> dict[str, str]:
    return {name: path.replace("{scheme}", SCHEME) for name, path, _ in _operations(said)}


def _who(filled: Asked, name: str) -> dict[str, str]:
    """An authority's own people read most of it; a practitioner and a spot checker what is for them alone."""
    if name == "own_families":
        return bearer(filled.place, Role.PRACTITIONER, name=PRACTITIONER)
    if name == "sample":
        return bearer(filled.place, Role.SPOT_CHECKER, name=SPOT, sample=ROUND)
    return {}


@pytest.mark.parametrize("name", ADDRESSES)
def test_pages_come_to_the_whole_in_every_form(filled: Asked, addresses: dict[str, str], name: str) -> None:
    operation = name.split()[0]
    address, who = f"{addresses[operation]}?{ADDRESSES[name]}", _who(filled, operation)
    assert address.startswith(ADDRESS)
    get = filled.client.get
    whole = get(f"{address}&limit={LIMIT_MAX}", headers=who)
    items = whole.json()["items"]
    assert items and whole.json()["next"] is None and len({json.dumps(one) for one in items}) == len(items)
    assert int(whole.headers["x-ledger-position"]) == whole.json()["position"]

    found, next_page = [], f"{address}&limit={max(1, len(items) // 3)}"
    while next_page:
        page = get(next_page, headers=who)
        found += page.json()["items"]
        next_page = page.links["next"]["url"] if "next" in page.links else ""
        assert bool(next_page) == (page.json()["next"] is not None)
    lines = get(address, headers=who | {"Accept": "application/x-ndjson"})
    rows = list(csv.DictReader(StringIO(get(address, headers=who | {"Accept": "text/csv"}).text)))
    assert found == items == [json.loads(line) for line in lines.text.splitlines()]
    assert len(rows) == len(items) and None not in rows[0]
    shared = [column for column in rows[0] if isinstance(items[0].get(column), str)]
    assert [[row[c] for c in shared] for row in rows] == [[item[c] or "" for c in shared] for item in items]


@pytest.fixture(scope="module")
def ledger(filled: Asked) -> Iterator[Ledger]:
    with opened_ledger(filled.place) as opened:
        yield opened


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_names_families_or_people_is_noted(
    filled: Asked, ledger: Ledger, addresses: dict[str, str], name: str
) -> None:
    operation = name.split()[0]
    before = len(access_log(ledger))
    answer = filled.client.get(f"{addresses[operation]}?{ADDRESSES[name]}", headers=_who(filled, operation))
    noted = [(one.view, one.through) for one in access_log(ledger)[before:]]
    if "OXF-0" in answer.text or "OXFP0" in answer.text or operation in ("retention", "matching_queue"):
        assert noted[0] == (operation, "http") or operation == "proposed_families"


@pytest.mark.parametrize("address", ["/v1/families", "/v1/claimable", "/v1/extracts"])
def test_a_cursor_that_somebody_made_up_is_refused(filled: Asked, address: str) -> None:
    """What is in it would be taken as it stands: a position to come, or a key that no row has."""
    scope = {"type": "http", "path": address, "query_string": b"", "headers": []}
    question = question_of(Request(scope), filled.place.ledger or "", b"")
    for position, at, key in ((2**62, None, "x"), (-5, None, "x"), (5, None, {}), (5, date.max, "x")):
        forged = cursor_text(question, Cursor(position, at, (key,)))
        refused = filled.client.get(f"{address}?cursor={forged}")
        assert (refused.status_code, refused.json()["type"]) == (422, "/v1/problems/cursor-unusable")


def test_a_cursor_of_one_list_is_of_no_use_to_another(client: TestClient) -> None:
    cursor = client.get("/v1/matching/queue?limit=1").json()["next"]
    assert cursor
    for address in ("/v1/matching/queue?agency=police", "/v1/access-log?limit=1", "/v1/erasures"):
        refused = client.get(f"{address}{'&' if '?' in address else '?'}cursor={cursor}")
        assert (refused.status_code, refused.json()["type"]) == (422, "/v1/problems/cursor-unusable")


def test_what_leaves_a_list_between_two_pages_makes_it_skip_nothing(client: TestClient, filled: Asked) -> None:
    """As cursors name the last row seen, and not how many there were."""
    for address, columns in (("/v1/assignments", ("family_id", "worker")), ("/v1/matching/queue", ("record",))):
        every = [[one[c] for c in columns] for one in client.get(f"{address}?limit=1000").json()["items"]]
        first = client.get(f"{address}?limit=2").json()
        with opened_ledger(filled.place) as ledger:
            _take_away(ledger, address, every[0][0])
        second = client.get(f"{address}?limit=2&cursor={first['next']}").json()
        assert [[one[c] for c in columns] for one in second["items"]] == every[2:4]


def _take_away(ledger: Ledger, address: str, name: str) -> None:
    if address == "/v1/assignments":
        assign(ledger, ledger.register.families([name])[name], [], by="tests")
        return
    agency, _, person_id = name.partition("/")
    registration = AgencyRegistration()
    registration.stands(ledger.agencies.known_to(agency, [person_id])[person_id].pseudonym, "apart")
    ledger.save_in_bulk([], registration)


def test_a_list_as_known_has_no_checkpoint_of_later(client: TestClient) -> None:
    every = client.get("/v1/checkpoints").json()
    first = every["items"][0]
    then = client.get(f"/v1/checkpoints?known={first['position']}").json()
    assert (then["items"], then["key"], then["position"]) == ([first], every["key"], first["position"])
    assert client.get(f"/v1/checkpoints?after={first['size']}").json()["items"] == every["items"][1:]
