"""The command line run in this process against a real PostgreSQL server, and a ledger with a small pack in it."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import count
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from ledger.postgres import scratch_server
from tests.api.samples import write_small_pack

_names = count(1)


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.out)))


Outcomes = Callable[..., Ended]


@pytest.fixture(scope="package")
def database_url() -> Iterator[str]:
    """A database of our own in the server that TEST_DATABASE_URL names, or in one started for the tests."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        name = f"test_api_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield make_conninfo(url, dbname=name)
        finally:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        return
    with scratch_server() as conninfo:
        yield conninfo


@pytest.fixture(scope="package")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="package")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_pack(tmp_path_factory.mktemp("packs") / "small")


@pytest.fixture
def outcomes(
    database_url: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Outcomes:
    """Runs one command as the shell would, in this process."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("OUTCOMES_DATA_DIR", str(data_folder))

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="package")
def loaded(database_url: str, data_folder: Path, small_pack: Path) -> Iterator[str]:
    """The name of a ledger with the small pack in it. Tests only read it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        assert main(["create", "small", "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", "small", "--by", "tests"]) == 0
    yield "small"


@pytest.fixture
def new_ledger(outcomes: Outcomes) -> str:
    """The name of an empty ledger of one's own."""
    name = f"own{next(_names)}"
    assert outcomes("create", name, "--by", "tests").code == 0
    return name


@pytest.fixture(scope="package")
def place(database_url: str, data_folder: Path, loaded: str) -> Place:
    return Place(data_folder, loaded, database_url)


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(place, projects=False))) as client:
        yield client
