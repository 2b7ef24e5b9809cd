"""A real PostgreSQL server, a database of our own in it, and fresh ledgers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger

settings.register_profile("outcomes", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("outcomes")  # a law is broken by a counter-example, never by a busy machine

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The server that TEST_DATABASE_URL names, or one started for the tests."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        yield url
        return
    from ledger.postgres import scratch_server

    with scratch_server() as conninfo:
        yield conninfo


@pytest.fixture(scope="session")
def conninfo(server: str) -> Iterator[str]:
    """A database that is dropped afterwards."""
    name = f"test_ledger_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_conninfo(server, dbname=name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def database(conninfo: str) -> Iterator[Database]:
    with Database(conninfo) as opened:
        yield opened


@pytest.fixture(scope="session")
def new_ledger(database: Database) -> Callable[[], Ledger]:
    return lambda: create_ledger(database, f"t{next(_numbers)}", by="tests", target=810)


@pytest.fixture
def ledger(new_ledger: Callable[[], Ledger]) -> Ledger:
    return new_ledger()
