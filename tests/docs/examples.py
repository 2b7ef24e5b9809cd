"""The console examples of a page: each command with the output that the page shows for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]

PAGES = (
    "README.md", "docs/command-line.md", "docs/intake.md", "docs/life-of-a-fact.md", "docs/api.md", "docs/claims.md",
    "docs/money.md", "docs/forecast.md", "docs/action-plan.md", "docs/savings.md", "docs/england.md",
)  # fmt: skip
"""Pages whose console examples are run, each from its top to its bottom, as a reader would.

The pages on claims and what follows from them come last: what is claimed stays claimed in the ledger of the demo.
"""

_FENCE = "```"
_WHEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00| UTC)|\d{8}T\d{6}Z")
_RECORD = re.compile(r"\b[a-z2-7]{16}\.(?=\d)")
_COST = re.compile(r"\b\d+(\.\d+)? (s|MB)\b")
ELISION = "..."


@dataclass(frozen=True, slots=True)
class Example:
    """`first` and `past` are the lines of the page (from 0) that show the output."""

    command: str
    shown: tuple[str, ...]
    first: int
    past: int


def examples_of(page: str) -> list[Example]:
    lines = (PROJECT / page).read_text("utf-8").splitlines()
    found: list[Example] = []
    place = 0
    while place < len(lines):
        if lines[place] == _FENCE + "console":
            past = lines.index(_FENCE, place)
            found += _examples_in(lines, place + 1, past)
            place = past
        place += 1
    return found


def _examples_in(lines: list[str], place: int, past: int) -> list[Example]:
    found = []
    while place < past:
        assert lines[place].startswith("$ "), f"a console block begins with a command, not: {lines[place]}"
        command = lines[place][2:]
        while command.endswith("\\"):
            place += 1
            command = command[:-1] + lines[place].strip()
        first = place = place + 1
        while place < past and not lines[place].startswith("$ "):
            place += 1
        found.append(Example(command, tuple(lines[first:place]), first, place))
    return found


def is_shown(shown: tuple[str, ...], printed: list[str]) -> bool:
    """A line of three dots stands for any lines, three dots in a line for any text; when, and how fast, is not
    compared."""
    pattern = "".join(r"(?:.*\n)*" if line == ELISION else _line_pattern(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{comparable(line)}\n" for line in printed)) is not None


def _line_pattern(line: str) -> str:
    return ".*".join(map(re.escape, comparable(line).split(ELISION)))


def comparable(line: str) -> str:
    """Without what differs from run to run."""
    for pattern, word in ((_WHEN, "<when>"), (_RECORD, "<record>."), (_COST, r"<cost> \2")):
        line = pattern.sub(word, line)
    return line.rstrip()
