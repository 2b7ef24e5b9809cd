"""Casework on pages: lists of it, what it comes to, and what of that may be told to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.access.roles import Role
from api.casework import recording
from api.places import Place, opened_ledger
from ledger.access import access_log
from ledger.assigning import assign
from ledger.ledger import Ledger
from projections.runner import catch_up
from tests.api.samples import ATTACHED
from tests.pages.ledgers import SignsIn, new_ledger, visitors_of

ON, LATER = "2014-03-31", "2016-03-31"
TODAY = date(2026, 11, 22)
READ = ("/casework", "/casework/reviews")
COUNTED = ("/casework/caseloads", "/what-works", "/after-the-claim", "/districts")


@pytest.fixture(scope="module")
def ledger(place: Place, small_pack: Path) -> Iterator[Ledger]:
    """Two families referred, the attached one reviewed, led and located as well."""
    with opened_ledger(new_ledger(place, "casework", small_pack)) as opened:
        others = [name for name in _families(opened) if name != ATTACHED]
        attached, other = (opened.register.families([name])[name] for name in (ATTACHED, others[0]))
        asked = recording.refer(opened, attached, "out", "CAMHS", date(2014, 1, 10), "mental health", "tests", TODAY)
        recording.answer_referral(opened, attached, asked, date(2014, 2, 1), "accepted", "tests", TODAY)
        recording.refer(opened, other, "in", "Housing", date(2014, 3, 1), "rent arrears", "tests", TODAY)
        recording.review(opened, attached, "The north board", date(2013, 9, 1), "step up", date(2014, 1, 1), "tests",
                         TODAY)  # fmt: skip
        recording.name_lead_worker(opened, attached, "family worker, north", date(2013, 1, 1), "tests")
        recording.locate(opened, attached, "West", date(2012, 1, 1), "tests")
        catch_up(opened)
        yield opened


def _families(ledger: Ledger) -> list[str]:
    with ledger.transaction() as cursor:
        return [row[0] for row in cursor.execute("SELECT family_id FROM family ORDER BY family_id").fetchall()]


@pytest.fixture(scope="module")
def signs_in(ledger: Ledger, place: Place) -> Iterator[SignsIn]:
    with visitors_of(Place(place.data_folder, "casework", place.database_url)) as signs_in:
        yield signs_in


def test_referrals_with_their_fate_on_the_day(signs_in: SignsIn) -> None:
    analyst = signs_in("Referrals", Role.ANALYST)
    page = analyst.get("/casework", on=ON).text
    assert "1\u00a0referral waits for an answer" in page and ATTACHED in page and "Out to CAMHS" in page
    assert "Of 2\u00a0referrals 1 were accepted, 0 declined, 0 not answered; 1 waits" in page
    assert "2\u00a0referrals wait for an answer" not in page
    assert ATTACHED not in analyst.get("/casework", on=ON, fate="waiting").text
    assert "No referral matches" in analyst.get("/casework", on=ON, agency="CAMHS", fate="waiting").text
    assert "2\u00a0referrals wait" not in analyst.get("/casework", on="2014-01-09").text


def test_a_case_is_due_for_review_and_what_was_decided_is_counted(signs_in: SignsIn) -> None:
    analyst = signs_in("Reviews", Role.ANALYST)
    page = analyst.get("/casework/reviews", on=ON).text
    assert "1\u00a0case is due for review" in page and "family worker, north" in page
    assert "1\u00a0review: 1 decided to step up" in page
    assert "No review came to that" in analyst.get("/casework/reviews", on=ON, decision="close").text


def test_caseloads_and_districts_add_up(signs_in: SignsIn) -> None:
    analyst = signs_in("Counts", Role.ANALYST)
    assert "family worker, north" in analyst.get("/casework/caseloads", on=ON).text.lower()
    page = analyst.get("/districts", on=ON).text
    assert "West has most families attached: 1 of" in page
    rows = analyst.get("/districts.csv", on=ON).text.lstrip("\ufeff").splitlines()
    assert rows[0].startswith("district,families,eligible") and rows[1].startswith("West,1,")


def test_what_works_tells_nothing_of_few_families(signs_in: SignsIn) -> None:
    page = signs_in("Works", Role.ANALYST).get("/what-works", on=LATER).text
    assert "No kind of intervention can be told of" in page and "No control group" in page


def test_as_known_then_what_was_recorded_later_is_not_there(signs_in: SignsIn, ledger: Ledger) -> None:
    analyst, position = signs_in("Then", Role.ANALYST), ledger.position()
    family = ledger.register.families([ATTACHED])[ATTACHED]
    recording.refer(ledger, family, "out", "Later", date(2014, 2, 2), "debts", "tests", TODAY)
    catch_up(ledger)
    assert "Out to Later" in analyst.get("/casework", on=ON).text
    assert "Out to Later" not in analyst.get("/casework", on=ON, known=str(position)).text


def test_a_practitioner_sees_the_work_with_their_own_families_alone(signs_in: SignsIn, ledger: Ledger) -> None:
    assign(ledger, ledger.register.families([ATTACHED])[ATTACHED], ["P. Worker"], "tests")
    worker = signs_in("P. Worker", Role.PRACTITIONER)
    assert ATTACHED in worker.get("/casework", on=ON).text and "In from Housing" not in worker.last.text
    assert "Housing" not in worker.get("/casework/referrals.csv", on=ON).text
    assert "1\u00a0case is due" in worker.get("/casework/reviews", on=ON).text
    assert all(worker.get(path).status_code == 403 for path in COUNTED)
    nobody = signs_in("P. Other", Role.PRACTITIONER)
    assert ATTACHED not in nobody.get("/casework", on=ON).text
    assert "No case is due" in nobody.get("/casework/reviews", on=ON).text


def test_the_finance_officer_sees_counts_and_no_family(signs_in: SignsIn) -> None:
    finance = signs_in("Finance", Role.FINANCE_OFFICER)
    for path in COUNTED:
        page = finance.get(path, on=LATER)
        assert page.status_code == 200 and ATTACHED not in page.text, path
    assert all(finance.get(path).status_code == 403 for path in READ)
    assert finance.get("/after-the-claim/families.csv").status_code == 403


def test_every_list_of_families_is_noted(signs_in: SignsIn, ledger: Ledger) -> None:
    analyst = signs_in("Noted", Role.ANALYST)
    for path in (*READ, "/casework/referrals.csv", "/casework/reviews/due.csv", "/after-the-claim",
                 "/after-the-claim/families.csv"):
        before = len(access_log(ledger, by="Noted"))
        assert analyst.get(path, on=ON).status_code == 200
        assert len(access_log(ledger, by="Noted")) == before + 1, path


def test_of_a_large_ledger_the_past_is_worked_out_beside_the_server(
    signs_in: SignsIn, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, known = signs_in("Large", Role.ANALYST), str(ledger.position() - 3)
    at_once = {path: analyst.get(path, known=known, on=ON).text for path in (*READ, *COUNTED)}
    monkeypatch.setattr("api.pages.frame.anew.FAMILIES_AT_ONCE_MAX", 3)
    for path, expected in at_once.items():
        assert analyst.waits_for(path, known=known, on=ON).text == expected, path
    assert analyst.get("/districts.csv", known=known, on=ON).headers["content-type"].startswith("text/csv")
