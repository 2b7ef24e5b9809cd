"""One council's ledger as the witness of another's, over HTTP from the first checkpoint to the cosignature kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.places import Place
from ledger.ledger import Ledger
from tests.api.commands.conftest import Caller, client_of
from tests.api.conftest import Outcomes
from tests.matching.agency_packs import ANN, PEOPLE, load


@pytest.fixture
def ours(client: TestClient, filled_place: Place) -> Caller:
    return Caller(client, filled_place, "Internal audit", Role.INTERNAL_AUDITOR)


@pytest.fixture
def theirs(filled_place: Place, outcomes: Outcomes) -> Iterator[Caller]:
    """The auditor of another ledger, at its own server, who is asked to witness."""
    name = f"witness-{filled_place.ledger}"
    assert outcomes("create", name, "--by", "tests").code == 0
    place = Place(filled_place.data_folder, name, filled_place.database_url)
    for client in client_of(place):
        yield Caller(client, place, "Kent's audit", Role.INTERNAL_AUDITOR)


def _sealed(caller: Caller) -> dict[str, str]:
    """A new checkpoint, and the key that signed it."""
    made = caller.post("/v1/checkpoints")
    assert made.status_code == 201, made.text
    note = made.json()["note"]
    return {"note": note, "key": caller.get("/v1/checkpoints").json()["key"]}


def _refused(answer: Any) -> str:
    assert (answer.status_code, answer.json()["type"]) == (409, "/v1/problems/refused"), answer.text
    return str(answer.json()["detail"])


def test_a_witness_signs_what_goes_on_and_nothing_else(
    ours: Caller, theirs: Caller, ledger: Ledger, tmp_path: Path
) -> None:
    first = _sealed(ours)
    seen = theirs.post("/v1/witnessed", first)
    assert (seen.status_code, seen.json()["before"]) == (200, None), seen.text
    size, kept = seen.json()["size"], {"note": seen.json()["note"], "keys": [seen.json()["witness"]]}
    assert ours.post(f"/v1/checkpoints/{size}/cosignatures", kept).json()["witnesses"] == kept["keys"]
    assert ours.get(f"/v1/checkpoints/{size}").json()["witnesses"] == 1

    load(ledger, tmp_path, people=PEOPLE + ANN)
    second = _sealed(ours)
    assert "not proved" in _refused(theirs.post("/v1/witnessed", second))
    assert "no base64" in _refused(theirs.post("/v1/witnessed", second | {"proof": ["not base64!"]}))
    proof = ours.get(f"/v1/checkpoints/{size}/consistency").json()["hashes"]
    assert "not proved" in _refused(theirs.post("/v1/witnessed", second | {"proof": proof[:-1]}))
    for _ in range(2):  # whoever lost the answer asks once more
        again = theirs.post("/v1/witnessed", second | {"proof": proof})
        assert again.status_code == 200 and again.json()["witness"] == kept["keys"][0]
    assert "not proved" in _refused(theirs.post("/v1/witnessed", first))  # back to what was before

    [one] = theirs.get("/v1/witnessed").json()["items"]
    assert (one["size"], one["key"], one["note"]) == (again.json()["size"], second["key"], second["note"])
    assert ours.get("/v1/witnessed").json()["items"] == []


def test_a_witness_trusts_the_key_that_it_saw_first(ours: Caller, theirs: Caller) -> None:
    sealed = _sealed(ours)
    own = _sealed(theirs)
    assert "no witness of itself" in _refused(theirs.post("/v1/witnessed", own))
    for key in (own["key"], "nothing of the kind"):
        answer = theirs.post("/v1/witnessed", sealed | {"key": key})
        assert (answer.status_code, answer.json()["type"]) == (422, "/v1/problems/note-unusable")
    assert theirs.get("/v1/witnessed").json()["items"] == []
