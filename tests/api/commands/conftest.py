"""A server on a ledger of one's own, and callers in their roles who send it commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from ledger.ledger import Ledger
from tests.api.conftest import Outcomes
from tests.api.tokens import bearer

_names = count(1)


class Caller:
    """Somebody with roles in one ledger, as a program sends what they do."""

    def __init__(self, client: TestClient, place: Place, name: str, *roles: Role) -> None:
        self.client, self.name = client, name
        self.headers = bearer(place, *roles, name=name)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, said: Any = None, key: str | None = None, **headers: str) -> Any:
        """`headers` by their names with underscores; a new key each time, unless one is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**self.headers, "Idempotency-Key": key or str(uuid4()), **named}
        return self.client.post(path, json={} if said is None else said, headers=sent)

    def send(self, path: str, content: Any, form: str, key: str | None = None) -> Any:
        """An extract or another document, as it is."""
        sent = {**self.headers, "Idempotency-Key": key or str(uuid4()), "Content-Type": form}
        return self.client.post(path, content=content, headers=sent)

    def version(self, family_id: str) -> str:
        """The ETag of a family."""
        return f'"{self.get(f"/v1/families/{family_id}").json()["version"]}"'


@pytest.fixture
def own_place(outcomes: Outcomes, database_url: str, data_folder: Path) -> Place:
    """An empty ledger of one's own."""
    name = f"commands{next(_names)}"
    assert outcomes("create", name, "--overlay", "oxfordshire", "--target", "20", "--by", "tests").code == 0
    return Place(data_folder, name, database_url)


@pytest.fixture
def filled_place(own_place: Place, outcomes: Outcomes, small_pack: Path) -> Place:
    """One with the small pack in it."""
    assert outcomes("load", small_pack, "--ledger", own_place.ledger, "--by", "tests").code == 0
    return own_place


def client_of(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(filled_place: Place) -> Iterator[TestClient]:
    yield from client_of(filled_place)


@pytest.fixture
def as_(client: TestClient, filled_place: Place) -> Callable[..., Caller]:
    return lambda name, *roles: Caller(client, filled_place, name, *roles)


@pytest.fixture
def ledger(client: TestClient, filled_place: Place) -> Ledger:
    """As the server has it."""
    opened: Ledger = client.app.state.door.ledger_named(filled_place.ledger)
    return opened


@pytest.fixture
def events(ledger: Ledger) -> Callable[[], int]:
    return ledger.event_count
