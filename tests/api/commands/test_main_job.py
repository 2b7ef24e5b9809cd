"""The whole main job by HTTP alone: from a new ledger to a paid claim and a verified evidence pack, in five roles."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.commands.conftest import Caller
from tests.api.commands.test_extracts import zipped

ROUND = "2013-07-31"
ON_RETURN = f"/v1/returns/{ROUND}"


@pytest.fixture
def client(database_url: str, data_folder: Path, loaded: str) -> Iterator[TestClient]:
    """A server of every ledger, which may create others."""
    settings = Settings(Place(data_folder, None, database_url), may_create_ledgers=True)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def done(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def test_from_a_new_ledger_to_a_paid_claim_and_verified_evidence(
    client: TestClient, database_url: str, data_folder: Path, loaded: str, small_pack: Path
) -> None:
    place = Place(data_folder, "main-job", database_url)
    administrator = Caller(client, Place(data_folder, loaded, database_url), "Administrator", Role.ADMINISTRATOR)
    founding = {"ledger": "main-job", "authority": "Main Job Council", "target": 20, "overlay": "oxfordshire"}
    founded = administrator.post("/v1/ledgers", founding, key="found")
    assert done(founded, 201)["authority"] == "Main Job Council"
    assert administrator.post("/v1/ledgers", founding, key="found").content == founded.content
    assert administrator.post("/v1/ledgers", founding).status_code == 201  # nothing has happened there yet
    assert administrator.post("/v1/ledgers", founding | {"target": 21}).status_code == 409

    analyst = Caller(client, place, "Data analyst", Role.ANALYST)
    officer = Caller(client, place, "Asha Patel", Role.CLAIMS_OFFICER)
    reviewer = Caller(client, place, "Ben Osei", Role.REVIEWER)
    auditor = Caller(client, place, "Internal audit", Role.INTERNAL_AUDITOR)
    finance = Caller(client, place, "Chief finance officer", Role.FINANCE_OFFICER)

    report = done(analyst.send("/v1/extracts", zipped(small_pack), "application/zip"), 201)
    assert sum(file["recorded"] for file in report["files"]) > 0
    done(finance.post("/v1/agreed-families", {"year": "2012-13", "families": 20}))
    prepared = done(officer.post("/v1/claims", {"round_on": ROUND}), 201)
    assert prepared["claims"] == len(prepared["prepared"]) > 0
    amounts = [claim["amount_pence"] for claim in prepared["prepared"]]
    assert prepared["total_pence"] == sum(amounts) + prepared["fees_pence"]

    assert officer.post(f"{ON_RETURN}/reviews").status_code == 403
    assert done(reviewer.post(f"{ON_RETURN}/reviews", {"note": "all seen"}))["stage"] == "reviewed"
    sampled = done(auditor.post(f"{ON_RETURN}/samples", {"seed": "20130731"}))
    assert finance.post(f"{ON_RETURN}/signatures").json()["type"] == "/v1/problems/refused"
    for claim in sampled["waiting_for_audit"]:
        said = done(auditor.post(f"/v1/claims/{claim}/findings", {"passed": True, "finding": "evidence seen"}))
        assert said["status"] == "audit passed"
    assert done(finance.post(f"{ON_RETURN}/signatures"))["stage"] == "signed"
    assert done(finance.post(f"{ON_RETURN}/submissions"))["stage"] == "submitted"
    paid = done(finance.post(f"{ON_RETURN}/payments"))
    assert paid["paid_pence"] == paid["amount_pence"] > 0

    claim = prepared["prepared"][0]["claim"]
    _documents(finance, claim, paid)
    _proof(officer, auditor, claim)
    rechecked = done(officer.post("/v1/rechecks"))
    assert (rechecked["at_risk"], rechecked["kept"]) == ([], [])


def _documents(finance: Caller, claim: str, paid: dict[str, Any]) -> None:
    rows = list(csv.DictReader(StringIO(finance.get(f"{ON_RETURN}/document", Accept="text/csv").text)))
    assert sum(row["what"] == "claim" for row in rows) == paid["claims"]
    workbook = finance.get(f"{ON_RETURN}/document", Accept="application/vnd.openxmlformats-officedocument.*")
    assert workbook.status_code == 406
    trail = finance.get(f"/v1/claims/{claim}/trail")
    assert (trail.json()["form"], trail.json()["status"]) == ("claim-trail.v1", "paid")
    assert f"Trail of claim {claim}" in finance.get(f"/v1/claims/{claim}/trail", Accept="text/plain").text
    assert finance.get(f"/v1/claims/{claim}/trail", Accept="application/pdf").content.startswith(b"%PDF")


def _proof(officer: Caller, auditor: Caller, claim: str) -> None:
    sealed = done(auditor.post("/v1/checkpoints", key="seal"), 201)
    assert auditor.post("/v1/checkpoints", key="seal").json() == sealed
    held = done(auditor.get("/v1/checkpoints"))
    assert held["items"][-1] == sealed == done(auditor.get(f"/v1/checkpoints/{sealed['size']}"))
    pack = officer.post("/v1/evidence-packs", {"claim": claim})
    assert pack.status_code == 200 and pack.json()["form"] == "outcomes-evidence.v1"
    address = f"/v1/verifications?key={quote(held['key'])}"
    verified = done(auditor.send(address, pack.content, "application/json"))
    assert (verified["holds"], [one["claim"] for one in verified["claims"]]) == (True, [claim])
    changed = pack.content.replace(b'"amount_pence\\":', b'"amount_pence\\": 1')
    assert changed != pack.content and not done(auditor.send(address, changed, "application/json"))["holds"]
    checked = done(auditor.post("/v1/checks", {"log_only": True}))
    assert checked["agrees"], checked
