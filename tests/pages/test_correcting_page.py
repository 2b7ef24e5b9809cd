"""Rejected rows are put right on a page: checked like any, on record as corrected, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.ledger import Ledger
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger
from tests.pages.test_loading_pages import GOOD, HEAD, _send

ROWS = [GOOD, *(f"P-{n},FAM-{n},Name{n},Example,2005-02-30,2012-01-01,,yes,no,,,OX1 1AA\n" for n in range(10, 40))]
NEED = "record_id,person_id,need,starts_on\nN1,P-10,domestic-abuse,2012-03-01\n"


@pytest.fixture(scope="module")
def here(place: Place) -> Place:
    return new_ledger(place, "correcting")


@pytest.fixture(scope="module")
def ledger(here: Place) -> Iterator[Ledger]:
    with opened_ledger(here) as opened:
        yield opened


@pytest.fixture(scope="module")
def analyst(here: Place, ledger: Ledger) -> Iterator[Visitor]:
    with TestClient(create_app(Settings(here))) as client:
        yield Visitor(client).signs_in(token_for(here, Role.ANALYST, name="Ada Analyst"))


@pytest.fixture(scope="module")
def load(analyst: Visitor, ledger: Ledger) -> int:
    _send(analyst, HEAD + "".join(ROWS))
    return ledger.extracts.every()[-1].load


def filled(page: Any) -> dict[str, str]:
    """Every cell of the form, as it stands."""
    found = re.findall(r'<input class="form-control[^>]* name="([^"]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def said(page: Any) -> str:
    return str(page.text).replace("\u00a0", " ")


def test_what_is_put_right_is_recorded_and_what_is_not_comes_back_with_its_reason(
    analyst: Visitor, ledger: Ledger, load: int
) -> None:
    page = analyst.get(f"/extracts/{load}/correct")
    assert "25 rejected rows to put right, and more after them" in said(page)
    assert page.text.index("autofocus") < page.text.index("<details>")
    wrong = r'id="c-3.date_of_birth" name="3.date_of_birth" value="2005-02-30"[^>]*aria-invalid="true"'
    assert re.search(wrong, page.text)
    cells = filled(page) | {"3.date_of_birth": "2005-02-03", "4.date_of_birth": "2005-02-31"}
    before = ledger.position()
    told = analyst.sends(f"/extracts/{load}/correct", **cells)
    assert "1 corrected row recorded. 1 row still wrong" in said(told)
    assert "30 of 31 rows rejected, 1 of them corrected since" in said(told)
    assert re.search(r"Corrected since.*date_of_birth.*Ada Analyst.*recorded, from.*still wrong", told.text, re.DOTALL)
    corrected = ledger.extracts.every()[-1]
    assert (corrected.file, corrected.read, corrected.rejected, corrected.loaded_by) == (
        "corrected people.csv", 2, 1, "Ada Analyst")
    family = ledger.register.families(["FAM-10"])["FAM-10"]
    event = ledger.history(family)[-1].event
    assert ledger.position() > before
    assert (event.extract, event.line) == (corrected.digest[:16], 2)
    assert ledger.corrections.of(load)[3].columns == ["date_of_birth"]
    again = analyst.get(f"/extracts/{corrected.load}/correct")
    assert "1 rejected row to put right" in said(again) and "a day that does not exist" in again.text.lower()
    analyst.sends(f"/extracts/{corrected.load}/correct", **filled(again) | {"3.date_of_birth": "03/02/2005"})
    since = ledger.corrections.of(load)
    assert (since[4].outcome, since[4].corrected_in) == ("recorded", corrected.load + 1)
    assert "were corrected in place: of" in analyst.get(f"/extracts/{corrected.load + 1}").text


def test_one_goes_on_to_the_next_rows_and_to_those_of_one_reason(analyst: Visitor, load: int) -> None:
    page = analyst.get(f"/extracts/{load}/correct")
    more = re.search(r'href="(/extracts/\d+/correct\?after=\d+)"', page.text)
    assert more
    rest = analyst.client.get(unescape(more[1]))
    assert set(filled(page)).isdisjoint(filled(rest)) and filled(rest)
    why = re.search(r'href="(/extracts/\d+/correct\?why=[0-9a-f]{12})"', analyst.get(f"/extracts/{load}").text)
    assert why and filled(analyst.client.get(unescape(why[1]))) == filled(page)
    assert "No row is left" in analyst.get(f"/extracts/{load}/correct", why="0" * 12).text


def test_sent_twice_it_is_recorded_once_and_nothing_changed_is_said(
    analyst: Visitor, ledger: Ledger, load: int
) -> None:
    page = analyst.get(f"/extracts/{load}/correct")
    name = next(name for name in filled(page) if name.endswith("date_of_birth"))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text.split("correcting")[1]))
    sent = hidden | filled(page) | {name: "2004-05-06"}
    loads = len(ledger.extracts.every())
    pages = [analyst.client.post(f"/extracts/{load}/correct", data=sent) for _ in range(2)]
    assert [one.status_code for one in pages] == [200, 200]
    assert len(ledger.extracts.every()) == loads + 1
    page = analyst.get(f"/extracts/{load}/correct")
    refused = analyst.sends(f"/extracts/{load}/correct", **filled(page))
    assert refused.status_code == 422 and "No row is left to be sent" in refused.text


def test_a_row_that_rested_on_another_is_sent_again_as_it_is(analyst: Visitor, ledger: Ledger) -> None:
    people = HEAD + "P-90,FAM-90,<i>Bo</i>,Example,1990-13-01,2012-01-01,,yes,no,,,\n"
    _send(analyst, NEED.replace("P-10", "P-90"), "needs.csv")
    needs = ledger.extracts.every()[-1].load
    _send(analyst, people)
    rejected = ledger.extracts.every()[-1].load
    page = analyst.get(f"/extracts/{rejected}/correct")
    assert "<i>Bo" not in page.text
    analyst.sends(f"/extracts/{rejected}/correct", **filled(page) | {"2.date_of_birth": "1990-01-13"})
    page = analyst.get(f"/extracts/{needs}/correct")
    assert "neither in people.csv nor on record" in page.text
    told = analyst.sends(f"/extracts/{needs}/correct", **filled(page), unchanged="yes")
    assert "1 corrected row recorded" in said(told) and "nothing: sent again as it was" in told.text
    assert "Every row that was rejected has been corrected since." in told.text


def test_nothing_of_a_row_is_in_an_address_nor_in_the_table(analyst: Visitor, ledger: Ledger, load: int) -> None:
    for page in (analyst.get(f"/extracts/{load}"), analyst.get(f"/extracts/{load}/correct")):
        addresses = " ".join(re.findall(r'(?:href|action)="([^"]*)"', page.text))
        assert not re.search(r"P-1\d|FAM-|Name|2005", addresses)
        assert page.headers["cache-control"] == "no-store"
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT (correction.*)::text FROM correction").fetchall()
    assert rows and not any(re.search(r"P-1\d|Name1|2005-02", row) for (row,) in rows)


def test_only_who_may_load_may_correct(here: Place, analyst: Visitor, ledger: Ledger, load: int) -> None:
    auditor = Visitor(TestClient(analyst.client.app)).signs_in(token_for(here, Role.INTERNAL_AUDITOR, name="Auditor"))
    assert "/correct" not in auditor.get(f"/extracts/{load}").text
    assert auditor.get(f"/extracts/{load}/correct").status_code == 403
    before = len(ledger.extracts.every())
    without_mark = analyst.client.post(f"/extracts/{load}/correct", data={"3.date_of_birth": "2001-01-01"})
    assert without_mark.status_code == 403 and len(ledger.extracts.every()) == before
