"""docs/settings.md says every variable that the code reads, and every limit with its value."""

from __future__ import annotations

import ast
import importlib
import re
from dataclasses import fields

import pytest

from intake.limits import DEFAULT_LIMITS, Limits, setting_of
from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/settings.md").read_text("utf-8")
ROOMS = ("domain", "ledger", "intake", "projections", "api")
_NUMBERS = re.compile(r"^\| `([A-Z_]+)` \| ([0-9,.]+) \| `([\w/]+)\.py` \|", re.MULTILINE)


def variables_read() -> set[str]:
    """Text handed to os.environ, also by way of a constant whose name ends in VARIABLE."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (PROJECT / room).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                found |= set(_constants_named_variable(node)) | set(_asked_of_environ(node))
    return found


def _constants_named_variable(node: ast.AST) -> list[str]:
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
        return []
    named = [name.id for name in node.targets if isinstance(name, ast.Name)]
    return [str(node.value.value)] if any(name.endswith("VARIABLE") for name in named) else []


def _asked_of_environ(node: ast.AST) -> list[str]:
    is_get = isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "environ.get", "os.getenv")
    is_item = isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ")
    asked = node.args[0] if is_get else node.slice if is_item else None
    return [str(asked.value)] if isinstance(asked, ast.Constant) else []


def test_every_variable_that_is_read_is_on_the_page() -> None:
    assert variables_read() >= {"DATABASE_URL", "OUTCOMES_DATA_DIR", "OUTCOMES_DEBUG"}
    assert {name for name in variables_read() if f"`{name}`" not in PAGE} == set()


def test_every_limit_is_on_the_page_with_its_value() -> None:
    for field in fields(Limits):
        assert f"| `{setting_of(field.name)}` | {getattr(DEFAULT_LIMITS, field.name):,} |" in PAGE


@pytest.mark.parametrize("name, value, module", _NUMBERS.findall(PAGE))
def test_other_numbers_are_those_of_the_code(name: str, value: str, module: str) -> None:
    assert getattr(importlib.import_module(module.replace("/", ".")), name) == float(value.replace(",", ""))
