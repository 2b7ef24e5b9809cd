"""Rejected rows as files of the same shape, to be put right and loaded again.

`line`, `column` and `problem` come before the supplier's own columns: a row with too many or too few cells can then be
written exactly as it was read. No cell is altered, not even one that a spreadsheet would take for a formula: a quote
put before it would come back as part of a name. These files are the supplier's own cells handed back to the supplier,
and are not meant for publishing. They hold personal data: only the account that loads may read them.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.errors import RejectsNotWritten
from intake.forms import REJECT_COLUMNS
from intake.headers import Header
from intake.readings import FileReading

_ONLY_OWNER_FOLDER = 0o700


def write_rejects(folder: Path, readings: Iterable[FileReading]) -> list[Path]:
    """Writes one file for each file with rejected rows, named like it, and returns their paths. Each is whole or not
    there: it is written beside and put in place at the end. One of the same name from before is replaced."""
    with_rejects = [reading for reading in readings if reading.rejected]
    if not with_rejects:
        return []
    try:
        make_private(folder)
        return [_write(folder, reading) for reading in with_rejects]
    except OSError as error:
        reason = error.strerror or error
        raise RejectsNotWritten(
            f"the rejected rows cannot be written to {folder}: {reason}; make room there, or name another folder"
        ) from error


def make_private(folder: Path) -> None:
    """For this account alone, as the folders above that are not there yet: they are named after ledgers."""
    for path in reversed([folder, *folder.parents]):
        if not path.exists():
            path.mkdir(mode=_ONLY_OWNER_FOLDER, exist_ok=True)


def _write(folder: Path, reading: FileReading) -> Path:
    path = folder / Path(reading.file).with_suffix(".csv").name
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with open(handle, "w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(_lines(reading))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return path


def _lines(reading: FileReading) -> Iterator[list[str]]:
    header = reading.header
    yield [*REJECT_COLUMNS, *_own(header.cells, header)]
    for row in reading.rejected:
        yield [str(row.line), row.column, row.problem, *_own(row.cells, header)]


def _own(cells: tuple[str, ...], header: Header) -> list[str]:
    """The supplier's own cells; of a rejects file that is loaded again, without the three that it was given here."""
    places = header.without_reject_columns
    if len(places) == len(header.cells):
        return list(cells)
    return [cells[place] for place in places if place < len(cells)] + list(cells[len(header.cells) :])
