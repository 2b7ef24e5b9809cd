"""The page that describes the API: with scripts from here alone, and of use without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from api.access.roles import Role
from api.pages.described import ADDRESS, POLICY_HERE
from api.places import Place
from tests.api.tokens import token_for
from tests.pages.browsing import NEEDED, Site, new_context, site_of
from tests.pages.conftest import Visitor


@pytest.fixture(scope="module")
def site(place: Place) -> Iterator[Site]:
    with site_of(place) as site:
        yield site


def test_it_is_for_everyone_who_has_signed_in_and_nobody_else(visitor: Visitor, place: Place, app: FastAPI) -> None:
    assert visitor.get(ADDRESS).url.path == "/sign-in"
    visitor.signs_in(token_for(place, Role.REVIEWER))
    assert '<a href="/api">The API</a>' in visitor.get("/").text
    page = visitor.get(ADDRESS)
    assert page.status_code == 200 and page.headers["content-security-policy"] == POLICY_HERE
    assert visitor.get(f"{ADDRESS}/openapi.json").json() == app.openapi()


def test_no_other_page_may_have_scripts(owner: Visitor) -> None:
    for path in ("/", "/families", "/schemes", "/nowhere"):
        page = owner.get(path)
        assert "script-src" not in page.headers["content-security-policy"] and "<script" not in page.text
    assert "unsafe" not in POLICY_HERE and "http" not in POLICY_HERE


def test_every_operation_is_in_a_table_where_there_are_no_scripts(owner: Visitor, app: FastAPI) -> None:
    text = owner.get(ADDRESS).text
    for path, item in app.openapi()["paths"].items():
        for method, one in item.items():
            assert f"<code>{method.upper()} {path}</code></th><td>{one['summary']}" in text.replace("&#39;", "'")


@NEEDED
def test_operations_open_and_a_question_is_asked_and_nothing_comes_from_elsewhere(browser: Browser, site: Site) -> None:
    page = new_context(browser, bypass_csp=False).new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    site.signs_in(page, Role.ANALYST, name="A. Nalyst")
    page.get_by_role("link", name="The API").click()
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("auth-bearer-value").fill(token_for(site.place, Role.ANALYST, name="A. Program"))
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").click()
    page.locator("#operations-tag-status .expand-operation, #operations-tag-status button").first.click()
    page.locator("#operations-status-status .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
    assert '"projected_position"' in page.locator(".live-responses-table").inner_text()
    assert all(url.startswith((site.address, "data:", "blob:")) for url in asked), asked
    assert [one for one in told if "Content Security Policy" in one or one.startswith("error")] == []
    page.context.close()
