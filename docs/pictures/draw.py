"""Draws the pictures of the README from what the demo prints: `outcomes demo | python docs/pictures/draw.py`.

Each picture shows a part of the output word for word, with some colour. They are checked in; a test compares their
words with what the demo prints, and so says when they must be drawn again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import dropwhile, takewhile
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).parent
WIDEST = 128

_THEME = TerminalTheme(
    (253, 253, 253), (40, 44, 52),
    [(40, 44, 52), (170, 40, 30), (20, 110, 60), (140, 90, 0), (30, 80, 160), (120, 60, 140), (20, 110, 120),
     (110, 116, 128)],
)  # fmt: skip
_COLOURS = {
    r"^round .*": "bold",
    r"^ *met -": "bold green",
    r"^ *not met -": "bold red",
    r"^ *cannot say yet.*? -": "bold yellow",
    r"^ *not relevant -": "bold white",
    r"\((framework|oxfordshire|ledger)-?.*": "white",
    r"\[.*|line \d+, extract \w+\]": "blue",
}

# The program's own form, with neither a font from the network nor the frame of a window.
_FORM = """<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {terminal_width} {terminal_height}">
<title>TITLE</title>
<desc>DESCRIPTION</desc>
<style>
    .{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
        font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
    {styles}
</style>
<rect width="100%" height="100%" fill="#fdfdfd"/>
<defs>{lines}</defs>
<g transform="translate(8, 4)" class="{unique_id}-matrix">{backgrounds}{matrix}</g>
</svg>
"""


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    title: str
    description: str


ROUNDS = Picture(
    "rounds", "The programme at each claim round",
    "For each of the nine claim rounds: how many families are eligible and attached, how many results of each kind can"
    " be claimed, and their amounts in pounds.")  # fmt: skip
REASONS = Picture(
    "reasons", "Why the criterion for education was met",
    "A tree of clauses, each met or not met, with its source, its figures and, under the one that is met, the three"
    " lines of the attendance file that it rests on.")  # fmt: skip


def shown_in(picture: Picture, printed: Iterable[str]) -> list[str]:
    """The lines of the demo's output that the picture shows."""
    if picture is ROUNDS:
        return list(takewhile(bool, dropwhile(lambda line: not line.startswith("round "), printed)))
    since = dropwhile(lambda line: not line.startswith("        met - education:"), printed)
    until = takewhile(lambda line: "education/5" not in line, since)
    return [line.removeprefix("        ") for line in until]


def fitted(line: str) -> list[str]:
    """Wrapped to the width of the picture. Since when it is known differs each time, and is left out."""
    indent = len(line) - len(line.lstrip())
    said = re.sub(r"; known since position \d+, [^]]*", "", line)
    return wrap(said, WIDEST, subsequent_indent=" " * (indent + 4), drop_whitespace=True) or [""]


def drawn(picture: Picture, lines: list[str]) -> str:
    console = Console(record=True, width=max(map(len, lines)), file=StringIO(), force_terminal=True)
    for line in lines:
        text = Text(line)
        for pattern, style in _COLOURS.items():
            text.highlight_regex(pattern, style)
        console.print(text, no_wrap=True, crop=False)
    form = _FORM.replace("TITLE", escape(picture.title)).replace("DESCRIPTION", escape(picture.description))
    return _with_margin(console.export_svg(theme=_THEME, code_format=form, unique_id=picture.name))


def _with_margin(svg: str) -> str:
    """Fonts differ in width from machine to machine."""
    return re.sub(
        r'viewBox="0 0 ([\d.]+) ([\d.]+)"',
        lambda found: f'viewBox="0 0 {float(found[1]) + 28:.0f} {float(found[2]) + 14:.0f}"', svg, count=1)


def picture_of(picture: Picture, printed: Iterable[str]) -> str:
    return drawn(picture, [part for line in shown_in(picture, printed) for part in fitted(line)])


def main() -> None:
    printed = sys.stdin.read().splitlines()
    for picture in (ROUNDS, REASONS):
        (HERE / f"{picture.name}.svg").write_text(picture_of(picture, printed), "utf-8")


if __name__ == "__main__":
    main()
