"""The pictures show what the demo prints now, need nothing from the network, and say in words what they show."""

from __future__ import annotations

import importlib.util
import re
import sys
from types import ModuleType
from xml.etree import ElementTree

import pytest

from tests.docs.examples import PROJECT
from tests.docs.shell import Shell

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("rounds", "reasons")


@pytest.fixture(scope="module")
def draw() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw", PROJECT / "docs/pictures/draw.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["draw"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_what_would_be_drawn_now(name: str, draw: ModuleType, shell: Shell) -> None:
    """If not: `outcomes demo | .venv/bin/python docs/pictures/draw.py`."""
    picture = {"rounds": draw.ROUNDS, "reasons": draw.REASONS}[name]
    assert draw.picture_of(picture, shell.printed_by_demo) == (PROJECT / f"docs/pictures/{name}.svg").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_a_title_and_a_description_and_fetches_nothing(name: str) -> None:
    text = (PROJECT / f"docs/pictures/{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") and root.findtext(f"{SVG}desc")
    assert not re.search(r"url\(['\"]?http|href=", text)
