"""A real browser on a real server: Debian's chromium, driven by playwright. Tests are skipped where there is none."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.tokens import token_for

SLOWEST_MS = 60_000
"""For what a page is waited for: other tests share the machine."""
expect.set_options(timeout=SLOWEST_MS)

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in _NAMES if (found := shutil.which(name))), None)
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine: apt-get install chromium")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=en-GB",
)  # fmt: skip
START_SECONDS = 30
PHONE, ZOOMED = (390, 844), (320, 256)
"""A phone, and 1280 pixels at 400%."""
BYTES_MAX = 100_000


@dataclass(frozen=True)
class Site:
    """Where the pages are, and who may sign in there."""

    address: str
    place: Place

    def signs_in(self, page: Page, *roles: Role, name: str = "tests", sample: str | None = None) -> None:
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("Token").fill(token_for(self.place, *roles, name=name, sample=sample))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()


@contextmanager
def site_of(place: Place, *, projects: bool = False) -> Iterator[Site]:
    """Serves the ledger of the place until the end; with `projects` its tables follow what is recorded."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = create_app(Settings(place, projects=projects, nation=place.ledger))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="critical", access_log=False))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", place)
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)


@contextmanager
def browser_running() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS), headless=True)
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, width: int = 1200, height: int = 900, **more: Any) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London", **more)  # fmt: skip
    context.set_default_timeout(SLOWEST_MS)
    return context


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 at A and AA, and its own best practices."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
    ]


def unfit(page: Page, site: Site, path: str) -> list[str]:
    """What is wrong with the page there: by axe-core, on a phone and at 400%, and in its size."""
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto(site.address + path)
    if (shown := page.get_by_role("link", name="Show what was found")).count():
        shown.click()
    wrong = violations(page)
    if (size := len(page.content().encode())) > BYTES_MAX:
        wrong.append(f"{size:,} bytes")
    for width, height in (PHONE, ZOOMED):
        page.set_viewport_size({"width": width, "height": height})
        if out := is_wider_than_the_page(page):
            wrong.append(f"at {width}: {out}")
    return [f"{path}: {one}" for one in wrong]


def is_wider_than_the_page(page: Page) -> str:
    """The widest element that sticks out, for whoever has to mend it; empty where nothing does."""
    script: str = """() => {
        const room = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= room) return "";
        const all = [...document.body.querySelectorAll("*")];
        const out = all.filter(one => one.getBoundingClientRect().right > room + 1);
        return out.map(one => one.tagName + "." + one.className + ": " + one.textContent.trim().slice(0, 40))[0] || "?";
    }"""
    said = page.evaluate(script)
    assert isinstance(said, str)
    return said


Visits = Callable[[str], Page]
