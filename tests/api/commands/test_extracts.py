"""Extracts over HTTP: reported as by the command line, limited before and while they are sent, rejects to fetch."""

from __future__ import annotations

import csv
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http import uploads
from api.places import Place
from tests.api.commands.conftest import Caller, client_of
from tests.api.conftest import Outcomes

ZIP, CSV, UNNAMED = "application/zip", "text/csv", "application/octet-stream"


@pytest.fixture
def analyst(own_place: Place) -> Iterator[Caller]:
    for client in client_of(own_place):
        yield Caller(client, own_place, "Data analyst", Role.ANALYST)


def zipped(folder: Path, **others: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.writestr(path.name, path.read_bytes())
        for name, content in others.items():
            archive.writestr(f"{name}.csv", content)
    return stream.getvalue()


def refused(answer: Any, status: int, name: str) -> str:
    said = answer.json()
    assert (answer.status_code, said.get("type")) == (status, f"/v1/problems/{name}"), said
    return str(said["detail"])


def test_loading_reports_what_the_command_line_reports(
    analyst: Caller, outcomes: Outcomes, small_pack: Path, new_ledger: str
) -> None:
    answer = analyst.send("/v1/extracts", zipped(small_pack), ZIP)
    assert answer.status_code == 201, answer.text
    expected = outcomes("load", small_pack, "--ledger", new_ledger, "--by", "tests", "--format", "csv").rows
    names = ("file", "kind", "read", "recorded", "corrected", "repeated", "rejected", "blank")
    assert [{name: str(file[name]) for name in names} for file in answer.json()["files"]] == expected
    again = analyst.send("/v1/extracts", zipped(small_pack), ZIP).json()
    assert (again["events"], again["position"]) == (0, answer.json()["position"])


def test_the_same_key_again_is_the_same_report(analyst: Caller, small_pack: Path) -> None:
    pack = zipped(small_pack)
    first = analyst.send("/v1/extracts", pack, ZIP, key="once")
    again = analyst.send("/v1/extracts", pack, ZIP, key="once")
    assert again.content == first.content and again.headers["idempotency-replayed"] == "true"
    other = zipped(small_pack, notes=b"more")
    refused(analyst.send("/v1/extracts", other, ZIP, key="once"), 422, "idempotency-key-reused")


def test_rejected_rows_are_to_be_had_as_csv(analyst: Caller, small_pack: Path) -> None:
    analyst.send("/v1/extracts", zipped(small_pack), ZIP)
    rows = (b"record_id,family_id,category,starts_on\n"
            b"X1,OXF-00001,incident,2012-13-01\nX2,OXF-00002,incident,2012-01-01\n")
    tried = analyst.send("/v1/extracts/checks?kind=asb", rows, CSV).json()
    assert [(file["good"], file["rejected"]) for file in tried["files"]] == [(1, 1)]
    before = analyst.get("/v1/status").json()["position"]
    assert tried["position"] == before
    loaded = analyst.send("/v1/extracts?kind=asb", rows, CSV).json()
    file = loaded["files"][0]
    assert (file["recorded"], file["rejected"], loaded["reasons"][0]["column"]) == (1, 1, "starts_on")
    rejects = analyst.get(f"/v1/extracts/{file['load']}/rejects")
    assert rejects.headers["content-type"].startswith(CSV) and "attachment" in rejects.headers["content-disposition"]
    assert [row["record_id"] for row in csv.DictReader(StringIO(rejects.content.decode("utf-8-sig")))] == ["X1"]
    assert analyst.get(f"/v1/extracts/{file['load']}").json()["loaded_by"] == "Data analyst"
    refused(analyst.get("/v1/extracts/1/rejects"), 404, "unknown-record")
    refused(analyst.get("/v1/extracts/9999"), 404, "unknown-record")


def test_a_form_that_has_no_name_is_a_zip_or_the_csv_that_kind_says(analyst: Caller, small_pack: Path) -> None:
    packed = analyst.send("/v1/extracts/checks", zipped(small_pack), UNNAMED).json()
    assert {"people.csv", "terms.csv"} <= {file["file"] for file in packed["files"]}
    terms = (small_pack / "terms.csv").read_bytes()
    assert analyst.send("/v1/extracts/checks?kind=terms", terms, UNNAMED).json()["files"][0]["kind"] == "terms"
    refused(analyst.send("/v1/extracts/checks", terms, UNNAMED), 422, "pack-unusable")


def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    analyst: Caller, own_place: Place, small_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", b"0" * 40_000_000)
    before = analyst.get("/v1/status").json()
    assert "unpacks to more than" in refused(analyst.send("/v1/extracts", bomb.getvalue(), ZIP), 422, "pack-unusable")
    said = refused(analyst.send("/v1/extracts", b"PK nonsense", ZIP), 422, "pack-unusable")
    assert str(own_place.data_folder) not in said and "extract.zip" in said
    refused(analyst.send("/v1/extracts", b"{}", "application/json"), 415, "unsupported-media-type")
    refused(analyst.send("/v1/extracts", b"a,b", CSV), 422, "invalid-request")
    refused(analyst.send("/v1/extracts?kind=nothing", b"a,b", CSV), 422, "invalid-request")
    monkeypatch.setattr(uploads, "UPLOAD_BYTES_MAX", 1_000)
    refused(analyst.send("/v1/extracts", zipped(small_pack), ZIP), 413, "too-large")
    refused(analyst.send("/v1/extracts", iter([b"a" * 600, b"b" * 600]), ZIP), 413, "too-large")
    monkeypatch.setattr(uploads, "DISK_RESERVE_BYTES", 2**62)
    refused(analyst.send("/v1/extracts", b"a", ZIP), 507, "no-space")
    after = analyst.get("/v1/status").json()
    assert (after["position"], after["loads"]) == (before["position"], before["loads"])
    assert not list((own_place.data_folder / "uploads").iterdir())


def test_what_a_killed_server_left_behind_does_not_stay(analyst: Caller, own_place: Place) -> None:
    left, lately = (own_place.data_folder / "uploads" / name for name in ("left", "lately"))
    for folder, age_hours in ((left, uploads.LEFT_HOURS_MAX + 1), (lately, 1)):
        folder.mkdir(parents=True)
        (folder / "people.csv").write_text("names")
        os.utime(folder, (time.time() - age_hours * 3600,) * 2)
    analyst.send("/v1/extracts", b"PK nonsense", ZIP)
    assert not left.exists() and lately.exists()
    shutil.rmtree(lately)


def test_only_who_may_load_can(as_: Callable[..., Caller], client: TestClient) -> None:
    refused(as_("Asha Patel", Role.CLAIMS_OFFICER).send("/v1/extracts", b"", ZIP), 403, "not-allowed")
