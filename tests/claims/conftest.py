"""Ledgers with a part of the sample in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from api.command_line import main
from intake.loading import load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from tests.api.conftest import Ended, Outcomes
from tests.claims.packs import write_pack

NewSample = Callable[..., Ledger]

_numbers = count(1)


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("claims") / "pack")


@pytest.fixture(scope="session")
def sample(database: Database, pack: Path, tmp_path_factory: pytest.TempPathFactory) -> NewSample:
    """A new ledger with the pack in it, for a target of so many families."""

    def make(target: int = 810) -> Ledger:
        ledger = create_ledger(
            database, f"claims{next(_numbers)}", "tests", "Oxfordshire County Council", target, "oxfordshire")
        load(ledger, pack, tmp_path_factory.mktemp("rejects"))
        return ledger

    return make


def load(ledger: Ledger, pack: Path, rejects: Path) -> None:
    load_pack(ledger, pack, by="tests", today=date(2026, 11, 22), rejects_folder=rejects)


@pytest.fixture
def outcomes(
    conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Outcomes:
    """Runs one command as the shell would, in this process, on the database of the tests."""
    monkeypatch.setenv("DATABASE_URL", conninfo)
    monkeypatch.setenv("OUTCOMES_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return run
