"""docs/command-line.md has a section for every command and an example for all that end by themselves."""

from __future__ import annotations

import re

import typer

from api.command_line import ending
from api.command_line.app import program
from tests.docs.examples import PROJECT, examples_of

PAGE = "docs/command-line.md"
TEXT = (PROJECT / PAGE).read_text("utf-8")
SHOWN_IN_README = {"demo"}


def commands() -> set[str]:
    return set(typer.main.get_command(program()).commands)


def test_every_command_has_a_section_and_no_other_has() -> None:
    assert set(re.findall(r"^## outcomes (\S+)$", TEXT, re.MULTILINE)) == commands()


def test_every_command_has_an_example() -> None:
    run = {example.command.split()[1] for example in examples_of(PAGE) if example.command.startswith("outcomes ")}
    assert commands() - run <= SHOWN_IN_README


def test_every_exit_code_is_told() -> None:
    codes = {ending.DONE, ending.DONE_WITH_REJECTS, ending.NOTHING_DONE, ending.INTERRUPTED, ending.OUTPUT_CLOSED}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)} == codes
