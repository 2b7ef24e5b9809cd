"""The pages of a ledger with a small pack in it: asked for directly, and by a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.conftest import data_folder, database_url, loaded, place, small_pack
from tests.api.tokens import token_for
from tests.pages.browsing import browser_running

__all__ = ["data_folder", "database_url", "loaded", "place", "small_pack"]

_MARK = re.compile(r'name="mark" value="([0-9a-f]{64})"')
_FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Visitor:
    """A browser without a screen: keeps cookies, follows redirects, and fills in the forms of the page it is on."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.last: Any = None

    def get(self, path: str, **parameters: str) -> Any:
        self.last = self.client.get(path, params=parameters, headers={"Accept": "text/html"})
        return self.last

    def waits_for(self, path: str, **parameters: str) -> Any:
        """As `get`, of a page that may be worked out beside the server: until what was found is there."""
        for _ in range(3):
            if "Show what was found" not in self.get(path, **parameters).text:
                break
        return self.last

    def send(self, path: str, **fields: str) -> Any:
        """With the mark of the page that was shown last."""
        found = _MARK.search(self.last.text)
        assert found, "the page has no form"
        self.last = self.client.post(path, data={"mark": found[1]} | fields)
        return self.last

    def sends(self, action: str, *, follows: bool = True, **fields: str) -> Any:
        """The form of the page that goes to the address that ends so, with its hidden fields."""
        forms = _FORM.finditer(self.last.text)
        found = next((one for one in forms if re.split("[?#]", one[1])[0].endswith(action)), None)
        assert found, f"no form goes to {action}"
        hidden = dict(_HIDDEN.findall(found[2]))
        self.last = self.client.post(unescape(found[1]), data=hidden | fields, follow_redirects=follows)
        return self.last

    def signs_in(self, token: str) -> Visitor:
        self.get("/sign-in")
        assert self.send("/sign-in", token=token).status_code == 200
        return self


@pytest.fixture(scope="package")
def app(place: Place) -> FastAPI:
    return create_app(Settings(place, nation=place.ledger))


@pytest.fixture(scope="package")
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def visitor(app: FastAPI, running: TestClient) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(TestClient(app))


@pytest.fixture
def owner(visitor: Visitor, place: Place) -> Visitor:
    return visitor.signs_in(token_for(place))


@pytest.fixture
def signed_in_as(app: FastAPI, running: TestClient, place: Place) -> Any:
    """Makes a visitor who has signed in, with the roles given."""

    def as_role(*roles: Role, name: str = "tests") -> Visitor:
        return Visitor(TestClient(app)).signs_in(token_for(place, *roles, name=name))

    return as_role


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_running() as browser:
        yield browser
