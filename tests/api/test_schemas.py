"""The published schemas: what the program gives, what the docs keep, and what real things of the sample are like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from api.acts.evidence import evidence_of_claim
from api.claiming.preparing import prepare_round
from api.command_line import main
from api.contracts.forms import BASE
from api.contracts.published import schemas
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.events import TOPICS
from ledger.proof.checkpointing import seal
from tests.api.tokens import bearer
from tests.docs.published_schemas import FOLDER, text_of

NAME, ROUND = "schemas", date(2013, 7, 31)
REGISTRY: Registry[Any] = Registry().with_resources(
    (BASE + name, Resource.from_contents(schema)) for name, schema in schemas().items())  # fmt: skip


def faults(name: str, value: Any) -> list[str]:
    validator = Draft202012Validator(
        schemas()[name], registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@pytest.fixture(scope="module")
def place(database_url: str, data_folder: Path, small_pack: Path) -> Place:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        assert main(["create", NAME, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", NAME, "--by", "tests"]) == 0
    place = Place(data_folder, NAME, database_url)
    with opened_ledger(place) as ledger:
        prepare_round(ledger, "troubled-families-2012", ROUND, "a claims officer")
        seal(ledger)
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place)), headers=bearer(place)) as client:
        yield client


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_one_and_described_to_the_last_field(name: str) -> None:
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == BASE + name and schema["description"] and schema["title"] == name
    assert '"null"' not in json.dumps(schema.get("$defs", {}))


def test_every_kind_of_event_has_a_schema() -> None:
    assert set(schemas()) == {*TOPICS, "reason", "claim-record", "evidence-pack"}


def test_the_docs_keep_what_the_program_gives() -> None:
    """Else: `python -m tests.docs.published_schemas`, and look at the difference."""
    kept = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert kept == {name: text_of(schema) for name, schema in schemas().items()}


def test_the_page_on_reasons_and_the_program_have_one_schema() -> None:
    page = json.loads((FOLDER.parent / "reasons.schema.json").read_text("utf-8"))
    assert page["$defs"] == schemas()["reason"]["$defs"]


def test_a_server_gives_them(client: TestClient) -> None:
    listed = client.get("/v1/schemas", params={"limit": 1000}).json()["items"]
    assert [one["name"] for one in listed] == list(schemas())
    for one in listed:
        answer = client.get(one["address"])
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json() == schemas()[one["name"]]
    assert client.get("/v1/schemas/family.abducted.v1").json()["type"] == "/v1/problems/unknown-record"


def test_real_events_are_as_their_schemas_say(client: TestClient) -> None:
    after, seen = 0, set()
    while items := (page := client.get("/v1/feed", params={"after": after, "limit": 1000}).json())["items"]:
        after = page["next"]
        for event in items:
            seen.add(event["type"])
            assert faults(event["dataschema"].rpartition("/")[2], event["data"]) == [], event
    assert {"family.observed.v1", "family.attached.v1", "family.claim-prepared.v1", "return.line-added.v1"} <= seen


def test_real_claims_and_reasons_are_as_their_schemas_say(client: TestClient) -> None:
    claims = client.get("/v1/claims").json()["items"]
    assert claims
    for claim in claims:
        record = client.get(f"/v1/claims/{claim['claim']}").json()["record"]
        assert faults("claim-record", record) == []
        told = client.get(f"/v1/families/{claim['family_id']}/explanation", params={"at": "2013-07-31"}).json()
        assert [fault for reason in told["reasons"] for fault in faults("reason", reason)] == []


def test_a_real_evidence_pack_is_as_its_schema_says(client: TestClient, place: Place) -> None:
    claim = client.get("/v1/claims").json()["items"][0]["claim"]
    with opened_ledger(place) as ledger:
        assert faults("evidence-pack", json.loads(evidence_of_claim(ledger, claim))) == []


def test_what_is_not_described_is_refused() -> None:
    """A schema that anything fits would be none."""
    assert faults("family.registered.v1", {"version": 1, "content": {"forename": "Ann"}})
    assert faults("family.closed.v1", {"version": 1, "content": {"scheme": "s", "closed_on": "yesterday"}})
    assert faults("family.attached.v1", {"version": 1, "content": {"scheme": "s"}})
    assert faults("claim-record", {"form": "claim-record.v1"}) and faults("evidence-pack", {}) and faults("reason", {})
