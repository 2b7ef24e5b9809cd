"""The pictures in docs/pages.md, taken of the demo's ledger: `python -m tests.pages.pictures [DATA_DIR]`.

Run `make demo` before, into an empty folder, and look at each picture as whoever has to work with the page would.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from api.access.roles import HELD_BY_OWNER, Role
from api.claiming.preparing import prepare_round
from api.command_line import main as outcomes
from api.places import Place, opened_database
from benchmarks.england import ROUND
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from ledger.ledgers import create_ledger
from projections.runner import catch_up
from tests.pages.browsing import browser_running, new_context, site_of

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LEDGER, FAMILY = "oxfordshire", "OXF-00141"
WIDTH = 1100
OFFICER = [role for role in HELD_BY_OWNER if role is not Role.NATIONAL_READER]
"""The roles of whoever opens the demo's pages."""
NORTHSHIRE, MISTAKES = "northshire", Path(__file__).parents[2] / "docs" / "examples" / "northshire-autumn"
"""A further ledger, and the pack for it that has the mistakes of real extracts."""

PICTURES: dict[str, tuple[str, str | None, int]] = {
    "page-programme": ("/", None, 790),
    "page-families": ("/families?on=2013-07-31", None, 760),
    "page-family": (f"/families/{FAMILY}?on=2012-07-13", None, 1130),
    "page-work": (f"/families/{FAMILY}?on=2014-07-13&record=referrals", "#work", 800),
    "page-reasons": (f"/families/{FAMILY}?on=2012-07-13", "#why", 800),
    "page-changed": ("/families/OXF-00002/changed?then=41208&on=2013-07-31", None, 1060),
    "page-claim": ("/claims/TF2012-20140831-0008", None, 1100),
    "page-at-risk": ("/at-risk", None, 760),
    "page-return": ("/returns/2014-08-31", None, 900),
    "page-money": ("/money", None, 1000),
    "page-forecast": ("/forecast?on=2014-03-31", None, 1010),
    "page-savings": ("/savings", None, 1150),
    "page-actions": ("/actions", None, 860),
    "page-loading": ("/extracts", None, 820),
    "page-referrals": ("/casework?on=2015-09-30&fate=waiting", None, 1000),
    "page-what-works": ("/what-works?on=2015-09-30", None, 1180),
    "page-matching": ("/matching/record?record=police/TV40442", None, 1130),
    "page-recheck": ("/audit/recheck", None, 700),
    "page-rules": ("/schemes?on=2013-01-01", None, 760),
}
"""By the name of the file: the page, the place on it from which it is shown, and the height."""
OF_ENGLAND: dict[str, tuple[str, str | None, int]] = {"page-national": ("/national?scheme=" + SCHEME, None, 1150)}
AUTHORITIES = ("northshire", "southshire", "eastshire", "westshire", "upper-wold", "nether-wold", "seaport", "midmoor")
FAMILIES = 60
OF_MISTAKES: dict[str, tuple[str, str | None, int]] = {
    "page-rejected": ("/extracts/3", None, 860),
    "page-correcting": ("/extracts/3/correct", None, 880),
}


def main(data_folder: Path) -> None:
    folder = data_folder.absolute()
    _load_mistakes(folder)
    england = Place(folder / "england", "england")
    _make_england(england)
    with browser_running() as browser:
        _take_all(browser, Place(folder, LEDGER), PICTURES)
        _take_all(browser, Place(folder, NORTHSHIRE), OF_MISTAKES)
        _take_all(browser, england, OF_ENGLAND, [Role.NATIONAL_READER])


def _load_mistakes(data_folder: Path) -> None:
    """Into a ledger that is made for it once; loaded again it stays as it is."""
    where = ("--data-dir", str(data_folder))
    if not (data_folder / "rejects" / NORTHSHIRE).exists():
        outcomes(["create", NORTHSHIRE, "--authority-name", "Northshire County Council", "--target", "300", *where])
        outcomes(["load", str(MISTAKES), "--ledger", NORTHSHIRE, "--by", "A. Officer", *where])


def _make_england(place: Place) -> None:
    """Authorities with invented families, each with a round, and a ledger for those who read the totals; once."""
    if place.data_folder.exists():
        return
    with opened_database(place, may_create=True) as database:
        for number, name in enumerate(AUTHORITIES):
            ledger = create_ledger(database, name, by="A. Officer", target=FAMILIES // 2 + 15 * number)
            record_terms(ledger)
            for _ in record(ledger, 1, first=number * FAMILIES, cohort=FAMILIES):
                catch_up(ledger)
            prepare_round(ledger, SCHEME, ROUND, "A. Officer")
            catch_up(ledger)
        create_ledger(database, "england", by="A. Officer")


def _take_all(
    browser: Browser, place: Place, pictures: dict[str, tuple[str, str | None, int]], roles: Sequence[Role] = OFFICER
) -> None:
    with site_of(place) as site:
        page = new_context(browser, WIDTH).new_page()
        site.signs_in(page, *roles, name="A. Officer")
        for name, (path, start, height) in pictures.items():
            page.goto(site.address + path)
            if (shown := page.get_by_role("link", name="Show what was found")).count():
                shown.click()
            _take(page, FOLDER / f"{name}.png", start, height)
            print(f"{name}.png: {(FOLDER / f'{name}.png').stat().st_size:,} bytes")


def _take(page: Page, file: Path, start: str | None, height: int) -> None:
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(start).bounding_box() if start else None
    top = box["y"] - 20 if box else 0
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": height})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".data"))
