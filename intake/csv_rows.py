"""Lines of text into raw rows: a CSV whose every row can be pointed at by the line on which it starts.

A quotation mark that is never closed would swallow all rows after it. Here it costs its own row alone: the lines that
it took along are given back and read again as rows of their own.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain

from intake.forms import REJECT_COLUMNS, Form, plain_name
from intake.rows import RawRow

SEPARATORS = ",;\t|"
_BLANK = SEPARATORS + '" \r\n'
UNENDED = "unended"
"""The last row of a file that does not end with a newline: complete or not, its number of cells tells."""
CUT_OFF = "the file ends in the middle of this row"
NEVER_CLOSED = "the quotation marks of this row do not pair up"
TOO_LONG = "a cell too long to read; most often a quotation mark that is never closed"


class _NeverClosed(Exception):
    pass


def csv_rows(lines: Iterable[str], separator: str, lines_per_row: int) -> Iterator[RawRow]:
    source, taken, given_back = iter(lines), list[str](), deque[str]()
    line = 1

    def feed() -> Iterator[str]:
        while text := given_back.popleft() if given_back else next(source, ""):
            taken.append(text)
            if len(taken) > lines_per_row:
                raise _NeverClosed
            yield text

    while True:
        try:
            for cells in csv.reader(feed(), delimiter=separator, strict=True, skipinitialspace=True):
                yield line, cells, None if taken[-1][-1] in "\r\n" else UNENDED
                line += len(taken)
                taken.clear()
            return
        except (csv.Error, _NeverClosed) as error:
            first = taken[0]
            given_back.extendleft(reversed(taken[1:]))
            taken.clear()
            flaw = _why_unread(first, error)
        yield line, _cells_without_quoting(first, separator), flaw
        line += 1


def _cells_without_quoting(text: str, separator: str) -> list[str]:
    """Cells as a person sees them in the file, stray quotation mark and all, to be put right in the rejects file."""
    return text.rstrip("\r\n").split(separator)


def _why_unread(text: str, error: Exception) -> str:
    if not text.endswith(("\r", "\n")):
        return CUT_OFF
    return TOO_LONG if "field limit" in str(error) else NEVER_CLOSED


def find_separator(lines: Iterator[str], form: Form) -> tuple[str, Iterator[str]]:
    """The separator under which the first line names most of the form's columns; and the lines, none of them lost."""
    looked_at: list[str] = []
    for text in lines:
        looked_at.append(text)
        if text.strip(_BLANK):
            break
    header = looked_at[-1] if looked_at else ""
    known = {*form.names, *REJECT_COLUMNS}

    def columns_named(separator: str) -> int:
        return sum(plain_name(cell.strip().strip('"')) in known for cell in header.split(separator))

    return max(SEPARATORS, key=columns_named), chain(looked_at, lines)
