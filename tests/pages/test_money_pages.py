"""The pages of the money, the forecast, what it saves and the action plan: what they say, and what forms record."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Role
from api.places import Place, opened_ledger
from api.savings.asking import saved, unit_costs
from api.savings.rows import COLUMNS
from api.savings.supplying import supply
from api.wording.words import pounds
from domain.savings.measures import MEASURES
from projections.runner import catch_up
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger, visitors_of

POT = {"partner": "Thames Valley Police", "year": "2012-13", "purpose": "family workers"}
AT, SCHEME = "2014-03-31", "troubled-families-2012"


def plain(visitor: Visitor) -> str:
    return str(visitor.last.text).replace("\u00a0", " ")


def rows_of(answer: Any) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.fixture
def finance(signed_in_as: Any) -> Visitor:
    found: Visitor = signed_in_as(Role.FINANCE_OFFICER, name="Finance officer")
    return found


def test_a_contribution_by_form_from_its_pledge_to_its_end(finance: Visitor) -> None:
    finance.get("/money", on=AT)
    finance.sends("/money/contributions", **POT, pounds="80,000")
    assert "What is pledged is on record" in finance.last.text and "£80,000" in finance.last.text
    assert "1 partner pledged £80,000 to the pooled budget; £0 of it has come" in plain(finance)
    chosen = re.search(r'<option value="([^"]*Thames[^"]*)"', finance.last.text)
    assert chosen
    contribution = chosen[1].replace("&#34;", '"')
    came = {"contribution": contribution, "pounds": "90,000", "received_on": "2 July 2012", "reference": "BACS 7"}
    finance.sends("/money/contributions/receipts", **came)
    assert finance.last.status_code == 409 and "Nothing was recorded" in finance.last.text
    assert 'value="BACS 7"' in finance.last.text, "what was filled in stays"
    finance.sends("/money/contributions/receipts", **came | {"pounds": "20,000"})
    assert "£20,000 of it has come" in plain(finance)
    finance.sends("/money/contributions/withdrawals", contribution=contribution, reason="the budget was cut")
    assert "1 partner pledged £20,000" in plain(finance)
    finance.sends("/money/receipts/withdrawals", reference="BACS 7", reason="recorded twice")
    assert "The receipt no longer counts" in finance.last.text
    pool = rows_of(finance.get("/money/pool.csv", on=AT))
    assert pool[1] == ["Thames Valley Police", "2012-13", "family workers", "£20,000", "£0", "£20,000"]


def test_a_form_sent_twice_records_once(finance: Visitor, place: Place) -> None:
    finance.get("/money")
    page = finance.last
    finance.sends("/money/minimum-numbers", year="2013-14", families="130")
    assert finance.last.status_code == 200
    with opened_ledger(place) as ledger:
        before = ledger.event_count()
    finance.last = page
    finance.sends("/money/minimum-numbers", year="2013-14", families="130")
    with opened_ledger(place) as ledger:
        assert ledger.event_count() == before
        assert ledger.authority().money.minimums["troubled-families-2012", "2013-14"] == 130


def test_mistakes_are_told_beside_the_form(finance: Visitor) -> None:
    for fields, said in (
        (POT | {"pounds": "much"}, "is no sum of money"), (POT | {"pounds": "1", "year": "2012"}, "no financial year"),
        (POT | {"pounds": "1", "purpose": " "}, "Fill in the purpose"),
    ):  # fmt: skip
        finance.get("/money")
        finance.sends("/money/contributions", **fields)
        assert finance.last.status_code in (409, 422) and said in finance.last.text, said
        assert "Nothing was recorded" in finance.last.text
    finance.get("/money")
    assert "nothing can have been paid" in finance.last.text


def test_readers_and_those_who_look_at_the_past_have_no_forms(signed_in_as: Any, finance: Visitor) -> None:
    auditor: Visitor = signed_in_as(Role.INTERNAL_AUDITOR, name="Auditor")
    for path in ("/money", "/actions"):
        assert "Put on record" not in auditor.get(path).text
        assert "Put on record" in finance.get(path).text
        assert "Put on record" not in finance.get(path, known="1").text
    assert "Nothing of the programme" in finance.get("/money", known="1").text
    practitioner: Visitor = signed_in_as(Role.PRACTITIONER, name="Practitioner")
    assert practitioner.get("/money").status_code == 403
    assert ">Money<" not in practitioner.get("/").text and ">Money<" in finance.get("/forecast").text


def test_the_forecast_says_what_to_expect_and_how_far_it_was_right(owner: Visitor) -> None:
    owner.get("/forecast", on="2013-07-31")
    page = plain(owner)
    assert re.search(r"Of \d+ families attached, \d+ are expected to have been claimable by 31 May 2015", page)
    assert "families that will yet be attached are not in it" in page.lower()
    assert "Thurrock" in page and page.count('role="img"') == page.count("<figure>") >= 1
    rows = rows_of(owner.get("/forecast/coming-rounds.csv", on="2013-07-31"))
    assert rows[0] == ["By", "Expected", "From", "To"] and len(rows) == 8
    for _, expected, low, high in rows[1:]:
        assert int(low) <= float(expected) <= int(high)
    assert rows_of(owner.get("/forecast/tests.csv", on="2014-05-31"))[0][-1] == "Held"
    assert owner.get("/forecast/nothing.csv").status_code == 404
    owner.get("/forecast", on="2015-05-31")
    assert "No round is to come" in owner.last.text and "earlier forecast" in plain(owner)


def test_what_it_saves_stands_with_its_caveats_and_no_pounds_that_nobody_supplied(owner: Visitor) -> None:
    owner.get("/savings", on="2015-05-31", months="6")
    page = plain(owner)
    assert "There is no control group" in page and "None is shipped" in page and "6 months before" in page
    assert '<option value="6" selected>' in page
    rows = rows_of(owner.get("/savings/6/changes.csv", on="2015-05-31"))
    assert rows[0][:2] == ["What", "Agency that pays"] and len(rows) == len(MEASURES) + 1
    assert owner.get("/savings/6/costs.csv", on="2015-05-31").status_code == 404
    assert "12 months before" in plain_of(owner.get("/savings", on="2015-05-31", months="7"))


def test_what_it_saves_in_pounds_is_the_authoritys_own_costs_with_their_source(
    owner: Visitor, place: Place, tmp_path: Path
) -> None:
    given = tmp_path / "costs.csv"
    given.write_text(f"{','.join(COLUMNS)}\nproven-offence,2012-04-01,1000,2012-13,our own ledger of costs\n", "utf-8")
    with opened_ledger(place) as ledger:
        supply(ledger, given, "tests")
        catch_up(ledger)
        counts = {one.measure: one for one in saved(ledger, SCHEME, date(2015, 5, 31), 6).found.changes}
    one = counts["proven-offence"]
    said = pounds((one.before - one.after) * 100_000)
    assert rows_of(owner.get("/savings/6/costs.csv", on="2015-05-31"))[1] == [
        "Proven offences", "£1,000", "each", said, "our own ledger of costs"]  # fmt: skip
    assert rows_of(owner.get("/savings/6/agencies.csv", on="2015-05-31"))[1:] == [["Justice", said], ["In all", said]]
    assert "at the authority" in owner.get("/savings", on="2015-05-31", months="6").text


def test_unit_costs_by_form_with_their_sources_and_every_mistake_beside_its_row(place: Place) -> None:
    here = new_ledger(place, "costed")
    with visitors_of(here) as signs_in:
        finance = signs_in("F. Officer", Role.FINANCE_OFFICER)
        assert "Supply unit costs" not in signs_in("A. Auditor", Role.INTERNAL_AUDITOR).get("/savings/unit-costs").text
        assert "No unit cost is on record" in finance.get("/savings/unit-costs").text
        fields = {"measure-1": "proven-offence", "from_on-1": "01/04/2012", "pounds-1": "1,000",
                  "price_year-1": "2012-13", "source-1": "our ledger of costs", "measure-2": "asb-incident",
                  "from_on-2": "41155", "pounds-2": "much", "price_year-2": "2012-13", "source-2": "",
                  "measure-9": "early-help-week"}  # fmt: skip
        page = finance.sends("/savings/unit-costs", **fields).text
        assert finance.last.status_code == 409 and "Nothing was recorded" in page
        for said in ("Source: say who says so", "a number as Excel keeps dates", "is no sum of money"):
            assert said in page, said
        assert 'value="our ledger of costs"' in page and 'value="1,000"' in page, "what was filled in stays"
        right = fields | {"from_on-2": "2012-04-01", "pounds-2": "10.50", "source-2": "=police"}
        stale = finance.get("/savings/unit-costs")
        finance.get("/savings/unit-costs")
        page = finance.sends("/savings/unit-costs", **right).text
        assert "The unit costs are on record" in page and "2 unit costs on record" in plain(finance)
        finance.last = stale
        again = finance.sends("/savings/unit-costs", **right | {"pounds-1": "2,000"})
        assert again.status_code == 409 and "changed by somebody else" in again.text, "the list has moved on since"
        with opened_ledger(here) as ledger:
            assert [(one.measure, one.pence, one.source) for one in unit_costs(ledger)] == [
                ("proven-offence", 100_000, "our ledger of costs"), ("asb-incident", 1_050, "=police")]


def test_the_list_of_unit_costs_goes_out_and_comes_back_as_a_file(place: Place) -> None:
    here = new_ledger(place, "costedfile")
    with visitors_of(here) as signs_in:
        finance = signs_in("F. Officer", Role.FINANCE_OFFICER)
        [head, *lines] = finance.get("/savings/unit-costs.csv").text.removeprefix("\ufeff").splitlines()
        assert len(lines) == len(MEASURES)
        wrong = "\n".join([head, *lines, "police-callout,police,each,2012-04-01,20,,", "none,x,each,2012-04-01,20,a,b"])
        page = _sends_list(finance, wrong.encode())
        assert finance.last.status_code == 409 and f"line {len(MEASURES) + 2}, source" in page.lower()
        assert "no such measure is counted here" in page and "In prices of: say in the prices of which year" in page
        _sends_list(finance, b"measure;pounds\n")
        assert finance.last.status_code == 422 and "The list needs the columns" in finance.last.text
        right = f"{head.replace(',', ';')}\r\npolice-callout;police;each;01/04/2012;\u00a320;2012-13;the police"
        assert "1 unit cost on record" in _sends_list(finance, right.encode("cp1252")).replace("\u00a0", " ")
        with opened_ledger(here) as ledger:
            assert [one.pence for one in unit_costs(ledger)] == [2_000]


def _sends_list(visitor: Visitor, content: bytes) -> str:
    visitor.get("/savings/unit-costs")
    form = re.search(r'<form[^>]*action="([^"]*/file[^"]*)"[^>]*>(.*?)</form>', visitor.last.text, re.DOTALL)
    assert form
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[2]))
    visitor.last = visitor.client.post(form[1], data=hidden, files={"file": ("costs.csv", content, "text/csv")})
    return str(visitor.last.text)


def plain_of(answer: Any) -> str:
    return str(answer.text).replace("\u00a0", " ")


def test_an_action_by_form_from_its_agreement_to_its_end(signed_in_as: Any) -> None:
    officer: Visitor = signed_in_as(Role.CLAIMS_OFFICER, name="Claims officer")
    officer.get("/actions", on=AT)
    said = {"what": "ask schools monthly", "owner": "data officer", "measure": "results-claimable"}
    officer.sends("/actions", **said, agreed_on="14 February 2013", due_on="14/02/2013")
    assert officer.last.status_code == 409 and 'value="ask schools monthly"' in officer.last.text
    officer.sends("/actions", **said, agreed_on="14 February 2013", due_on="31/07/2013")
    assert "The action is on record" in officer.last.text and "1 action: 1 late" in plain(officer)
    stale = officer.last
    officer.sends("/changes", owner="data officer", due_on="31/10/2013", reason="schools answer late")
    assert "31 Oct 2013 (first agreed: 31 Jul 2013)" in plain(officer)
    officer.last = stale
    officer.sends("/completions", done_on="1/10/2013")
    assert officer.last.status_code == 409 and "changed by somebody else" in officer.last.text
    officer.get("/actions", on=AT)
    officer.sends("/completions", done_on="1/10/2013")
    assert "1 action: 1 done" in plain(officer)
    officer.sends("/resumptions", reason="it was another one")
    officer.sends("/withdrawals", dropped_on="2/10/2013", reason="no money")
    assert "1 action: 1 dropped" in plain(officer) and "no money" in officer.last.text
    rows = rows_of(officer.get("/actions/plan.csv", on=AT))
    assert rows[1][0] == "A1" and rows[1][4] == "Dropped" and all(cell.isdigit() for cell in rows[1][6:])
    assert "No action was agreed by" in officer.get("/actions", on="2012-12-31").text
