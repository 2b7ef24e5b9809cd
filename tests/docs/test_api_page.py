"""docs/api.md has the whole list of problems."""

from __future__ import annotations

import re

from api.http.problems import PROBLEMS
from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/api.md").read_text("utf-8")


def test_the_page_has_every_problem_as_the_program_gives_it() -> None:
    rows = [f"| {kind.status} | `{kind.name}` | {kind.title}. {kind.meaning} |" for kind in PROBLEMS.values()]
    assert re.findall(r"^\| \d{3} \| `.*$", PAGE, re.MULTILINE) == rows
