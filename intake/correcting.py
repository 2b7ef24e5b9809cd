"""Rejected rows that somebody has put right, as an extract of their own: it is read and checked like any other.

Its columns are those of the form, after `line`, which says where each row stood and is passed over when it is read.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

from intake.kinds import form_of
from intake.rejected import Rejected
from ledger.corrections import Corrected

CALLED = "corrected "
"""What the name of such an extract's file begins with."""


@dataclass(frozen=True, slots=True)
class CorrectedRow:
    """A rejected row with its cells, by the columns of the form, as they are to be."""

    was: Rejected
    cells: Mapping[str, str]

    def changed(self, kind: str) -> tuple[str, ...]:
        before = self.was.values(kind)
        return tuple(name for name in form_of(kind).names if _plain(self.cells.get(name, "")) != _plain(before[name]))


def _plain(cell: str) -> str:
    """Browsers send a line's end as two characters, and without the spaces at the end."""
    return cell.replace("\r\n", "\n").strip()


@dataclass(frozen=True, slots=True)
class CorrectedExtract:
    file: str
    content: bytes
    rows: tuple[Corrected, ...]

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()

    def write(self, folder: Path) -> Path:
        path = folder / self.file
        path.write_bytes(self.content)
        return path


def corrected_extract(file: str, kind: str, rows: Sequence[CorrectedRow]) -> CorrectedExtract:
    """`file` is that of which the rows were rejected."""
    names = form_of(kind).names
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["line", *names])
    for row in rows:
        writer.writerow([row.was.line, *(row.cells.get(name, "") for name in names)])
    lines = _first_lines(text.getvalue())
    corrected = (Corrected(row.was.line, line, row.changed(kind)) for row, line in zip(rows, lines, strict=True))
    name = f"{CALLED}{file.removeprefix(CALLED)}"
    return CorrectedExtract(str(Path(name).with_suffix(".csv")), text.getvalue().encode(), tuple(corrected))


def _first_lines(text: str) -> list[int]:
    """The line on which each row but the header begins: a cell may have newlines in it."""
    reader = csv.reader(StringIO(text, newline=""))
    lines, before = [], 0
    for _ in reader:
        lines.append(before + 1)
        before = reader.line_num
    return lines[1:]
