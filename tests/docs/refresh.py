"""`python -m tests.docs.refresh [PAGE ...]`: shows on the pages what their examples print now.

Lines elided by three dots stay elided; a shown line is replaced by the printed one that is most like it. Look at the
difference before you commit it: that an output changed is news for readers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.postgres import scratch_server
from tests.docs.examples import ELISION, PAGES, PROJECT, Example, comparable, examples_of, is_shown
from tests.docs.shell import Shell

ALIKE = 0.5


def refresh(page: str, shell: Shell) -> int:
    """Returns how many examples were changed."""
    shell.new_session()
    path = PROJECT / page
    lines = path.read_text("utf-8").splitlines()
    ran = [(example, shell.run(example.command)) for example in examples_of(page)]
    changed = [one for one in ran if not is_shown(one[0].shown, one[1])]
    for example, printed in reversed(changed):
        print(f"{page}, line {example.first}: $ {example.command}")
        lines[example.first : example.past] = _shown_now(example, printed)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return len(changed)


def _shown_now(example: Example, printed: list[str]) -> list[str]:
    if ELISION not in example.shown:
        return printed
    shown: list[str] = []
    place = 0
    for line in example.shown:
        if line == ELISION:
            shown.append(line)
            continue
        found = _most_alike(line, printed, place)
        if found is not None:
            shown.append(line if is_shown((line,), [printed[found]]) else printed[found])
            place = found + 1
    return shown


def _most_alike(line: str, printed: list[str], first: int) -> int | None:
    """Of the printed lines from `first` on, the earliest of those that are most like it; None if none is like it."""
    likeness = {at: _likeness(line, printed[at]) for at in range(first, len(printed))}
    best = max(likeness, key=lambda at: likeness[at], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _likeness(line: str, candidate: str) -> float:
    return SequenceMatcher(None, comparable(line), comparable(candidate), autojunk=False).ratio()


def main(pages: Sequence[str]) -> None:
    with scratch_server() as server, TemporaryDirectory(prefix="outcomes-docs-") as folder:
        shell = Shell(Path(folder), server)
        try:
            changed = sum(refresh(page, shell) for page in pages or PAGES)
        finally:
            shell.close()
    print(f"{changed} examples changed.")


if __name__ == "__main__":
    main(sys.argv[1:])
