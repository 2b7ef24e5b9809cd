"""The Python examples of a page are one session, and answer what the page shows."""

from __future__ import annotations

import doctest
import re

import pytest

from tests.docs.examples import PROJECT

_BLOCK = re.compile(r"^```pycon\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", ["docs/life-of-a-fact.md"])
def test_the_session_answers_what_the_page_shows(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    blocks = "\n".join(_BLOCK.findall((PROJECT / page).read_text("utf-8")))
    session = doctest.DocTestParser().get_doctest(blocks, {}, page, page, 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(session, out=told.append)
    assert session.examples
    assert not told, "".join(told)
