"""What came of reading one file: rows that can be used, rows that cannot, and how many there were in all."""

from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Protocol

from intake.errors import OverLimit
from intake.headers import NO_HEADER, Header, read_header
from intake.kinds import form_of, split_kind
from intake.limits import Limits
from intake.problems import Notice, Problem
from intake.row_reading import RowReader
from intake.rows import Origin, RejectedRow, Row
from intake.sources import SourceFile

_ROWS_AT_ONCE = 4_096


class Progress(Protocol):
    def __call__(self, file: str, rows_read: int, rows_expected: int) -> None:
        """Called every few thousand rows with the counts of that file; 0 expected is 'not known'."""


@dataclass(slots=True)
class FileReading:
    """`read` counts every row but the header, and is good + rejected + blank."""

    source: SourceFile
    header: Header = NO_HEADER
    read: int = 0
    blank: int = 0
    good: list[Row] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.source.kind

    @property
    def agency(self) -> str | None:
        """Whose ids the file uses; None for our own."""
        return split_kind(self.kind)[1]

    @property
    def file(self) -> str:
        return self.source.name


def read_file(source: SourceFile, today: date, limits: Limits, progress: Progress | None = None) -> FileReading:
    """Each row by itself; what rows say of each other is looked at when all files are read."""
    reading, form = FileReading(source), form_of(source.kind)
    rows = source.raw_rows()
    for row in rows:
        if any(map(str.strip, row[1])):
            reading.header = read_header(row[1], form, source.name, limits)
            break
        reading.read += 1
        reading.blank += 1
    origin = Origin(source.kind, source.name, source.extract, form.names)
    reader = RowReader(form, reading.header, origin, today, limits)
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        reading.read += len(batch)
        if reading.read > limits.rows_per_file:
            raise OverLimit(f"{source.name} has over {limits.rows_per_file:,} rows; split it", "rows_per_file")
        reader.read(batch)
        if progress:
            progress(source.name, reading.read, source.rows_expected)
    reading.good, reading.rejected = reader.good, reader.rejected
    reading.blank += reader.blank
    reading.notices = [*reading.header.notices, *_notices_of_emptiness(reading)]
    return reading


def _notices_of_emptiness(reading: FileReading) -> list[Notice]:
    if not reading.header.cells:
        return [Notice(reading.file, "is empty; not even a header is in it")]
    if reading.read == reading.blank:
        return [Notice(reading.file, "has a header and no rows")]
    return []


def reject_also(reading: FileReading, refused: dict[int, list[Problem]]) -> None:
    """Rejects rows that were good by themselves, by line. Their cells as they stood are read from the file once more:
    keeping them for every row, for the sake of these few, would double the memory."""
    if not refused:
        return
    reading.good = [row for row in reading.good if row.line not in refused]
    for line, cells, _ in reading.source.raw_rows():
        if line in refused:
            rejected = RejectedRow(reading.kind, reading.file, line, tuple(cells), tuple(refused[line]))
            reading.rejected.append(rejected)
    reading.rejected.sort(key=lambda row: row.line)
