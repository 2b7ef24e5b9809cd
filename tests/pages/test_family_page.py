"""One family: what is shown, to whom, on which day and as known when."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from api.access.roles import Role
from api.casework.recording import start_intervention
from api.claiming import steps
from api.places import Place, opened_ledger
from ledger.access import accesses
from projections.queries.asking import family_called
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.pages.conftest import Visitor

RAW_ID = re.compile(r"\b[a-z2-7]{16}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-")
KILOBYTES_MAX = 100


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1])).replace("\u00a0", " ")


def test_the_page_says_whether_it_was_eligible_and_shows_why(owner: Visitor) -> None:
    page = owner.get(f"/families/{ATTACHED}", on="2012-10-29").text
    said = text_of(page)
    assert "Eligible on 29 October 2012 under Troubled Families 2012 to 2015; attached 29 October 2012" in said
    assert re.search(r"Missed \d+ of \d+ sessions \([\d.]+%\); the rule asks for at least 15%", said)
    assert "attendance.csv, line" in said
    assert "Not eligible on 31 March 2014" in text_of(owner.get(f"/families/{ATTACHED}", on="31/03/2014").text)


def test_the_strip_is_in_words_and_in_a_table_too(owner: Visitor) -> None:
    page = owner.get(f"/families/{ATTACHED}", on="2012-10-29").text
    assert page.count('role="img"') >= 5
    for described in re.findall(r'role="img"[^>]*aria-labelledby="([^"]+)"', page):
        assert all(f'id="{one}"' in page for one in described.split())
    assert "Eligible Holds" in text_of(page.replace("<title", "<x").replace("</title", "</x")) or "Holds" in page
    assert "<caption>The days on which each holds, both included</caption>" in page
    assert 'fill="url(#cannot-say)"' in page and 'id="cannot-say"' in page


def test_why_a_result_may_be_claimed(owner: Visitor) -> None:
    page = owner.get(f"/families/{ATTACHED}", on="2014-03-31", why="CAE").text
    assert "May be claimed" in page and "£700" in page
    never = owner.get(f"/families/{NEVER_ATTACHED}", on="2014-03-31", why="CAE").text
    assert "not attached" in never and "May be claimed" not in never


def test_the_work_with_the_family_is_a_section(owner: Visitor, place: Place) -> None:
    assert "Nothing is on record yet." in owner.get("/families/OXF-00007").text
    with opened_ledger(place) as ledger:
        family = family_called(ledger, "OXF-00007")
        start_intervention(
            ledger, family, "parenting course", "<b>Family Links</b>", date(2013, 3, 4), "weekly", "tests",
            date(2026, 11, 22))
    page = owner.get("/families/OXF-00007").text
    section = page.partition('id="work"')[2].partition('id="history"')[0]
    assert "4 Mar 2013 Intervention parenting course by" in text_of(f"<main{section}")
    assert "&lt;b&gt;Family Links" in section and not RAW_ID.search(text_of(f"<main{section}"))


def test_names_are_for_those_who_may_see_them(owner: Visitor, signed_in_as: Any) -> None:
    """The reviewer may read families, and no names."""
    assert "Johnson" in owner.get(f"/families/{ATTACHED}").text
    shown = signed_in_as(Role.REVIEWER).get(f"/families/{ATTACHED}").text
    assert "Johnson" not in shown and "OXFP0" not in shown
    refused = signed_in_as(Role.ADMINISTRATOR).get(f"/families/{ATTACHED}")
    assert refused.status_code == 403 and "OXFP" not in refused.text and "not for your role" in refused.text


def test_no_raw_id_and_no_name_in_the_title(owner: Visitor) -> None:
    page = owner.get(f"/families/{ATTACHED}", on="2014-03-31").text
    assert not RAW_ID.search(text_of(page))
    title = re.search(r"<title>(.*?)</title>", page)
    assert title and title[1] == "A family – Outcomes ledger"
    assert not re.search(r"\d{4}-\d\d-\d\d", text_of(page)), "days are written as people do"


def test_who_looked_stands_in_the_access_log(signed_in_as: Any, place: Place) -> None:
    signed_in_as(Role.ANALYST, name="A. Nalyst").get(f"/families/{ATTACHED}")
    with opened_ledger(place) as ledger:
        last = accesses(ledger, family_called(ledger, ATTACHED))[-1]
    assert (last.by, last.view) == ("A. Nalyst", "family page")


def test_the_history_is_filtered_by_kind_and_leads_back_in_time(owner: Visitor) -> None:
    page = owner.get(f"/families/{ATTACHED}", part="members").text
    assert "was recorded as a member" in page and "Observed:" not in text_of(page).split("History", 2)[-1]
    entries = [int(one) for one in re.findall(r"known=(\d+)", owner.get(f"/families/{ATTACHED}").text)]
    then = owner.get(f"/families/{ATTACHED}", known=str(min(entries)))
    assert then.status_code == 200 and "You are looking at the past" in then.text


def test_before_it_was_on_record_there_is_no_page(owner: Visitor) -> None:
    answer = owner.get(f"/families/{ATTACHED}", known="1")
    assert answer.status_code == 404 and "was not on record" in answer.text
    assert owner.get("/families/NO-SUCH").status_code == 404
    assert owner.get("/families/a%00b").status_code in (404, 422)


def test_what_changed_between_two_moments(owner: Visitor) -> None:
    said = text_of(owner.get(f"/families/{ATTACHED}/changed", then="1", on="2012-10-29").text)
    assert "Eligible for the programme not asked ✓ Met changed" in said and "was recorded as a member" in said
    last = owner.get(f"/families/{ATTACHED}/changed", then="now").text
    assert "No answer differs on any day" in last
    families = text_of(owner.waits_for("/changed", then="1", on="2012-10-29").text)
    assert "families are decided differently on that day" in families


def test_every_scheme_can_be_asked(owner: Visitor) -> None:
    for scheme in ("troubled-families-2015", "supporting-families-2022"):
        page = owner.get(f"/families/{ATTACHED}", scheme=scheme)
        assert page.status_code == 200 and len(page.content) < KILOBYTES_MAX * 1000


def test_a_family_found_to_be_one_with_another_says_so_and_leads_there(owner: Visitor, place: Place) -> None:
    assert "Found to be one family" not in owner.get(f"/families/{ATTACHED}").text
    with opened_ledger(place) as ledger:
        before = ledger.position()
        steps.merge(ledger, ATTACHED, NEVER_ATTACHED, "one mother", by="officer")
    page = owner.get(f"/families/{ATTACHED}").text
    assert f"Found to be one family with {NEVER_ATTACHED} ." in text_of(page)
    assert f'href="/families/{NEVER_ATTACHED}' in page
    assert "Found to be one family" not in owner.get(f"/families/{ATTACHED}", known=before).text
    listed = text_of(owner.get("/families").text)
    assert f"{ATTACHED} one family with {NEVER_ATTACHED}" in listed
    assert f"{NEVER_ATTACHED} one family with {ATTACHED}" in listed
    assert "one family with" not in owner.get("/families", known=before).text
    with opened_ledger(place) as ledger:
        steps.separate(ledger, ATTACHED, NEVER_ATTACHED, "cousins", by="officer")
    assert "Found to be one family with" not in text_of(owner.get(f"/families/{ATTACHED}").text.split("History")[0])
