"""`outcomes backup` and `outcomes restore`, with a server and a data folder of their own each, as a shell runs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.samples import ATTACHED
from tests.api.test_processes import data, run

__all__ = ["data"]


@pytest.fixture
def second(data: Path) -> Iterator[Path]:
    """Another data folder, with the master key and nothing else in it."""
    folder = data.parent / "second"
    (folder / "keys").mkdir(parents=True, mode=0o700)
    shutil.copy(data / "keys/master.key", folder / "keys")
    yield folder
    shutil.rmtree(folder)


def person_of(data: Path) -> str:
    """Someone of the family."""
    tree = run(data, "explain", ATTACHED, "--at", "2013-02-04", "--format", "json").stdout
    return sorted({one["person_id"] for one in json.loads(tree)["observations"] if one["person_id"]})[0]


@pytest.mark.timeout(200)
def test_a_ledger_is_put_back_with_its_answers_and_its_erasures(data: Path, second: Path, tmp_path: Path) -> None:
    question = ("eligibility", "--at", "2013-02-04", "--known")
    known = json.loads(run(data, "status", "--format", "json").stdout)["position"]
    before = run(data, *question, known).stdout
    taken = run(data, "backup", tmp_path / "older")
    assert taken.returncode == 0 and f"small up to position {known}" in taken.stdout, taken.stderr
    assert f"keep a copy of it apart, with the list of erased persons ({data / 'keys'})" in taken.stdout
    key = run(data, "checkpoint", "key").stdout.strip()

    back = run(second, "restore", tmp_path / "older", "--key", key)
    assert back.returncode == 0 and "all as sealed." in back.stdout, back.stderr
    assert f"no list of erased persons at {second / 'keys/erased.jsonl'}" in back.stdout
    assert run(second, *question, known).stdout == before
    assert run(second, "check", "--key", key).returncode == 0
    assert "none is ever replaced" in run(second, "restore", tmp_path / "older").stderr

    shutil.rmtree(second / "postgres")
    erased = run(data, "erase", person_of(data), "--reason", "asked", "--decided-by", "the officer", "--yes")
    assert erased.returncode == 0, erased.stderr
    shutil.copy(data / "keys/erased.jsonl", second / "keys")
    back = run(second, "restore", tmp_path / "older", "--key", key)
    assert "Persons erased since the backup, and forgotten again: 1." in back.stdout, back.stderr
    assert "{" not in run(second, "history", ATTACHED).stdout and "erased" in run(second, "history", ATTACHED).stdout
    assert run(second, "check", "--key", key).returncode == 0


@pytest.mark.timeout(100)
def test_a_folder_gets_a_file_for_every_ledger(data: Path, tmp_path: Path) -> None:
    assert run(data, "create", "other").returncode == 0
    taken = run(data, "backup", tmp_path)
    assert taken.returncode == 0, taken.stderr
    assert [file.name.partition("-")[0] for file in sorted(tmp_path.iterdir())] == ["other", "small"]
    refused = run(data, "backup", tmp_path / "one")
    assert refused.returncode == 2 and "Name one of: other, small" in refused.stderr
