"""The audit room: samples that anyone draws again, a recheck that records nothing, who looked, and what was signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.claiming.preparing import prepare_round
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.claims.sampling import in_drawing_order
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.queries.claim_pages import claims
from projections.runner import catch_up
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger


@pytest.fixture(scope="module")
def here(place: Place, small_pack: Path) -> Place:
    return new_ledger(place, "auditing", small_pack)


@pytest.fixture(scope="module")
def ledger(here: Place) -> Iterator[Ledger]:
    with opened_ledger(here) as opened:
        prepare_round(opened, SCHEMES[0], date(2014, 3, 31), by="Claims officer")
        catch_up(opened)
        yield opened


@pytest.fixture(scope="module")
def auditor(here: Place, ledger: Ledger) -> Iterator[Visitor]:
    app = create_app(Settings(here))
    with TestClient(app) as client:
        yield Visitor(client).signs_in(token_for(here, Role.INTERNAL_AUDITOR, name="Auditor"))


def test_a_sample_is_what_the_seed_draws_of_every_stratum(auditor: Visitor, ledger: Ledger) -> None:
    before = ledger.position()
    rows = claims(ledger, SCHEMES[0])
    page = auditor.get("/audit/sample", seed="a seed", by="result", each="1").text
    drawn = re.findall(r'<th scope="row"><a href="/claims/([\w-]+)', page)
    expected = [in_drawing_order("a seed", [row.claim for row in rows if row.result == kind])[0]
                for kind in sorted({row.result for row in rows})]  # fmt: skip
    assert drawn == expected and drawn
    then = auditor.get("/audit/sample", seed="a seed", by="result", each="1", known=str(before)).text
    assert re.findall(r'<th scope="row"><a href="/claims/([\w-]+)', then) == drawn
    assert ledger.position() == before


def test_a_recheck_records_nothing(auditor: Visitor, ledger: Ledger) -> None:
    before = ledger.position()
    page = auditor.waits_for("/audit/recheck").text.replace("\u00a0", " ")
    assert f"All {len(claims(ledger))} standing claim" in page and ledger.position() == before


def test_every_look_is_in_the_access_log_and_found_there(auditor: Visitor, ledger: Ledger) -> None:
    claim = claims(ledger)[0]
    auditor.get(f"/claims/{claim.claim}")
    page = auditor.get("/audit/access", family=claim.family_id, by="Auditor").text
    assert claim.claim in page and "a list" not in page
    assert "Nobody looked." in auditor.get("/audit/access", by="Nobody").text
    assert auditor.get("/audit/access", since="yesterday").status_code == 422
    assert auditor.get("/audit/access", family="NO-SUCH").status_code == 404


def test_a_checkpoint_that_was_handed_over_is_compared(auditor: Visitor, ledger: Ledger) -> None:
    auditor.get("/audit/checkpoints")
    page = auditor.sends("/audit/checkpoints").text
    assert "The log is sealed." in page
    note = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert note
    handed = note[1].replace("&#43;", "+")
    size = handed.split("\n")[1]
    assert "is of this log" in _checked(auditor, handed.replace("\n", "\r\n"))
    forged = handed.replace(f"\n{size}\n", f"\n{int(size) - 1}\n")
    assert "The log is not what was signed" in _checked(auditor, forged)
    auditor.get("/audit/checkpoints")
    unusable = auditor.sends("/check", do="log", handed="no note at all")
    assert unusable.status_code == 422 and "no note at all" in unusable.text


def _checked(auditor: Visitor, handed: str) -> str:
    auditor.get("/audit/checkpoints")
    auditor.sends("/check", do="log", handed=handed)
    return str(auditor.waits_for("/audit/checkpoints/check").text)


def test_everything_is_checked_beside_the_server(auditor: Visitor, ledger: Ledger) -> None:
    auditor.get("/audit/checkpoints")
    auditor.sends("/check", do="everything")
    page = auditor.waits_for("/audit/checkpoints/check").text
    assert "Everything is what was signed" in page
    for line in ("Log: ", "Access log: ", "Contents: ", "Claims: ", "Tables: "):
        assert line in page


def test_a_second_check_waits_for_the_first(auditor: Visitor) -> None:
    auditor.get("/audit/checkpoints")
    page = auditor.last
    assert auditor.sends("/check", follows=False, do="everything").status_code == 303
    auditor.last = page
    second = auditor.sends("/check", do="log")
    assert second.status_code == 409 and "under way already" in second.text
    assert "Everything is what was signed" in auditor.waits_for("/audit/checkpoints/check").text


def test_the_room_is_for_those_who_check(here: Place, auditor: Visitor) -> None:
    officer = Visitor(TestClient(auditor.client.app)).signs_in(token_for(here, Role.CLAIMS_OFFICER, name="Officer"))
    assert "/audit" not in officer.last.text
    for path in ("/audit", "/audit/sample", "/audit/access", "/audit/checkpoints"):
        assert officer.get(path).status_code == 403
    administrator = Visitor(TestClient(auditor.client.app)).signs_in(token_for(here, Role.ADMINISTRATOR, name="Admin"))
    page = administrator.get("/audit").text
    assert "sample of your own" not in page and "/audit/access" not in page and "/audit/checkpoints" in page
