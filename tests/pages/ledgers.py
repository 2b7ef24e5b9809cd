"""Further ledgers beside the one of the package, for tests that record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.command_line import main
from api.places import Place


def new_ledger(place: Place, name: str, pack: Path | None = None) -> Place:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", place.database_url or os.environ["DATABASE_URL"])
        environment.setenv("OUTCOMES_DATA_DIR", str(place.data_folder))
        assert main(["create", name, "--by", "tests"]) == 0
        if pack is not None:
            assert main(["load", str(pack), "--ledger", name, "--by", "tests"]) == 0
        assert main(["rebuild", "--ledger", name]) == 0
    return Place(place.data_folder, name, place.database_url)
