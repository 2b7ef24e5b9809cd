"""From a new ledger to a paid claim and verified evidence, by a client generated from the description of the API."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.client.generating import PACKAGE, CannotBeInstalled, generate
from tests.api.commands.test_extracts import zipped
from tests.api.samples import PROJECT
from tests.api.serving import served
from tests.api.tokens import token_for

LEDGER, ROUND_ON = "client-job", date(2013, 7, 31)
OPERATIONS_MIN = 80


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which the client's package is, from which it can be imported."""
    folder = tmp_path_factory.mktemp("client")
    try:
        told = generate(folder)
    except CannotBeInstalled as error:
        pytest.skip(str(error))
    assert "will not be generated" not in told and "Unable to parse" not in told, told
    with pytest.MonkeyPatch.context() as environment:
        environment.syspath_prepend(folder)
        yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE or name.endswith("client.main_job")]:
        del sys.modules[name]


@pytest.fixture
def address(database_url: str, data_folder: Path, loaded: str) -> Iterator[str]:
    settings = Settings(Place(data_folder, None, database_url), may_create_ledgers=True)
    with served(create_app(settings)) as address:
        yield address


def attachments(pack: Path) -> list[tuple[str, date]]:
    with (pack / "attachments.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["family_id"], date.fromisoformat(row["attached_on"])) for row in csv.DictReader(stream)]
    return [(family_id, attached_on) for family_id, attached_on in rows if attached_on <= ROUND_ON]


def without_attachments(pack: Path, folder: Path) -> Path:
    """The client attaches the families itself."""
    return shutil.copytree(pack, folder / "pack", ignore=shutil.ignore_patterns("attachments.csv"))


def test_every_operation_has_its_function(generated: Path) -> None:
    said = create_app(Settings(Place(generated / "nowhere", "none"))).openapi()
    names = {f"{one['operationId']}" for path in said["paths"].values() for one in path.values()}
    functions = {path.stem.rstrip("_") for path in (generated / PACKAGE / "api").glob("*/*.py")} - {"", "__init__"}
    assert names <= functions and len(names) >= OPERATIONS_MIN


def test_the_job_is_typed_through_and_through(generated: Path) -> None:
    job = PROJECT / "tests" / "api" / "client" / "main_job.py"
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--follow-imports", "silent", str(job)],
        cwd=generated, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_from_a_new_ledger_to_a_paid_claim_and_verified_evidence(
    generated: Path, address: str, database_url: str, data_folder: Path, loaded: str, small_pack: Path, tmp_path: Path
) -> None:
    job: Any = import_module("tests.api.client.main_job")

    def client(ledger: str, name: str, role: Role) -> Any:
        token = token_for(Place(data_folder, ledger, database_url), role, name=name)
        return job.AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)

    founded = job.found(client(loaded, "Administrator", Role.ADMINISTRATOR), LEDGER)
    assert (founded.ledger, founded.authority) == (LEDGER, "Client Council")
    desk = job.Desk(
        analyst=client(LEDGER, "Data analyst", Role.ANALYST),
        officer=client(LEDGER, "Asha Patel", Role.CLAIMS_OFFICER),
        reviewer=client(LEDGER, "Ben Osei", Role.REVIEWER),
        auditor=client(LEDGER, "Internal audit", Role.INTERNAL_AUDITOR),
        finance=client(LEDGER, "Chief finance officer", Role.FINANCE_OFFICER))  # fmt: skip

    report = desk.load(zipped(without_attachments(small_pack, tmp_path)))
    assert report.events > 0 and all(file.recorded == file.read for file in report.files)
    position = report.position
    for family_id, attached_on in attachments(small_pack):
        assert family_id in desk.eligible(attached_on, position)
        attached = desk.attach(family_id, attached_on)
        assert attached.attachment.attached_on == attached_on
        position = attached.position
    assert desk.attached(position) == {family_id for family_id, _ in attachments(small_pack)}

    valid = desk.valid(ROUND_ON, position)
    prepared = desk.prepare(ROUND_ON)
    assert {(one.family_id, one.result) for one in prepared.prepared} <= {(one.family_id, one.result) for one in valid}
    assert prepared.amount_pence == sum(one.amount_pence for one in prepared.prepared) > 0
    first = prepared.prepared[0]
    why = desk.why(first.family_id, ROUND_ON, first.result)
    assert (why.at, why.reasons[0]["clause"], why.reasons[0]["answer"]) == (ROUND_ON, first.result, "met")

    refused = desk.review_too_soon(ROUND_ON)
    assert (refused.status, refused.type_) == (403, "/v1/problems/not-allowed")
    paid = desk.pay(ROUND_ON)
    assert (paid.stage, paid.paid_pence) == ("submitted", paid.amount_pence)
    claim = desk.claim(first.claim, paid.position)
    assert (claim.claim, claim.status) == (first.claim, "paid")

    proved = desk.proved(claim.claim)
    assert proved.holds and not proved.wrong and [one.claim for one in proved.claims] == [claim.claim]
    assert desk.events() >= paid.position
