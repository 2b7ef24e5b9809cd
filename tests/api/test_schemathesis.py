"""Every operation with requests that schemathesis makes from the description: every check, and links followed.

Here a bounded run; `schemathesis run` by hand goes on for as long as one likes (docs/api.md says how).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place
from tests.api.conftest import Outcomes
from tests.api.samples import PROJECT
from tests.api.serving import served
from tests.api.tokens import bearer

SECONDS_MAX = 240


@pytest.fixture
def server(
    outcomes: Outcomes, new_ledger: str, database_url: str, data_folder: Path, small_pack: Path
) -> Iterator[str]:
    """The address of a server on a ledger of its own, with families and claims in it."""
    assert outcomes("load", small_pack, "--ledger", new_ledger, "--by", "tests").code == 0
    assert outcomes("claims", "prepare", "--round", "2013-07-31", "--ledger", new_ledger, "--by", "tests").code == 0
    with served(create_app(Settings(Place(data_folder, new_ledger, database_url)))) as address:
        yield address


def test_no_request_breaks_what_the_description_says(
    server: str, new_ledger: str, database_url: str, data_folder: Path, tmp_path: Path
) -> None:
    token = bearer(Place(data_folder, new_ledger, database_url))["Authorization"]
    ran = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "--config-file", str(PROJECT / "schemathesis.toml"), "run",
         f"{server}/v1/openapi.json", "--url", server, "-H", f"Authorization: {token}", "--exclude-path", "/v1/feed",
         "--exclude-operation-id", "revoke_token",  # it would find its own token in the list, and take that back
         "--phases", "examples,fuzzing,stateful", "--max-examples", "1", "--seed", "7", "--no-color"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True,
        timeout=SECONDS_MAX)  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6_000:]
    assert "Stateful" in ran.stdout
