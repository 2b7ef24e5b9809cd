"""What is said of a row that is rejected, and of a file that is read all the same."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a row is rejected.

    `reason` holds nothing of the row itself, so that equal reasons can be counted together and logged; `about` is
    the cell, or the other row, that it speaks of, and may be personal.
    """

    column: str
    reason: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.about}" if self.about else self.reason


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person who loads should know, and that rejects no row. `line` 0 is the file as a whole."""

    file: str
    text: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        where = f"{self.file} line {self.line}" if self.line else self.file
        return f"{where}: {self.text}"


class BadCell(ValueError):
    """Raised by the reader of one cell; the message is the reason, without the cell."""


def in_one_cell(texts: Iterable[str]) -> str:
    """Several reasons or columns in one cell of a rejects file, each once, in order."""
    return "; ".join(dict.fromkeys(text for text in texts if text))
