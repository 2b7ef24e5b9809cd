"""docs/local-plans.md: every example on the page does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.rules.reading import SchemeError
from tests.rules_tools.commands import run

PAGE = Path(__file__).parents[2] / "docs" / "local-plans.md"
SCHEME = "troubled-families-2012"
_BLOCK = re.compile(r"```(yaml|text) ([^\n]+)\n(.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^    outcomes (.+)$", re.MULTILINE)


def blocks(kind: str) -> dict[str, str]:
    return {name: body for found, name, body in _BLOCK.findall(PAGE.read_text("utf-8")) if found == kind}


@pytest.fixture(autouse=True)
def _in_a_folder_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, body in blocks("yaml").items():
        (tmp_path / name).write_text(body, "utf-8")
    monkeypatch.chdir(tmp_path)


def commands() -> list[list[str]]:
    """Those that need no ledger."""
    found = [command.split() for command in _COMMAND.findall(PAGE.read_text("utf-8"))]
    return [command for command in found if command[0] == "scheme" and "--ledger" not in command]


def test_the_page_has_the_commands_that_it_is_about() -> None:
    assert {command[1] for command in commands()} == {"list", "show", "diff", "check"}


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_of_the_page_does_its_work(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(capsys, *command)
    assert ended.code == 0 and ended.out


@pytest.mark.parametrize("shown", ["show 2013-09-01", "diff 2013-09-01", "check"])
def test_what_the_page_shows_is_what_is_printed(shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = next(command for command in commands() if command[1] == shown.split()[0] and (
        "northshire.yaml" in " ".join(command)))
    printed = run(capsys, *command).out.splitlines()
    for line in blocks("text")[shown].splitlines():
        assert line in printed


def test_the_error_on_the_page_is_the_error_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "northshire.yaml"
    plan.write_text(plan.read_text("utf-8").replace("police-callouts:", "police-callout:"), "utf-8")
    with pytest.raises(SchemeError) as refused:
        run(capsys, "scheme", "show", SCHEME, "--overlay", "northshire.yaml")
    assert str(refused.value) == blocks("text")["error"].strip()


def test_the_table_names_every_key_that_a_plan_can_have() -> None:
    table = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    named = {name for line in table for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    assert named == {"overlay", "title", "version", "scheme", "from", "sources", "values", "criteria", "adds"}
