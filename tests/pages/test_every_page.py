"""What holds for every page, those to come too: who may see it, what is noted, and which forms are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.operations import ALL, READ_DESCRIPTION
from api.access.roles import Role
from api.pages.frame.forms import form_sent
from api.pages.frame.mounting import PAGES
from api.places import Place, opened_ledger
from ledger.access import access_log
from tests.api.samples import ATTACHED
from tests.api.tokens import token_for
from tests.pages.addresses import ELSEWHERE, EVERYWHERE
from tests.pages.conftest import Visitor

BEFORE_SIGNING_IN = {"/sign-in", "/sign-out"}
NO_PAGE = re.compile(r"\.(csv|pdf|json|\{form\})$")
FAMILY_ID = re.compile(r"\bOXF-\d{5}\b")
VALUES = {
    "family_id": ATTACHED, "name": "eligible", "claim_id": "TF2012-20130731-0001", "round_on": "2013-07-31",
    "action": "A1", "months": "12",
}  # fmt: skip
ASKED = {"/schemes/tried": {"family": ATTACHED}}
POSTED = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
MARKED = re.compile(r'name="mark" value="[0-9a-f]{64}"')


class Page(NamedTuple):
    method: str
    path: str
    operation: str | None
    takes_forms: bool

    @property
    def address(self) -> str:
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: VALUES.get(found[1], "1"), self.path)


def _pages() -> Iterator[Page]:
    for module in PAGES:
        for route in module.router.routes:
            calls = list(_calls(route.dependant))
            operations = [one.operation.name for one in calls if hasattr(one, "operation")]
            for method in route.methods - {"HEAD"}:
                yield Page(method, route.path, next(iter(operations), None), form_sent in calls)


def _calls(dependant: Any) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)


EVERY = sorted(set(_pages()), key=lambda page: (page.path, page.method))


def test_every_page_has_an_operation_and_takes_forms_of_its_own_session_alone() -> None:
    assert len(EVERY) > 10
    assert {page.path for page in EVERY if page.operation is None} <= BEFORE_SIGNING_IN
    assert [page for page in EVERY if page.method != "GET" and not page.takes_forms] == []


def test_every_page_is_looked_at_in_a_browser_in_some_state() -> None:
    """So a new page is not fit for everyone by being forgotten: name where it is to be looked at in `addresses`."""
    pages = {page.path for page in EVERY if page.method == "GET" and not NO_PAGE.search(page.path)}
    patterns = {path: re.compile(re.sub(r"\{\w+(:\w+)?\}", "[^/]+", path)) for path in pages}
    addresses = {one.partition("?")[0] for one in EVERYWHERE}
    looked_at = {path for path, pattern in patterns.items() if any(map(pattern.fullmatch, addresses))}
    assert pages - looked_at == set(ELSEWHERE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROGRAM])
def test_every_page_lets_a_role_by_as_the_matrix_says(app: FastAPI, running: Any, place: Place, role: Role) -> None:
    sample = "2013-07-31" if role is Role.SPOT_CHECKER else None
    visitor = Visitor(TestClient(app)).signs_in(token_for(place, role, name=f"page {role}", sample=sample))
    for page in EVERY:
        if page.operation is not None:
            answer = _asked(visitor, page)
            refused = answer.status_code == 403 and "not for your role" in answer.text
            assert refused is (role not in ALL[page.operation].roles), (page, answer.status_code)
            assert answer.status_code < 500, (page, answer.text[:300])


def _asked(visitor: Visitor, page: Page) -> Any:
    """A form without its mark is refused only for that: it is told otherwise than what is not for the role."""
    asked = ASKED.get(page.path, {})
    return visitor.client.request(page.method, page.address, params=asked, headers={"Accept": "text/html"})


def test_every_page_that_shows_a_family_is_noted_before_it_is_shown(app: FastAPI, running: Any, place: Place) -> None:
    visitor = Visitor(TestClient(app)).signs_in(token_for(place, name="Noted"))
    showed = set()
    for page in EVERY:
        if page.method == "GET" and page.path not in BEFORE_SIGNING_IN and page.operation != READ_DESCRIPTION.name:
            before = _entries(place)
            text = visitor.get(page.address, **ASKED.get(page.path, {})).text
            if FAMILY_ID.search(text):
                showed.add(page.path)
                assert _entries(place) > before, page
    assert showed >= {"/families", "/families/{family_id}", "/families/{family_id}/changed", "/schemes/tried"}


def _entries(place: Place) -> int:
    with opened_ledger(place) as ledger:
        return len(access_log(ledger, by="Noted"))


def test_every_form_that_changes_something_has_the_mark_of_its_session(owner: Visitor) -> None:
    forms = [form for page in EVERY if page.method == "GET"
             for form in POSTED.findall(owner.get(page.address, **ASKED.get(page.path, {})).text)]
    assert len(forms) > 5
    assert [form for form in forms if not MARKED.search(form)] == []
