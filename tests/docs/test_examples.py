"""Every console example of the pages is run, in order, and prints what the page shows.

`python -m tests.docs.refresh` puts what is printed now in the place of what is not printed any more.
"""

from __future__ import annotations

import pytest

from tests.docs.examples import PAGES, Example, examples_of, is_shown
from tests.docs.shell import Shell


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_shows(page: str, shell: Shell) -> None:
    shell.new_session()
    examples = examples_of(page)
    ran = [(example, shell.run(example.command)) for example in examples]
    different = [_told(page, *one) for one in ran if not is_shown(one[0].shown, one[1])]
    assert examples
    assert not different, "\n\n".join(different)


def test_an_elided_line_stands_for_any_lines_and_nothing_else_does() -> None:
    assert is_shown(("a", "...", "d"), ["a", "b", "c", "d"])
    assert is_shown(("a", "...", "d"), ["a", "d"])
    assert is_shown(("position ... of 4",), ["position 3 of 4"])
    assert not is_shown(("a", "d"), ["a", "b", "d"])
    assert not is_shown(("a", "..."), ["b", "a"])


def _told(page: str, example: Example, printed: list[str]) -> str:
    command = f"{page}, line {example.first}: $ {example.command}"
    return "\n".join([command, "the page shows:", *example.shown, "it prints:", *printed])
