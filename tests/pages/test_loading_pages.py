"""Loading on pages: what was sent is told row for row, and rejected rows come back corrected."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.deliveries import taking_up
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.ledger import Ledger
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger

HEAD = "person_id,family_id,forename,surname,date_of_birth,joined_on,left_on,resident,parent,upn,nino,postcode\n"
GOOD = "P-1,FAM-1,Ada,Example,1980-02-03,2012-01-01,,yes,yes,,,OX1 1AA\n"
BAD = "P-2,FAM-1,<b>Bob</b>,Example,2005-02-30,2012-01-01,,yes,no,,,OX1 1AA\n"
PEOPLE = HEAD + GOOD + BAD


@pytest.fixture(scope="module")
def here(place: Place) -> Place:
    return new_ledger(place, "loading")


@pytest.fixture(scope="module")
def ledger(here: Place) -> Iterator[Ledger]:
    with opened_ledger(here) as opened:
        yield opened


@pytest.fixture(scope="module")
def analyst(here: Place, ledger: Ledger) -> Iterator[Visitor]:
    app = create_app(Settings(here))
    with TestClient(app) as client:
        yield Visitor(client).signs_in(token_for(here, Role.ANALYST, name="Analyst"))


def _send(analyst: Visitor, text: str, name: str = "people.csv", do: str = "load", **fields: str) -> Any:
    analyst.get("/extracts")
    sent = analyst.client.post(
        "/extracts", data=_hidden(analyst) | fields | {"do": do}, files={"files": (name, text.encode())})
    return _when_done(analyst, sent)


def _when_done(analyst: Visitor, page: Any) -> Any:
    """As a browser does: asks again for as long as the page says so."""
    until = time.monotonic() + 30
    while page.headers.get("refresh") and time.monotonic() < until:
        page = analyst.client.get(page.url)
    return page


def _hidden(analyst: Visitor) -> dict[str, str]:
    form = analyst.last.text.split("multipart")[1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def test_tried_out_it_records_nothing(analyst: Visitor, ledger: Ledger) -> None:
    before = ledger.position()
    page = _send(analyst, PEOPLE, do="try").text
    assert "Tried out, nothing recorded: 1 of 2" in page.replace("\u00a0", " ")
    assert ledger.position() == before and ledger.extracts.every() == []


def test_a_rejected_row_is_shown_with_its_reason_beside_the_cell_and_loaded_again(
    analyst: Visitor, ledger: Ledger
) -> None:
    page = _send(analyst, PEOPLE).text.replace("\u00a0", " ")
    assert "1 of 2 rows rejected" in page
    load = ledger.extracts.every()[-1]
    rows = analyst.get(f"/extracts/{load.load}").text
    wrong = re.search(
        r'<td data-th="date_of_birth" class="wrong"><bdi>2005-02-30</bdi><span class="why">(.*?)</span>', rows
    )
    assert wrong and "&lt;b&gt;Bob&lt;/b&gt;" in rows and "<b>Bob" not in rows
    csv = analyst.get(f"/extracts/{load.load}/rejects.csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="people.csv"'
    assert unescape(wrong[1]) in csv.text and csv.text.startswith("\ufeff")
    again = _send(analyst, csv.text.replace("2005-02-30", "2005-02-03")).text.replace("\u00a0", " ")
    assert "0 of 1 row rejected" in again
    assert "Every row was good." in analyst.get(f"/extracts/{load.load + 1}").text


def test_while_it_is_loaded_the_page_says_how_far_it_is_and_asks_again_by_itself(
    analyst: Visitor, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    really = taking_up.load_delivery

    def slowly(ledger: Ledger, place: Place, number: int) -> None:
        ledger.deliveries.tell(number, "recording", 3_000, 12_000)
        go_on.wait(30)
        really(ledger, place, number)

    monkeypatch.setattr(taking_up, "load_delivery", slowly)
    analyst.get("/extracts")
    page = analyst.client.post("/extracts", data=_hidden(analyst) | {"do": "load"},
                               files={"files": ("people.csv", (HEAD + GOOD).encode())})
    said = page.text.replace("\u00a0", " ")
    assert page.headers["refresh"] == "2" and "<h1>Being loaded</h1>" in said
    assert "Recording: 3,000 of 12,000 rows" in said and 'value="25"' in said
    assert re.search(r'<li aria-current="step"><strong>Recorded', said)
    assert "refresh" not in analyst.get(page.url.path, still="yes").headers
    assert "recording, 25%" in analyst.get("/extracts").text
    go_on.set()
    assert "0 of 1 row rejected" in _when_done(analyst, page).text.replace("\u00a0", " ")
    assert analyst.get("/extracts/deliveries/99999").status_code == 404


def test_the_same_form_twice_loads_once(analyst: Visitor, ledger: Ledger) -> None:
    analyst.get("/extracts")
    hidden = _hidden(analyst)
    text = HEAD + GOOD.replace("P-1", "P-9").replace("FAM-1", "FAM-9")
    loads = len(ledger.extracts.every())
    pages = [
        _when_done(analyst, analyst.client.post("/extracts", data=hidden, files={"files": ("people.csv", text)})).text
        for _ in range(2)
    ]
    assert len(ledger.extracts.every()) == loads + 1
    assert re.findall(r"<h1>.*</h1>", pages[0]) == re.findall(r"<h1>.*</h1>", pages[1])
    other = analyst.client.post("/extracts", data=hidden, files={"files": ("people.csv", text + BAD)})
    assert other.status_code == 422 and len(ledger.extracts.every()) == loads + 1


@pytest.mark.parametrize(("name", "said"), [
    ("what.csv", "choose that from the list"), ("../people.csv", "rename it"), ("people.exe", "rename it"),
    ("people.zip", "cannot be unpacked"),
])  # fmt: skip
def test_what_cannot_be_read_is_told_without_where_it_was_put(
    analyst: Visitor, ledger: Ledger, name: str, said: str
) -> None:
    loads = len(ledger.extracts.every())
    page = _send(analyst, PEOPLE, name)
    alert = page.text.split("role=\"alert\"")[1].split("</div>")[0]
    assert page.status_code == 422 and said in alert and "uploads" not in alert
    assert len(ledger.extracts.every()) == loads


def test_a_file_whose_name_says_nothing_is_loaded_by_its_kind(analyst: Visitor) -> None:
    assert "0 of 1 row rejected" in _send(analyst, HEAD + GOOD, "spring list.csv", kind="people").text.replace(
        "\u00a0", " "
    )


def test_only_who_may_load_is_asked_to(here: Place, analyst: Visitor, ledger: Ledger) -> None:
    auditor = Visitor(TestClient(analyst.client.app)).signs_in(token_for(here, Role.INTERNAL_AUDITOR, name="Auditor"))
    assert 'type="file"' not in auditor.get("/extracts").text
    loads = len(ledger.extracts.every())
    mark = re.search(r'name="mark" value="(\w+)"', auditor.last.text)
    assert mark
    refused = auditor.client.post(
        "/extracts", data={"mark": mark[1], "key": "k"}, files={"files": ("people.csv", PEOPLE)}
    )
    assert refused.status_code == 403 and len(ledger.extracts.every()) == loads
    assert Visitor(TestClient(analyst.client.app)).signs_in(
        token_for(here, Role.FINANCE_OFFICER)).get("/extracts").status_code == 403  # fmt: skip


def test_where_several_cells_are_wrong_each_has_its_own_reason_beside_it(analyst: Visitor, ledger: Ledger) -> None:
    _send(analyst, "family_id,person_id,date_of_birth,joined_on,left_on\nF-9,P-9,2005-02-30,soon,2013-01-01\n")
    load = ledger.extracts.every()[-1].load
    rows = analyst.get(f"/extracts/{load}").text
    beside = dict(re.findall(r'<td data-th="(\w+)" class="wrong">.*?<span class="why">(.*?)</span>', rows))
    assert set(beside) == {"date_of_birth", "joined_on"}
    assert "2005-02-30" in beside["date_of_birth"] and "soon" not in beside["date_of_birth"]
    assert "soon" in beside["joined_on"] and "2005-02-30" not in beside["joined_on"]
    form = analyst.get(f"/extracts/{load}/correct").text
    assert re.search(r'id="why-\d+\.joined_on">[^<]*soon</span>', form)
