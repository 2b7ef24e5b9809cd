"""Every benchmark that a page names is there to be run."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from benchmarks.__main__ import ALONE, TARGETS

PROJECT = Path(__file__).parents[2]
_NAMED = re.compile(r"python -m benchmarks[ .](\w+)")


def test_every_benchmark_that_a_page_names_can_be_run() -> None:
    pages = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]
    named = {name for page in pages for name in _NAMED.findall(page.read_text("utf-8"))} | set(TARGETS)
    assert {"scale", "rebuilding", "pages"} <= named <= {*TARGETS, *ALONE}
    for name in (*TARGETS, *ALONE):
        module = import_module(f"benchmarks.{name}")
        assert hasattr(module, "main") or hasattr(module, "lines"), name
