"""Every test that docs/owasp.md relies on is there, and every risk has one."""

from __future__ import annotations

import re

import pytest

from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/owasp.md").read_text("utf-8")
RISKS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
NAMED = re.findall(r"^- `(test_\w+)` in `(tests/[\w/]+\.py)`$", PAGE, re.MULTILINE)


def test_all_ten_are_walked_through() -> None:
    assert [risk.partition(":")[0] for risk in RISKS] == [f"API{number}" for number in range(1, 11)]
    assert all(re.search(r"^- `test_", risk, re.MULTILINE) for risk in RISKS)
    assert len(NAMED) == PAGE.count("\n- ")


@pytest.mark.parametrize("name, file", NAMED)
def test_every_test_named_is_there(name: str, file: str) -> None:
    assert f"\ndef {name}(" in (PROJECT / file).read_text("utf-8")
