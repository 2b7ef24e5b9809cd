"""Claims and returns on pages: each step by its role, by other eyes than the last, once, and on what was looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Role
from api.claiming.places import return_of
from api.places import Place, opened_ledger
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from tests.pages.conftest import Visitor
from tests.pages.ledgers import SignsIn, new_ledger, visitors_of

ROUND = "2014-03-31"
RETURN = f"/returns/{ROUND}"


@pytest.fixture(scope="module")
def ledger(place: Place, small_pack: Path) -> Iterator[Ledger]:
    """One of our own, so that its rounds are not prepared by others."""
    with opened_ledger(new_ledger(place, "claiming", small_pack)) as opened:
        yield opened


@pytest.fixture(scope="module")
def signs_in(ledger: Ledger, place: Place) -> Iterator[SignsIn]:
    with visitors_of(Place(place.data_folder, "claiming", place.database_url)) as signs_in:
        yield signs_in


@pytest.fixture(scope="module")
def prepared(signs_in: SignsIn) -> Visitor:
    officer = signs_in("Claims officer", Role.CLAIMS_OFFICER)
    page = officer.get(f"{RETURN}/proposal").text
    assert "Nothing is recorded until you prepare it" in page and "left out" in page
    shown = officer.sends("/preparation").text
    assert "The return is prepared." in shown and "for other eyes" in shown
    return officer


def test_until_it_is_prepared_nothing_is_recorded(ledger: Ledger, signs_in: SignsIn) -> None:
    officer = signs_in("Claims officer", Role.CLAIMS_OFFICER)
    before = ledger.position()
    assert officer.get("/returns").status_code == officer.get(f"{RETURN}/proposal").status_code == 200
    assert ledger.position() == before


def test_who_prepared_neither_reviews_nor_is_asked_to(prepared: Visitor, signs_in: SignsIn, ledger: Ledger) -> None:
    both = signs_in("Claims officer", Role.CLAIMS_OFFICER, Role.REVIEWER)
    assert "reviews" not in both.get(RETURN).text
    reviewer = signs_in("Reviewer", Role.REVIEWER)
    turn = 'To be reviewed: the reviewer <span class="answer answer-under-way">Your turn</span>'
    assert turn in reviewer.get("/returns").text and turn not in prepared.get("/returns").text
    page = reviewer.get(RETURN)
    found = re.search(r'action="([^"]*reviews[^"]*)">\s*<input[^>]*><input type="hidden" name="key" value="([^"]*)">'
                      r'<input type="hidden" name="version" value="(\d+)">', page.text)  # fmt: skip
    assert found
    before = ledger.position()
    both.get(RETURN)
    refused = both.send(f"{RETURN}/reviews", key="a-key", version=found[3])
    assert refused.status_code == 409 and "four eyes" in refused.text and "Nothing was recorded" in refused.text
    assert ledger.position() == before


def test_a_step_that_is_for_another_role_is_refused(prepared: Visitor, ledger: Ledger) -> None:
    prepared.get(RETURN)
    before = ledger.position()
    for step in ("reviews", "samples", "signatures", "submissions", "payments"):
        prepared.get(RETURN)
        assert prepared.send(f"{RETURN}/{step}", key="k", version="1").status_code == 403
    assert ledger.position() == before


def test_a_form_without_its_mark_or_its_key_is_not_taken(prepared: Visitor, signs_in: SignsIn, ledger: Ledger) -> None:
    reviewer = signs_in("Reviewer", Role.REVIEWER)
    reviewer.get(RETURN)
    before = ledger.position()
    assert reviewer.client.post(f"{RETURN}/reviews", data={"key": "k", "version": "1"}).status_code == 403
    assert reviewer.client.post(f"{RETURN}/reviews", data={"mark": "0" * 64, "key": "k"}).status_code == 403
    assert reviewer.send(f"{RETURN}/reviews", version="1").status_code == 403
    reviewer.get(RETURN)
    assert reviewer.send(f"{RETURN}/reviews", key="k").status_code == 403
    assert ledger.position() == before


def test_what_has_moved_on_since_it_was_looked_at_is_not_decided(prepared: Visitor, signs_in: SignsIn) -> None:
    reviewer = signs_in("Reviewer", Role.REVIEWER)
    reviewer.get(RETURN)
    stale = reviewer.send(f"{RETURN}/reviews", key="stale", version="1")
    assert stale.status_code == 409 and "changed by somebody else" in stale.text


def test_the_return_goes_from_hand_to_hand_until_it_is_paid(
    prepared: Visitor, signs_in: SignsIn, ledger: Ledger
) -> None:
    reviewer = signs_in("Reviewer", Role.REVIEWER)
    reviewer.get(RETURN)
    assert "The review is on record." in reviewer.sends("/reviews", note="All looked at").text
    assert "All looked at" in reviewer.get(RETURN).text
    auditor = signs_in("Internal audit", Role.INTERNAL_AUDITOR)
    auditor.get(RETURN)
    assert "wait for findings" in auditor.sends("/samples", seed="a seed").text
    _walk(auditor)
    finance = signs_in("Finance officer", Role.FINANCE_OFFICER)
    for step in ("/signatures", "/submissions", "/payments"):
        assert finance.get(RETURN).status_code == 200
        done = finance.sends(step)
        assert done.status_code == 200 and "Nothing was recorded" not in done.text
    of_round = _return(ledger)
    assert of_round.stage == "submitted" and of_round.paid_pence == sum(
        line.amount_pence for line in of_round.lines.values()) > 0  # fmt: skip
    assert "Nothing: every claim is answered for." in finance.get(RETURN).text


def _walk(auditor: Visitor) -> None:
    """From claim to claim, each with a finding, until none waits."""
    auditor.get(RETURN)
    found = re.search(r'href="(/claims/[^"]*)">Walk the sample', auditor.last.text)
    assert found
    auditor.get(found[1])
    for _ in range(50):
        said = auditor.sends("/findings", passed="yes", reason="Seen in the case file").text
        if "Internal audit is done" in said:
            return
    raise AssertionError("the walk does not end")


def _return(ledger: Ledger) -> Any:
    return return_of(ledger, SCHEMES[0], date.fromisoformat(ROUND))


def test_a_claims_page_answers_the_twelve_questions_in_order(prepared: Visitor, ledger: Ledger) -> None:
    claim = next(iter(_return(ledger).lines))
    page = prepared.get(f"/claims/{claim}").text
    assert re.findall(r'id="question-(\d+)"', page) == [str(number) for number in range(1, 13)]
    pdf = prepared.get(f"/claims/{claim}/trail.pdf")
    assert pdf.content.startswith(b"%PDF") and pdf.headers["content-disposition"].endswith(f'"{claim}.pdf"')


def test_a_claims_evidence_is_verified_on_the_page_and_as_a_file(prepared: Visitor, ledger: Ledger) -> None:
    claim = next(iter(_return(ledger).lines))
    prepared.get(f"/claims/{claim}")
    assert prepared.sends("/evidence").json()["form"] == "outcomes-evidence.v1"
    prepared.get(f"/claims/{claim}")
    assert "<h1>Verified: claim" in prepared.sends("/verification").text
    assert prepared.sends("/verification").text.startswith("VERIFIED\n")  # the page's form gives it as a file


def test_a_form_sent_twice_does_nothing_twice(prepared: Visitor, signs_in: SignsIn, ledger: Ledger) -> None:
    finance = signs_in("Finance officer", Role.FINANCE_OFFICER)
    claim = next(iter(_return(ledger).lines))
    page = finance.get(f"/claims/{claim}").text
    found = re.search(r'repayments[^>]*>\s*(<input.*?>)\s*<p', page, re.DOTALL)
    assert found
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[1])) | {"reason": "Paid by mistake"}
    first = finance.client.post(f"/claims/{claim}/repayments", data=fields)
    position = ledger.position()
    again = finance.client.post(f"/claims/{claim}/repayments", data=fields)
    assert "on record as paid back" in first.text and "on record as paid back" in again.text
    assert ledger.position() == position
    other = finance.client.post(f"/claims/{claim}/repayments", data=fields | {"reason": "Another reason"})
    assert other.status_code == 422 and "Nothing was recorded" in other.text


def test_claims_are_found_and_summed(prepared: Visitor, ledger: Ledger) -> None:
    lines = _return(ledger).lines
    claim = next(iter(lines))
    assert prepared.get("/claims", find=claim.lower()).url.path == f"/claims/{claim}"
    page = prepared.get("/claims", round_on=ROUND).text
    assert page.count('<th scope="row">') == len(lines)
    assert "No claim matches" in prepared.get("/claims", find="NO-SUCH-FAMILY").text
    then = prepared.get("/claims", known=str(ledger.position())).text
    assert re.findall(r"/claims/([\w-]+)", then) == re.findall(r"/claims/([\w-]+)", prepared.get("/claims").text)


def test_in_the_past_there_is_nothing_to_decide(signs_in: SignsIn, ledger: Ledger) -> None:
    owner = signs_in("Everyone", *set(Role) - {Role.PROGRAM, Role.SPOT_CHECKER})
    page = owner.get(RETURN, known=str(ledger.position())).text
    assert "You are looking at the past" in page
    assert re.findall(r'method="post" action="(/(?!sign-out)[^"]*)"', page) == []


def test_a_return_is_written_out(prepared: Visitor) -> None:
    assert prepared.get(f"{RETURN}/return.csv").text.startswith("\ufeffwhat,claim,")
    assert prepared.get(f"{RETURN}/return.xlsx").content.startswith(b"PK")
    assert prepared.get(f"{RETURN}/return.doc").status_code == 404
