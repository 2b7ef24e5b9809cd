"""An extract is sent, watched and put right in a real browser: by keyboard, for screen readers, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, Page

from api.access.roles import Role
from api.deliveries import taking_up
from api.places import Place
from ledger.ledger import Ledger
from tests.pages.browsing import NEEDED, Site, is_wider_than_the_page, new_context, site_of, violations
from tests.pages.ledgers import new_ledger
from tests.pages.test_loading_pages import GOOD, HEAD

pytestmark = NEEDED

WRONG = "P-2,FAM-1,Bea,Example,2005-02-30,2012-01-01,,yes,no,,,OX1 1AA\n" \
    "P-3,FAM-1,Cy,Example,2006-31-01,2012-01-01,,yes,no,,,OX1 1AA\n"


@pytest.fixture(scope="module")
def site(place: Place) -> Iterator[Site]:
    with site_of(new_ledger(place, "browsed")) as site:
        yield site


def fit(page: Page) -> list[str]:
    """What axe-core finds, and what sticks out at the width of a phone and at 400%."""
    found = violations(page)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found += [wide] if (wide := is_wider_than_the_page(page)) else []
    page.set_viewport_size({"width": 1200, "height": 900})
    return found


def test_it_is_watched_until_it_is_done_and_put_right_by_keyboard(
    browser: Browser, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, really = Event(), taking_up.load_delivery

    def slowly(ledger: Ledger, place: Place, number: int) -> None:
        ledger.deliveries.tell(number, "recording", 1, 3)
        go_on.wait(60)
        really(ledger, place, number)

    monkeypatch.setattr(taking_up, "load_delivery", slowly)
    (tmp_path / "people.csv").write_text(HEAD + GOOD + WRONG)
    page = new_context(browser, java_script_enabled=True).new_page()
    site.signs_in(page, Role.ANALYST)
    page.goto(f"{site.address}/extracts")
    page.set_input_files("#files", tmp_path / "people.csv")
    page.get_by_role("button", name="Load it").press("Enter")
    page.get_by_role("heading", name="Being loaded").wait_for()
    page.get_by_role("link", name="Stop refreshing it").click()
    assert fit(page) == [] and page.get_by_role("progressbar").get_attribute("value") == "33"
    page.get_by_role("link", name="Have the page refresh itself").click()
    go_on.set()
    page.get_by_role("heading", name="2 of 3 rows rejected").wait_for()
    page.get_by_role("link", name="people.csv").click()
    with page.expect_navigation():  # before anything is typed
        page.get_by_role("link", name="Correct them here").press("Enter")
    assert fit(page) == []
    for said in ("2005-02-03", "2006-01-32"):
        page.keyboard.press("Control+A")
        page.keyboard.type(said)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Send these rows again").press("Enter")
    page.get_by_role("status").get_by_text("1 row still wrong").wait_for()
    assert fit(page) == []
    with page.expect_navigation():  # before anything is typed
        page.get_by_role("link", name="put right what is left").press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("2006-01-31")
    page.keyboard.press("Enter")
    page.get_by_text("1 corrected row recorded.").wait_for()
    assert "corrected in place" in page.content()
