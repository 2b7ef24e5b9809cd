"""What the pages point at is there: links, files, functions; and every page can be found from the map."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.examples import PROJECT

PAGES = sorted(
    [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")], key=lambda page: page.relative_to(PROJECT).as_posix())
NAMES = [page.relative_to(PROJECT).as_posix() for page in PAGES]

_CODE_BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:domain|ledger|intake|projections|api|tests|docs|samples|benchmarks)/[\w./-]+)`")
_DEFINED_IN = re.compile(r"`([A-Za-z_][\w.]*)`(?: and `([A-Za-z_][\w.]*)`)? in\s+`([\w/]+\.py)`")


def prose(page: Path) -> str:
    return _CODE_BLOCK.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in _HEADING.findall(prose(page))
    }


def links(page: Path) -> Iterator[tuple[Path, str]]:
    for link in _LINK.findall(prose(page)):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = link.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    dead = [path for path, anchor in links(page) if not path.exists() or (anchor and anchor not in anchors(path))]
    assert not dead


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_named_files_exist(page: Path) -> None:
    assert not [path for path in _PATH.findall(prose(page)) if not (PROJECT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_named_functions_and_classes_are_where_the_page_says(page: Path) -> None:
    missing = [
        f"{name} in {path}"
        for *names, path in _DEFINED_IN.findall(prose(page))
        for name in names
        if name and name not in defined_in(PROJECT / path)
    ]
    assert not missing


def test_every_page_can_be_found_from_the_map() -> None:
    """A page that is linked from nowhere is read by nobody: name it in docs/index.md."""
    found = {path for path, _ in links(PROJECT / "docs/index.md")}
    assert {page.relative_to(PROJECT).as_posix() for page in PAGES if page.resolve() not in found} == {"docs/index.md"}


def defined_in(path: Path) -> set[str]:
    """Functions, classes, methods as `Class.method`, and names given a value, at the top of the module."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        found |= set(_names_of(node))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _names_of(inner)}
    return found


def _names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
