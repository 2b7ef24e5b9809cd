"""Who may do what: docs/access.md is what the code says, and over HTTP every role meets every route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.operations import ALL, Operation
from api.access.roles import SENTENCES, Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.access.routes import Route, routes_of
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer
from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/access.md").read_text("utf-8")
ROUTES = routes_of(create_app(Settings(Place(Path("nowhere")))))
NEVER_ENDS = ("/v1/feed",)
"""Asked only by those who may not: the answer to the others goes on for ever."""


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    settings = Settings(place, projects=False, nation=place.ledger)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def matrix() -> list[str]:
    """As the page has it; `python -m tests.api.access.test_matrix` prints it."""
    head = ["| to | " + " | ".join(Role) + " |", "|---|" + "---|" * len(Role)]
    return head + [
        f"| {one.sentence} (`{one.name}`) | " + " | ".join(_cell(one, role) for role in Role) + " |"
        for one in ALL.values()
    ]


def _cell(operation: Operation, role: Role) -> str:
    if role not in operation.roles:
        return ""
    return "scope" if role is Role.PROGRAM else "yes"


def test_the_page_has_the_matrix_of_the_code() -> None:
    shown = ("| to |", "|---|---|---|---|")
    rows = [line for line in PAGE.splitlines() if line.startswith(shown) or re.match(r"\| .+ \(`[a-z-]+`\) \|", line)]
    assert rows == matrix()


def test_the_page_says_what_every_role_is() -> None:
    assert re.findall(r"^- \*\*(.+)\*\*: (.+)$", PAGE, re.MULTILINE) == [(str(role), SENTENCES[role]) for role in Role]


def test_every_route_says_which_operation_it_is() -> None:
    assert len(ROUTES) > 20
    assert [route for route in ROUTES if len(route.operations) != 1] == []


@pytest.mark.parametrize("role", Role)
def test_every_route_lets_a_role_by_as_the_matrix_says(client: TestClient, place: Place, role: Role) -> None:
    name, sample = f"matrix {role}", "2013-07-31" if role is Role.SPOT_CHECKER else None
    if role is Role.PROGRAM:
        every = tuple(one.name for one in ALL.values() if role in one.roles)
        _meets_every_route(client, role, bearer(place, role, name=name, scopes=every))
        _one_scope_is_no_other(client, place)
    else:
        _meets_every_route(client, role, bearer(place, role, name=name, sample=sample))


def _meets_every_route(client: TestClient, role: Role, headers: dict[str, str]) -> None:
    for route in ROUTES:
        (name,) = route.operations
        allowed = role in ALL[name].roles
        if allowed and route.path in NEVER_ENDS:
            continue
        answer = _asked(client, route, headers)
        refused = answer.status_code == 403 and answer.json()["type"].endswith("/not-allowed")
        assert refused is not allowed, (role, route, answer.status_code, answer.text[:300])
        assert answer.status_code != 401 and answer.status_code < 500, (role, route, answer.text[:300])


def _one_scope_is_no_other(client: TestClient, place: Place) -> None:
    headers = bearer(place, Role.PROGRAM, name="one scope", scopes=("read-status",))
    for route in ROUTES:
        assert (_asked(client, route, headers).status_code == 403) is (route.operations != {"read-status"}), route


def _asked(client: TestClient, route: Route, headers: dict[str, str]) -> object:
    """Without a key or a body: a command that is let by is then refused for that, and records nothing."""
    path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: ATTACHED if found[1] == "family_id" else "1", route.path)
    return client.request(route.method, path, headers=headers)


if __name__ == "__main__":
    print("\n".join(matrix()))
