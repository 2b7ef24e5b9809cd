"""What `outcomes --help` and its like show: whole sentences, no wider than the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version

import pytest

PROGRAM = [sys.executable, "-c", "import sys; from api.command_line import main; sys.exit(main())"]
NARROW = 60


def said(*words: str, columns: int = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=os.environ | {"COLUMNS": str(columns)},
        capture_output=True, text=True, timeout=60)  # fmt: skip


@pytest.mark.parametrize("words", [(), ("casework",)])
def test_every_command_is_told_in_a_whole_sentence_within_a_narrow_terminal(words: tuple[str, ...]) -> None:
    narrow, wide = said(*words, "--help", columns=NARROW), said(*words, "--help")
    assert max(map(len, narrow.stdout.splitlines())) <= NARROW
    assert "..." not in narrow.stdout.replace("[ARGS]...", "")
    assert "".join(narrow.stdout.split()) == "".join(wide.stdout.split())


def test_the_version_is_that_of_the_installed_program() -> None:
    assert said("--version").stdout == f"outcomes {version('outcomes-ledger')}\n"


def test_a_mistyped_command_is_asked_back_in_one_whole_line() -> None:
    assert said("eligibilty").stderr == (
        "outcomes: No such command 'eligibilty'. Did you mean 'eligibility'? `outcomes --help` says what can be"
        " written.\n")
