"""Work with a family, recorded by the forms on its page: by those who may, once, and on what was looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Role
from api.pages.casework.acts import ACTS
from api.places import Place, opened_ledger
from domain.casework.record import Casework
from ledger.access import accesses
from ledger.assigning import assign
from ledger.ledger import Ledger
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.pages.conftest import Visitor
from tests.pages.ledgers import SignsIn, new_ledger, visitors_of

PAGE = f"/families/{ATTACHED}"
LINK = re.compile(r'record=([a-z-]+)#recording')
OPTION = re.compile(r'<option value="([a-z2-7]{16})"')


@pytest.fixture(scope="module")
def ledger(place: Place, small_pack: Path) -> Iterator[Ledger]:
    with opened_ledger(new_ledger(place, "working", small_pack)) as opened:
        assign(opened, opened.register.families([ATTACHED])[ATTACHED], ["Worker"], "tests")
        yield opened


@pytest.fixture(scope="module")
def signs_in(ledger: Ledger, place: Place) -> Iterator[SignsIn]:
    with visitors_of(Place(place.data_folder, "working", place.database_url)) as signs_in:
        yield signs_in


@pytest.fixture
def worker(signs_in: SignsIn) -> Visitor:
    visitor = signs_in("Worker", Role.PRACTITIONER)
    assert visitor.get(PAGE).status_code == 200
    return visitor


def _records(visitor: Visitor, name: str, **fields: str) -> Any:
    """By the form of the page, opened by its link."""
    visitor.get(PAGE, record=name)
    return visitor.sends(f"/casework/{name}", **fields)


def _casework(ledger: Ledger) -> Casework:
    return ledger.family(ledger.register.families([ATTACHED])[ATTACHED]).casework


def test_a_referral_is_recorded_answered_and_taken_back(worker: Visitor, ledger: Ledger) -> None:
    of_what_is_there = {"answers", "endings", "withdrawals"}
    assert set(LINK.findall(worker.last.text)) == ACTS.keys() - of_what_is_there
    page = _records(worker, "referrals", direction="out", agency="CAMHS", referred_on="10 January 2014",
                        need="mental health of a child").text  # fmt: skip
    assert "The referral is on record." in page and "to CAMHS: mental health of a child (waiting)" in unescape(page)
    [entry] = _casework(ledger).referrals
    assert '<option value="CAMHS">' in worker.get(PAGE, record="referrals").text
    assert OPTION.findall(worker.get(PAGE, record="answers").text) == [entry]
    answered = _records(worker, "answers", entry=entry, answer="declined", answered_on="2014-02-01").text
    assert "(declined)" in answered
    assert "The referral (to CAMHS: mental health of a child) was answered" in unescape(answered)
    gone = _records(worker, "withdrawals", entry=entry, reason="meant for another family").text
    assert "The entry is taken back" in gone and _casework(ledger).referrals == {}


def test_an_intervention_begins_and_ends_and_the_other_forms_do_what_they_say(worker: Visitor, ledger: Ledger) -> None:
    _records(worker, "interventions", kind="mentoring", provider="A service", intensity="weekly",
                 started_on="3/2/2014")  # fmt: skip
    [entry] = _casework(ledger).interventions
    page = _records(worker, "endings", entry=entry, how="completed", ended_on="1/6/2014").text
    assert "mentoring by A service, weekly (completed)" in page and "record=endings" not in page
    _records(worker, "reviews", board="The board", reviewed_on="1/7/2014", decision="continue", next_on="")
    _records(worker, "lead-workers", lead_worker="family worker, north", from_on="1/7/2014")
    _records(worker, "districts", district="West", from_on="1/7/2014")
    held = _casework(ledger)
    assert [one.next_on for one in held.reviews.values()] == [None]
    named = [one.name for one in (*held.lead_workers.values(), *held.districts.values())]
    assert named == ["family worker, north", "West"]


def test_what_does_not_fit_is_refused_on_the_page_with_the_form_as_it_was(worker: Visitor, ledger: Ledger) -> None:
    before = ledger.position()
    refused = _records(worker, "reviews", board="The board of the north", reviewed_on="1/7/2013", decision="close",
                           next_on="1/7/2012")  # fmt: skip
    assert refused.status_code == 409 and "Nothing was recorded" in refused.text
    assert 'value="The board of the north"' in refused.text and '<option value="close" selected>' in refused.text
    worker.get(PAGE)
    assert _records(worker, "districts", district="West", from_on="some day").status_code == 422
    assert ledger.position() == before


def test_a_form_sent_twice_records_once_and_one_that_is_stale_nothing(
    worker: Visitor, signs_in: SignsIn, ledger: Ledger
) -> None:
    officer = signs_in("Officer", Role.CLAIMS_OFFICER)
    shown = officer.get(PAGE, record="districts")
    said = {"district": "Vale", "from_on": "1/8/2014"}
    stale_page = worker.get(PAGE, record="districts")
    officer.last = shown
    officer.sends("/casework/districts", **said)
    position = ledger.position()
    officer.last = shown
    assert officer.sends("/casework/districts", **said).status_code == 200
    worker.last = stale_page
    stale = worker.sends("/casework/districts", district="South", from_on="1/8/2014")
    assert stale.status_code == 409 and "changed by somebody else" in stale.text
    assert ledger.position() == position


def test_who_may_not_record_is_shown_no_form_and_nobody_one_of_a_past_moment(
    signs_in: SignsIn, worker: Visitor, ledger: Ledger
) -> None:
    before = str(ledger.position() - 1)
    assert "/casework/districts" in worker.get(PAGE, record="districts").text
    for page in (signs_in("Analyst", Role.ANALYST).get(PAGE, record="districts"),
                 worker.get(PAGE, record="districts", known=before)):
        assert "/casework/" not in page.text and "#recording" not in page.text


def test_a_practitioner_records_nothing_of_a_family_that_is_not_theirs_and_the_attempt_is_noted(
    worker: Visitor, ledger: Ledger
) -> None:
    before = ledger.position()
    said = {"direction": "out", "agency": "CAMHS", "referred_on": "1/1/2014", "need": "debts"}
    said |= {"key": "k", "version": "1"}
    assert worker.send(f"/families/{NEVER_ATTACHED}/casework/referrals", **said).status_code == 404
    assert ledger.position() == before
    family = ledger.register.families([NEVER_ATTACHED])[NEVER_ATTACHED]
    assert [one.view for one in accesses(ledger, family) if one.by == "Worker"] == ["recording casework (refused)"]
