"""From an extract to a paid return in a real browser without scripts: each role signs in and does its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.access.roles import Role
from api.places import Place, opened_ledger
from tests.pages.addresses import CLAIMED, RETURN, SAMPLED
from tests.pages.browsing import NEEDED, Site, new_context, site_of, unfit
from tests.pages.ledgers import new_ledger

pytestmark = NEEDED


@pytest.fixture(scope="module")
def site(place: Place) -> Iterator[Site]:
    here = new_ledger(place, "journeys")
    with opened_ledger(here), site_of(here, projects=True) as site:
        yield site


def _as(browser: Browser, site: Site, name: str, *roles: Role, sample: str | None = None) -> Page:
    page = new_context(browser, java_script_enabled=False).new_page()
    site.signs_in(page, *roles, name=name, sample=sample)
    return page


def test_from_an_extract_to_a_paid_return(browser: Browser, site: Site, small_pack: Path) -> None:
    analyst = _as(browser, site, "Analyst", Role.ANALYST)
    analyst.get_by_role("link", name="Loading").click()
    analyst.get_by_label("The extract").set_input_files(sorted(small_pack.glob("*.csv")))
    analyst.get_by_role("button", name="Load it").click()
    analyst.get_by_role("heading", name="rejected").wait_for(timeout=60_000)
    officer = _as(browser, site, "Claims officer", Role.CLAIMS_OFFICER)
    officer.get_by_role("link", name="Claims", exact=True).click()
    officer.get_by_role("link", name="Rounds and returns").last.click()
    officer.get_by_role("link", name="31 March 2014").click()
    officer.get_by_role("button", name="Prepare").click()
    expect(officer.get_by_text("The return is prepared.")).to_be_visible()
    reviewer = _as(browser, site, "Reviewer", Role.REVIEWER)
    reviewer.goto(site.address + RETURN)
    reviewer.get_by_label("A note").fill("Looked at every line")
    reviewer.get_by_role("button", name="Review the return").click()
    _audits(_as(browser, site, "Internal audit", Role.INTERNAL_AUDITOR), site)
    finance = _as(browser, site, "Finance officer", Role.FINANCE_OFFICER)
    finance.goto(site.address + RETURN)
    for button in ("Sign for", "Record that it was submitted", "payment"):
        finance.get_by_role("button", name=button).click()
    expect(finance.get_by_text("Nothing: every claim is answered for.")).to_be_visible()
    for page in (analyst, officer, reviewer, finance):
        page.context.close()


def _audits(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_role("link", name="The return of 31 March 2014").click()
    page.get_by_label("Seed").fill("31 March")
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_role("link", name="Walk the sample").click()
    for _ in range(20):
        page.get_by_label("passed", exact=True).check()
        page.get_by_label("What was found").fill("Seen in the case file")
        with page.expect_navigation():
            page.get_by_role("button", name="Record the finding").click()
        if page.get_by_text("Internal audit is done").count():
            break
    expect(page.get_by_text("Internal audit is done")).to_be_visible()
    page.context.close()


def test_a_spot_checker_walks_the_sample_takes_the_evidence_and_sees_nothing_else(
    browser: Browser, site: Site
) -> None:
    """After the journey, in whose return the sample was drawn."""
    page = _as(browser, site, "Inspector", Role.SPOT_CHECKER, sample="2014-03-31")
    expect(page.get_by_text("You may read it until")).to_be_visible()
    assert page.url == f"{site.address}/sample"
    number = page.locator("tbody tr").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Begin with the first").click()
    walked = []
    while page.get_by_role("link", name="The next claim").count():
        walked.append(page.locator("h1").inner_text())
        with page.expect_navigation():
            page.get_by_role("link", name="The next claim").first.click()
    assert len({*walked, page.locator("h1").inner_text()}) == number > 0
    with page.expect_download() as pack:
        page.get_by_role("button", name="Evidence pack").click()
    assert pack.value.suggested_filename.endswith(".evidence.json")
    page.get_by_role("button", name="Verify it").click()
    expect(page.get_by_role("heading", name="Verified")).to_be_visible()
    assert page.locator("nav.sections a").all_inner_texts() == ["Your sample", "Schemes"]
    for path in ("/claims", "/families", RETURN, "/audit", "/extracts"):
        answer = page.goto(site.address + path)
        assert answer is not None and answer.status == 403, path
    page.context.close()


def test_every_page_of_claims_loading_and_audit_is_fit_for_everyone(browser: Browser, site: Site) -> None:
    """After the journey: axe-core finds nothing, nothing sticks out on a phone, none is larger than 100 kB."""
    owner, checker = new_context(browser).new_page(), new_context(browser).new_page()
    site.signs_in(owner)
    site.signs_in(checker, Role.SPOT_CHECKER, name="Inspector", sample="2014-03-31")
    claim = checker.locator("tbody th a").first.inner_text()
    wrong = [one for path in CLAIMED for one in unfit(owner, site, path.format(claim=claim))]
    wrong += [one for path in SAMPLED for one in unfit(checker, site, path.format(claim=claim))]
    assert wrong == []
    for page in (owner, checker):
        page.context.close()
