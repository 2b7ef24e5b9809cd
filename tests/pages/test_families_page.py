"""The list of families: the same from the tables and from the log, page by page, for those who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from api.access.roles import Role
from api.pages.families import families as families_page
from api.places import Place, opened_ledger
from domain.rules.outcome import NOT_MET
from ledger.access import accesses
from ledger.assigning import assign
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.queries import near_strips as module
from projections.queries.asking import family_called, scheme_as_known
from projections.queries.near_strips import near_strips, what_is_missing
from projections.queries.nearing import nearly
from projections.queries.strips import Row, Wanted, family_strips
from projections.queries.strips_then import Matching, holds, page_of, strips_then
from tests.api.samples import ATTACHED, FAMILIES, NEVER_ATTACHED
from tests.pages.conftest import Visitor

DAYS = (date(2012, 7, 1), date(2012, 12, 31), date(2013, 7, 31), date(2014, 3, 31))


@pytest.fixture(scope="module")
def ledger(place: Place) -> Iterator[Ledger]:
    with opened_ledger(place) as opened:
        yield opened


def shown(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/families/([^?"]+)', page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_tables_and_the_log_give_the_same_families_for_every_filter(ledger: Ledger, scheme: str) -> None:
    rules, position = scheme_as_known(ledger, scheme, None), ledger.position()
    first, results = next(iter(rules.criteria)), tuple(rules.results)
    for day in DAYS:
        every = strips_then(ledger, rules, Wanted(), day, position, "", 50).rows
        _same(family_strips(ledger, rules, Wanted(), day, "", 50).rows, every)
        for standing, criterion, attached, (kinds, near) in product(
            (None, "eligible", "not eligible", "unknown", "soon"), (None, first), (None, "yes", "no"),
            (((), False), (results, False), (results, True)),
        ):  # fmt: skip
            wanted = Wanted(standing, criterion, attached, kinds, near)
            tables = family_strips(ledger, rules, wanted, day, "", 50)
            expected = [row.family_id for row in every if holds(wanted, row, day)]
            assert [row.family_id for row in tables.rows] == expected, (wanted, day)
            assert tables.count == len(expected)


def _same(rows: list[Row], others: list[Row]) -> None:
    assert [row[:4] for row in rows] == [row[:4] for row in others]
    for one, other in zip(rows, others, strict=True):
        for clause, outcome in other.said.items():
            held = one.said.get(clause, NOT_MET)
            assert (outcome.met, outcome.unknown) == (held.met, held.unknown)


@pytest.mark.parametrize("wanted", [Wanted("eligible"), Wanted("soon", reference="oxf-0000"), Wanted("nearly")])
def test_deciding_every_family_beside_the_server_comes_to_the_same_list(ledger: Ledger, wanted: Wanted) -> None:
    rules, position, day = scheme_as_known(ledger, SCHEMES[0], None), ledger.position(), DAYS[0]
    found = Matching(rules.name, wanted, day, position, 0)(ledger, lambda *told: None)
    page = strips_then(ledger, rules, wanted, day, position, "", 50)
    assert [(row.family_id, row.family) for row in page.rows] == found
    assert page_of(ledger, rules, found, wanted, day, position, "", 50).rows == page.rows
    second = page_of(ledger, rules, found, wanted, day, position, page.rows[0].family_id if found else "", 1)
    assert second.rows == page.rows[1:2] and second.count == len(found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nearly_is_what_the_command_line_lists_with_what_is_missing(ledger: Ledger, scheme: str) -> None:
    rules = scheme_as_known(ledger, scheme, None)
    for day in DAYS:
        expected = {row.family_id: row.missing for row in nearly(ledger, scheme, day, 90, what="eligibility")}
        found = near_strips(ledger, rules, Wanted("nearly"), day, "", 50)
        assert {row.family_id: row.near[0].missing for row in found.rows} == expected
        results = {row.family_id for row in nearly(ledger, scheme, day, 90) if row.what in rules.results}
        page = family_strips(ledger, rules, Wanted(results=tuple(rules.results), results_nearly=True), day, "", 50)
        assert {row.family_id for row in page.rows} == results
        rows = what_is_missing(ledger, rules, page.rows, day)
        assert all(any(near.what in rules.results for near in row.near) for row in rows)
    assert expected or scheme != SCHEMES[0]


def test_pages_of_the_nearly_eligible_follow_on_from_each_other(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = scheme_as_known(ledger, SCHEMES[0], None)
    whole = [row.family_id for row in near_strips(ledger, rules, Wanted("nearly"), DAYS[0], "", 50).rows]
    monkeypatch.setattr(module, "WALKED_MAX", 7)
    for limit in (1, 3, 50):
        found: list[str] = []
        after: str | None = ""
        while after is not None:
            page = near_strips(ledger, rules, Wanted("nearly"), DAYS[0], after, limit)
            found += [row.family_id for row in page.rows]
            after = page.after
        assert found == whole


def test_the_page_tells_what_is_missing(owner: Visitor) -> None:
    page = owner.get("/families", on="2012-07-01", standing="nearly").text
    assert "What is missing" in page and "looked at for this page" in page and shown(page)
    assert "What is missing" not in owner.get("/families", on="2013-07-31", result="any").text


def test_as_known_then_what_takes_long_is_looked_up_beside_the_server(
    owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"on": "2012-10-29", "known": "999999", "standing": "eligible"}
    at_once = shown(owner.get("/families", **asked).text)
    monkeypatch.setattr(families_page, "DECIDED_AT_ONCE_MAX", 0)
    page = owner.waits_for("/families", **asked)
    assert shown(page.text) == at_once and at_once
    assert f"<strong>{len(at_once)}\u00a0famil" in page.text


@pytest.mark.parametrize("known", [None, "now"])
def test_pages_follow_on_from_each_other_without_loss_or_repeat(ledger: Ledger, known: str | None) -> None:
    rules = scheme_as_known(ledger, SCHEMES[0], None)
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = (strips_then(ledger, rules, Wanted(), DAYS[0], ledger.position(), after, 7) if known
                else family_strips(ledger, rules, Wanted(), DAYS[0], after, 7))  # fmt: skip
        found += [row.family_id for row in page.rows]
        after = page.after
    assert found == sorted(FAMILIES)


def test_the_page_filters_and_says_how_many(owner: Visitor) -> None:
    page = owner.get("/families", on="2014-03-31", result="any").text
    assert ATTACHED in shown(page) and NEVER_ATTACHED not in shown(page)
    assert f"<strong>{len(shown(page))}\u00a0famil" in page
    assert shown(owner.get("/families", reference="oxf-0000").text) == [f"OXF-0000{number}" for number in range(1, 10)]
    none = owner.get("/families", reference="%").text
    assert shown(none) == [] and "No family matches" in none


def test_as_known_then_the_list_is_decided_from_the_history(owner: Visitor) -> None:
    page = owner.get("/families", known="1").text
    assert "No family matches" in page and "You are looking at the past" in page
    assert len(shown(owner.get("/families", known="999999").text)) == len(FAMILIES)


def test_a_practitioner_sees_the_families_assigned_to_them_alone(
    signed_in_as: Any, ledger: Ledger
) -> None:  # fmt: skip
    worker: Visitor = signed_in_as(Role.PRACTITIONER, name="P. Ractitioner")
    assert shown(worker.get("/families").text) == []
    assert worker.get(f"/families/{ATTACHED}").status_code == 404
    assert worker.waits_for("/changed", then="1", on="2012-10-29").text.count("<h2>") == 0
    assign(ledger, family_called(ledger, ATTACHED), ["P. Ractitioner"], by="tests")
    assert shown(worker.get("/families").text) == [ATTACHED]
    assert shown(worker.get("/families", known=str(ledger.position())).text) == [ATTACHED]
    assert worker.get(f"/families/{ATTACHED}").status_code == 200
    assert worker.get(f"/families/{NEVER_ATTACHED}").status_code == 404
    stranger = next(iter(ledger.family(family_called(ledger, NEVER_ATTACHED)).stays))[0]
    surname = ledger.register.people_called([stranger])[stranger].surname
    for name in (surname, "Nobody-of-this-name"):
        assert shown(worker.send("/families/named", name=name).text) == []


def test_one_entry_of_the_access_log_says_which_list_was_looked_at(signed_in_as: Any, ledger: Ledger) -> None:
    signed_in_as(Role.ANALYST, name="L. Ister").get("/families", standing="eligible", on="2014-03-31")
    with ledger.transaction() as cursor:
        row = cursor.execute(
            "SELECT view, subject, family FROM access_log WHERE by = 'L. Ister' ORDER BY entry DESC LIMIT 1").fetchone()
    assert row == ("families page", "on=2014-03-31&standing=eligible", None)
    assert accesses(ledger, family_called(ledger, NEVER_ATTACHED)) is not None


def test_a_family_is_found_by_a_name_that_stands_in_no_address(owner: Visitor, ledger: Ledger) -> None:
    owner.get("/families", on="2014-03-31")
    found = owner.send("/families/named", name="  JOHNSON kayleigh ")
    assert shown(found.text) == [ATTACHED] and "with a member named" in found.text
    assert "ohnson" not in str(found.url).lower() and "sought=" in str(found.url)
    for nobody in ("Johns", "Kayleigh Kayleigh-Nobody", "%", "'"):
        assert shown(owner.send("/families/named", name=nobody).text) == []
    with ledger.transaction() as cursor:
        logged = str(cursor.execute("SELECT subject FROM access_log WHERE subject LIKE '%sought%'").fetchall()).lower()
    assert "sought=a+name" in logged and "johnson" not in logged


def test_a_search_by_name_is_for_those_who_see_names_and_for_their_session_alone(
    owner: Visitor, signed_in_as: Any
) -> None:
    owner.get("/families")
    sought = owner.send("/families/named", name="Johnson").url.params["sought"]
    other: Visitor = signed_in_as(Role.ANALYST)
    assert "with a member named" not in other.get("/families", sought=sought).text
    reviewer: Visitor = signed_in_as(Role.REVIEWER)
    assert "Find by name" not in reviewer.get("/families").text
    assert reviewer.send("/families/named", name="Johnson").status_code == 403


def test_a_practitioner_without_a_family_is_told_whom_to_ask(signed_in_as: Any) -> None:
    page = signed_in_as(Role.PRACTITIONER, name="New here").get("/families").text
    assert "No family is assigned to you." in page and "New here" in page and "Load an extract" not in page
