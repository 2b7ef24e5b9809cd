"""Further ledgers beside the one of the package, for tests that record, and who signs in there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor

SignsIn = Callable[..., Visitor]


def new_ledger(place: Place, name: str, pack: Path | None = None) -> Place:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", place.database_url or os.environ["DATABASE_URL"])
        environment.setenv("OUTCOMES_DATA_DIR", str(place.data_folder))
        assert main(["create", name, "--by", "tests"]) == 0
        if pack is not None:
            assert main(["load", str(pack), "--ledger", name, "--by", "tests"]) == 0
        assert main(["rebuild", "--ledger", name]) == 0
    return Place(place.data_folder, name, place.database_url)


@contextmanager
def visitors_of(here: Place) -> Iterator[SignsIn]:
    """Makes visitors of that ledger who have signed in, by the name and the roles given."""
    app = create_app(Settings(here))
    with TestClient(app):
        yield lambda name, *roles: Visitor(TestClient(app)).signs_in(token_for(here, *roles, name=name))
