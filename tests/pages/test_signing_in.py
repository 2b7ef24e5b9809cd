"""Nobody sees a page who has not signed in, and nobody sends a form that was not made here for them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http.asking import operation_of
from api.pages.frame import sessions
from api.pages.frame.mounting import PAGES
from api.pages.frame.sealing import Seals
from api.places import Place
from ledger.sealing.master import MasterKey
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor

OPEN_TO_ALL = {"/sign-in", "/sign-out"}
"""Pages that need no role; whoever signs out may have none any more."""


def test_every_page_says_which_operation_it_is() -> None:
    for page in PAGES:
        for route in page.router.routes:
            assert isinstance(route, APIRoute)
            operations = [operation_of(one.call) for one in route.dependant.dependencies if one.call]
            assert route.path in OPEN_TO_ALL or any(operations), f"{route.path} is open to everyone"


def test_who_has_not_signed_in_is_asked_to_and_comes_back_to_the_page(visitor: Visitor, place: Place) -> None:
    asked = visitor.get("/", on="2014-03-31")
    assert asked.url.path == "/sign-in" and "<h1>Sign in</h1>" in asked.text
    visitor.client.follow_redirects = False
    answer = visitor.send("/sign-in", token=token_for(place), next="/families?on=2014-03-31")
    assert (answer.status_code, answer.headers["location"]) == (303, "/families?on=2014-03-31")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:1", ""])
def test_signing_in_never_leads_to_another_site(visitor: Visitor, place: Place, elsewhere: str) -> None:
    visitor.get("/sign-in", next=elsewhere)
    visitor.client.follow_redirects = False
    assert visitor.send("/sign-in", token=token_for(place), next=elsewhere).headers["location"] == "/"


def test_a_token_that_does_not_hold_is_refused_without_saying_why(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    answer = visitor.send("/sign-in", token="no.such.token")
    assert answer.status_code == 422 and "does not hold" in answer.text and "no.such.token" not in answer.text


def test_the_cookie_is_for_this_site_and_no_script_and_secure_but_on_this_machine(app: FastAPI, running: Any) -> None:
    near = TestClient(app, base_url="http://127.0.0.1").get("/sign-in").headers["set-cookie"]
    far = TestClient(app, base_url="https://ledger.example").get("/sign-in").headers["set-cookie"]
    plain = TestClient(app, base_url="http://ledger.example").get("/sign-in").headers["set-cookie"]
    for cookie in (near, far, plain):
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Max-Age=36000" in cookie
    assert ("Secure" in near, "Secure" in far, "Secure" in plain) == (False, True, True)


def test_the_cookie_does_not_show_the_token_and_survives_a_restart(
    owner: Visitor, place: Place, app: FastAPI
) -> None:
    cookie = owner.client.cookies[sessions.COOKIE]
    assert "eyJ" not in cookie
    del app.state.seals  # as a new process would have none yet
    assert owner.get("/").url.path == "/"


def test_a_cookie_that_was_changed_or_is_too_old_is_none(owner: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    real, later = time.time, sessions.SESSION_SECONDS + 60
    monkeypatch.setattr(time, "time", lambda: real() + later)
    assert owner.get("/").url.path == "/sign-in"
    monkeypatch.undo()
    assert owner.get("/").url.path == "/sign-in", "the sign-in page gave an empty session in its place"
    owner.client.cookies.set(sessions.COOKIE, "gAAAAAB" + "x" * 100)
    assert owner.get("/").url.path == "/sign-in"


def test_what_is_sealed_for_one_purpose_does_not_open_for_another() -> None:
    seals = Seals(MasterKey(b"k" * 32))
    sealed = seals.seal("session", ["a", "b"])
    assert seals.opened("session", sealed, 60) == ["a", "b"]
    assert seals.opened("search", sealed, 60) is None
    assert Seals(MasterKey(b"l" * 32)).opened("session", sealed, 60) is None


def test_signing_out_ends_the_session(owner: Visitor) -> None:
    owner.get("/")
    owner.send("/sign-out")
    assert owner.get("/").url.path == "/sign-in"


def test_a_copy_of_the_cookie_is_of_no_use_once_its_owner_has_signed_out(owner: Visitor) -> None:
    owner.get("/")
    copied = owner.client.cookies["outcomes_session"]
    owner.send("/sign-out")
    owner.client.cookies.set("outcomes_session", copied)
    assert owner.get("/").url.path == "/sign-in"
    assert owner.client.post("/sign-out", data={"mark": "0" * 64}).status_code == 403


def test_a_form_without_this_session_s_mark_is_not_taken(owner: Visitor, visitor: Visitor, place: Place) -> None:
    for mark in ("", "0" * 64):
        answer = owner.client.post("/sign-out", data={"mark": mark})
        assert answer.status_code == 403 and "stale" in answer.text
    assert owner.client.post("/sign-out").status_code == 403
    assert owner.get("/").url.path == "/", "still signed in"


def test_a_form_of_another_site_is_not_taken_even_with_a_mark(owner: Visitor) -> None:
    owner.get("/")
    owner.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert owner.send("/sign-out").status_code == 403


def test_another_s_mark_is_not_taken(owner: Visitor, signed_in_as: Any) -> None:
    other: Visitor = signed_in_as(Role.ANALYST)
    owner.last = other.get("/")
    assert owner.send("/sign-out").status_code == 403


def test_a_sign_in_address_works_once(visitor: Visitor, app: FastAPI, place: Place) -> None:
    code = app.state.sign_in_codes.new(token_for(place))
    assert code in visitor.get("/sign-in", code=code).text, "asking for the page does not use it up"
    assert visitor.send("/sign-in", code=code).url.path == "/"
    visitor.get("/sign-in", code=code)
    answer = visitor.send("/sign-in", code=code)
    assert answer.status_code == 422 and "used before" in answer.text


def test_pages_are_framed_kept_and_scripted_by_nobody(owner: Visitor, visitor: Visitor) -> None:
    for answer in (owner.get("/"), owner.get("/nowhere"), visitor.get("/sign-in"), owner.get("/", on="nonsense")):
        said = answer.headers
        assert said["cache-control"] == "no-store" and said["x-frame-options"] == "DENY"
        assert said["referrer-policy"] == "no-referrer" and said["x-content-type-options"] == "nosniff"
        policy = dict(part.strip().split(" ", 1) for part in said["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["style-src"] == policy["form-action"] == "'self'" and "script-src" not in policy
        assert "<script" not in answer.text and " style=" not in answer.text and "<style" not in answer.text


def test_stylesheets_have_a_digest_in_their_address_and_may_be_kept(visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    addresses = [part.split('"')[0] for part in page.split('rel="stylesheet" href="')[1:]]
    assert len(addresses) == 2
    for address in addresses:
        answer = visitor.client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "Bootstrap  v5.3" in visitor.client.get(addresses[0]).text[:200]
    assert visitor.client.get("/assets/0000000000000000/ledger.css").status_code == 404


def test_an_unknown_address_is_a_page_for_a_browser_and_a_problem_for_a_program(visitor: Visitor) -> None:
    page = visitor.get("/nowhere")
    assert page.status_code == 404 and "There is no such page" in page.text
    assert visitor.client.get("/nowhere").status_code == 401
    assert visitor.client.get("/v1/nowhere", headers={"Accept": "text/html"}).headers["content-type"] == (
        "application/problem+json")


def test_a_mistake_in_the_clocks_is_told_in_plain_words(owner: Visitor) -> None:
    answer = owner.get("/", on="31 Febuary 2014")
    assert answer.status_code == 422 and "day, month and year" in answer.text
    answer = owner.get("/", known="yesteryear")
    assert answer.status_code == 422 and "empty for all that is known now" in answer.text
    assert owner.get("/", scheme="no-such").status_code == 422


def test_a_day_that_cannot_be_read_stays_in_its_field_on_the_page_that_was_asked_for(owner: Visitor) -> None:
    answer = owner.get("/families", on="32/13/2014", standing="eligible")
    assert answer.status_code == 422 and 'value="32/13/2014"' in answer.text
    assert 'action="/families"' in answer.text and 'name="standing" value="eligible"' in answer.text
