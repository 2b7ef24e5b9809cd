"""docs/intake.md has every column of every file, and every reason for which a row is rejected."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from intake.dates import NO_DATE
from intake.forms import AGENCY_PEOPLE, FORMS, Form
from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/intake.md").read_text("utf-8")
SOURCES = (
    *sorted((PROJECT / "intake").glob("*.py")), *sorted((PROJECT / "intake/agencies").glob("*.py")),
    PROJECT / "domain/attaching.py",
)  # fmt: skip

ARGUMENT = {
    "BadCell": 0, "Problem": 1, "Rule": 1, "_not_before": 2, "_either": 2, "_both": 2, "Notice": 1,
    "AttachmentRefused": 0,
}  # fmt: skip
"""Which argument of each call is a reason."""
NO_REASON = {"ON_RECORD", "EXPECTED", "BEYOND", "CALLED"}
"""Constants that name the other row, a cell or a file, or belong to an error about the whole pack."""
WITHDRAWALS = {"its supplier withdrew it", "the agency withdrew it", "the agency now says it of someone else"}
"""Reasons for which a record is withdrawn, which are no reasons to reject a row."""


@pytest.mark.parametrize("form", [*FORMS.values(), AGENCY_PEOPLE], ids=lambda form: form.kind)
def test_every_column_of_a_file_is_on_the_page_in_its_order(form: Form) -> None:
    section = PAGE.partition(f"### {form.kind}.csv\n")[2].partition("\n#")[0]
    shown = re.findall(r"^\| `(\w+)`(\*?) \|", section, re.MULTILINE)
    assert shown == [(column.name, "*" if column.required else "") for column in form.columns]


def test_every_reason_is_on_the_page_and_no_other() -> None:
    shown = {row for row in re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE) if " " in row}
    assert reasons() - shown == set()
    assert {row for row in shown - reasons() if not row.startswith("`")} == set()


def test_reasons_are_found_in_the_code_in_every_way_they_are_written() -> None:
    examples = {"an end before its start", "a count below zero", NO_DATE, "must not be blank", "not one of ..."}
    assert reasons() >= examples


def reasons() -> set[str]:
    found = {text for path in SOURCES for text in _reasons_of(ast.parse(path.read_text("utf-8"))) if " " in text}
    return found - WITHDRAWALS


def _reasons_of(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name.isupper() and name not in NO_REASON and not name.startswith("_"):
                yield from _texts(node.value)
    for inner in ast.walk(module):
        yield from _reasons_at(inner)


def _reasons_at(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ARGUMENT:
        yield from (text for argument in node.args[ARGUMENT[node.func.id] :][:1] for text in _texts(argument))
    elif isinstance(node, ast.Assign) and any(isinstance(at, ast.Name) and at.id == "reason" for at in node.targets):
        yield from _texts(node.value)
    elif isinstance(node, ast.FunctionDef) and node.name == "_not_before":
        yield from (text for default in node.args.defaults for text in _texts(default))
    elif isinstance(node, ast.FunctionDef) and node.name == "_why_no_count":
        yield from (text for line in ast.walk(node) if isinstance(line, ast.Return) for text in _returned(line))


def _returned(line: ast.Return) -> Iterator[str]:
    assert line.value is not None
    value = line.value
    for part in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
        yield from _texts(part)


def _texts(value: ast.expr) -> Iterator[str]:
    """The text, with three dots for whatever is filled in."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in value.values)
