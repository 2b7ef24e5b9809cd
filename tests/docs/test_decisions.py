"""Decisions are numbered, each number once, have one form, and fit on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.examples import PROJECT

NUMBERED = sorted((PROJECT / "docs/decisions").glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Consequences", "What else was considered"]
WORDS_OF_A_PAGE = 450


def test_no_number_is_given_twice() -> None:
    numbers = [int(page.name[:4]) for page in NUMBERED]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("page", NUMBERED, ids=lambda page: page.stem)
def test_each_says_what_led_to_it_and_what_else_was_considered(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert len(text.split()) <= WORDS_OF_A_PAGE
