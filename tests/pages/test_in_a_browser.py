"""Every page in a real browser: for screen readers, by keyboard alone, on a phone, without scripts, on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.access.roles import Role
from api.places import Place
from tests.api.samples import ATTACHED
from tests.pages.addresses import EMPTY, FULL, ODD
from tests.pages.browsing import NEEDED, PHONE, Site, new_context, site_of, unfit, violations
from tests.pages.ledgers import new_ledger
from tests.pages.odd_packs import LONG, LONG_NAME, MANY, RIGHT_TO_LEFT, record_odd_work, write_odd_pack

pytestmark = NEEDED


@pytest.fixture(scope="module")
def full(place: Place) -> Iterator[Site]:
    with site_of(place) as site:
        yield site


@pytest.fixture(scope="module")
def odd(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    there = new_ledger(place, "odd", write_odd_pack(tmp_path_factory.mktemp("odd") / "pack"))
    record_odd_work(there)
    with site_of(there) as site:
        yield site


@pytest.fixture(scope="module")
def empty(place: Place) -> Iterator[Site]:
    with site_of(new_ledger(place, "empty")) as site:
        yield site


def _signed_in(browser: Browser, site: Site, width: int = 1200, height: int = 900) -> Page:
    page = new_context(browser, width, height).new_page()
    site.signs_in(page)
    return page


@pytest.mark.parametrize(("state", "paths"), [("full", FULL), ("odd", ODD), ("empty", EMPTY)])
def test_every_page_is_fit_for_everyone_and_for_every_width(
    browser: Browser, state: str, paths: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    """axe-core finds nothing; nothing sticks out on a phone or at 400%; and no page is larger than 100 kB."""
    site: Site = request.getfixturevalue(state)
    page = _signed_in(browser, site)
    assert [wrong for path in paths for wrong in unfit(page, site, path)] == []
    page.context.close()


def test_the_sign_in_page_and_its_mistake_are_fit_for_everyone(browser: Browser, full: Site) -> None:
    page = new_context(browser).new_page()
    page.goto(f"{full.address}/sign-in?next=%2Ffamilies")
    assert violations(page) == []
    page.get_by_label("Token").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.context.close()


def test_names_from_right_to_left_and_of_a_hundred_characters_are_whole(browser: Browser, odd: Site) -> None:
    page = _signed_in(browser, odd, *PHONE)
    page.goto(f"{odd.address}/families/{RIGHT_TO_LEFT}")
    expect(page.locator("bdi", has_text="محمد الفارسي").first).to_be_visible()
    page.goto(f"{odd.address}/families/{LONG}")
    assert LONG_NAME[:100] in page.locator(".members").inner_text().replace("\n", "")
    page.goto(f"{odd.address}/families/{MANY}")
    assert page.locator(".members tbody tr").count() == 100
    page.context.close()


def test_by_keyboard_alone(browser: Browser, full: Site) -> None:
    """From the skip link to a family's reasons: nothing needs a pointer, and what has the focus can be seen."""
    page = _signed_in(browser, full)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(f"{full.address}/families?on=2012-10-29")
    page.get_by_label("Reference begins with").focus()
    page.keyboard.type(ATTACHED)
    page.keyboard.press("Enter")
    page.wait_for_url("**reference=**")
    link = page.get_by_role("link", name=ATTACHED)
    link.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/families/{ATTACHED}**")
    closed = page.locator(".reasons details:not([open]) > summary").locator("visible=true").first
    said = closed.inner_text()
    closed.focus()
    page.keyboard.press("Enter")
    assert page.locator(".reasons details[open] > summary", has_text=said.split("\n")[-1]).count() >= 1
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    page.context.close()


def test_the_whole_journey_without_scripts(browser: Browser, full: Site) -> None:
    page = new_context(browser, java_script_enabled=False).new_page()
    full.signs_in(page, Role.ANALYST, name="A. Nalyst")
    page.get_by_role("textbox", name="On the day").fill("29 October 2012")
    page.get_by_role("button", name="Show").click()
    assert "on=29+October+2012" in page.url
    page.get_by_role("link", name="Families").click()
    page.get_by_label("On 29 October 2012").select_option(label="eligible")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("link", name=ATTACHED).click()
    expect(page.get_by_role("heading", name=f"Family {ATTACHED}")).to_be_visible()
    assert "Eligible" in page.locator("p.verdict").first.inner_text() and "on=2012-10-29" in page.url
    page.get_by_role("link", name="Crime, anti-social behaviour and education").click()
    expect(page.locator("#why")).to_be_visible()
    page.get_by_label("The family as known at entry").first.click()
    expect(page.get_by_text("You are looking at the past.")).to_be_visible()
    page.get_by_role("link", name="What changed between then and now").click()
    expect(page.get_by_role("heading", name=f"What changed for family {ATTACHED}")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.goto(f"{full.address}/families")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.context.close()


def test_on_paper_there_are_the_numbers_and_no_buttons(browser: Browser, full: Site) -> None:
    page = _signed_in(browser, full)
    page.goto(f"{full.address}/?on=2014-03-31")
    page.emulate_media(media="print")
    for role, name in (("navigation", "Sections"), ("button", "Sign out"), ("button", "Show"), ("link", "Download")):
        assert page.get_by_role(role, name=name).locator("visible=true").count() == 0
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()


def test_nothing_is_loaded_from_anywhere_else(browser: Browser, full: Site) -> None:
    page = new_context(browser).new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    full.signs_in(page)
    for path in FULL[:8]:
        page.goto(full.address + path)
    assert all(url.startswith((full.address, "data:")) for url in asked)
    assert [one for one in told if "Content Security Policy" in one] == []
    page.context.close()
