"""The programme at a glance: the same from the tables and from the log, and for each role what it may see."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest

from api.access.roles import Role
from api.claiming.preparing import prepare_round
from api.places import Place, opened_ledger
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.queries.asking import scheme_as_known
from projections.queries.glance import glance
from projections.runner import catch_up
from tests.pages.conftest import Visitor

ROUND = date(2014, 3, 31)


@pytest.fixture(scope="module")
def ledger(place: Place) -> Iterator[Ledger]:
    with opened_ledger(place) as opened:
        prepare_round(opened, SCHEMES[0], ROUND, by="Claims officer")
        catch_up(opened)
        yield opened


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_tables_and_the_log_give_the_same_numbers(ledger: Ledger, scheme: str) -> None:
    rules = scheme_as_known(ledger, scheme, None)
    days = [*rules.rounds, rules.claims_until]
    assert glance(ledger, rules, days) == glance(ledger, rules, days, ledger.position())


def test_before_anything_was_known_there_was_nothing(ledger: Ledger, owner: Visitor) -> None:
    page = owner.get("/", known="1").text
    assert "Nothing is on record yet" in page and "You are looking at the past" in page


def test_the_page_says_in_words_what_its_charts_show(ledger: Ledger, owner: Visitor) -> None:
    page = owner.get("/", on=ROUND.isoformat()).text.replace("\u00a0", " ")
    assert re.search(r"<h2[^>]*>By 31 March 2014, \d+ families were attached, \d+ of them turned around</h2>", page)
    assert page.count('role="img"') == page.count("<figure>") == page.count("Download as CSV") == 3
    assert re.search(r"\d claims? in 1 round, 0 of them paid", page)


def test_the_numbers_of_a_chart_as_csv_are_those_of_the_page(ledger: Ledger, owner: Visitor) -> None:
    answer = owner.get("/programme/families.csv", on=ROUND.isoformat())
    assert answer.headers["content-type"] == "text/csv; charset=utf-8" and answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["On", "Eligible on the day", "Attached by then", "Turned around by then"]
    assert len(rows[-1]) == 4 and rows[-1][1].isdigit()
    assert owner.get("/programme/nothing.csv").status_code == 404


def test_who_may_not_see_the_programme_sees_what_is_theirs(ledger: Ledger, signed_in_as: Any) -> None:
    page = signed_in_as(Role.ADMINISTRATOR).get("/").text
    assert "Families identified" not in page and "in the ledger" in page
    refused = signed_in_as(Role.PRACTITIONER).get("/programme/families.csv")
    assert refused.status_code == 403
    assert "/families" in signed_in_as(Role.PRACTITIONER).get("/").text


def test_of_a_large_ledger_it_is_worked_out_beside_the_server(
    ledger: Ledger, owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = owner.get("/", known="999999").text
    monkeypatch.setattr("api.pages.frame.anew.FAMILIES_AT_ONCE_MAX", 3)
    page = owner.waits_for("/", known="999999").text
    figures = re.compile(r'<dl class="figures-row">.*?</dl>', re.DOTALL)
    assert figures.findall(page) == figures.findall(at_once) != []
    assert owner.get("/programme/families.csv", known="999999").headers["content-type"].startswith("text/csv")
