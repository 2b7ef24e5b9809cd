"""Sheets of a workbook into raw rows, each cell as it would stand in a CSV.

A date cell becomes an ISO date; a whole number loses its '.0'. A number in a date column stays the number that it is,
and is rejected later as Excel's own way of keeping dates: which calendar it counts from is not in the cell.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from python_calamine import CalamineWorkbook

from intake.csv_files import demand_size
from intake.errors import OverLimit, UnreadablePack
from intake.kinds import kind_of
from intake.limits import Limits
from intake.problems import Notice
from intake.rows import RawRow
from intake.sources import Pack, SourceFile
from intake.zip_checks import ZIP_FAULTS, demand_harmless

Cell = str | int | float | bool | date | datetime | time | timedelta

_CHUNK = 1024 * 1024
_WIDE_OR_LOW_CELL = re.compile(rb"""\br=["'](?:([A-Z]{2,3})([0-9]+)|[A-Z]?([0-9]{6,}))["']""")

_ROWS_UNSEEN = 99_999
"""Only rows beyond these, and columns beyond Z, are looked for: whatever lies within fits in memory."""


def fill_from_workbook(pack: Pack, path: Path, limits: Limits) -> None:
    demand_size(path.name, path.stat().st_size, limits)
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    _demand_sensible_workbook(path, limits)
    workbook = _open_workbook(path)
    pack.closing.callback(workbook.close)
    for sheet in workbook.sheet_names:
        if kind := kind_of(sheet):
            rows = partial(_sheet_rows, workbook, sheet, path)
            pack.add(SourceFile(f"{kind}.csv", kind, sha256, 0, rows))
        else:
            where = f"{path.name}, sheet '{sheet}'"
            pack.notices.append(Notice(where, "not read: a sheet is named after the file that it stands for"))


def _demand_sensible_workbook(path: Path, limits: Limits) -> None:
    """Refuses a workbook that would not fit in memory, before it is opened: one cell in the last row and column makes
    a rectangle of 17 thousand million cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            demand_harmless(archive, path.name, limits)
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as stream:
                        _demand_sensible_sheet(stream, path.name, limits)
    except ZIP_FAULTS as error:
        raise _unreadable_workbook(path) from error


def _demand_sensible_sheet(stream: IO[bytes], name: str, limits: Limits) -> None:
    width, height, overlap = min(26, limits.columns_per_file), _ROWS_UNSEEN, b""
    while chunk := stream.read(_CHUNK):
        for letters, row, row_alone in _WIDE_OR_LOW_CELL.findall(overlap + chunk):
            width = max(width, _column_number(letters))
            height = max(height, int((row or row_alone)[:9]))
        overlap = chunk[-32:]
    if width > limits.columns_per_file:
        raise OverLimit(
            f"{name}: a sheet has a cell in column {width:,}; at most {limits.columns_per_file} columns are read",
            "columns_per_file",
        )
    if width * height > limits.sheet_cells:
        raise OverLimit(
            f"{name}: a sheet spans {height:,} rows and {width} columns, too many cells; split it, or save it as CSV",
            "sheet_cells",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _open_workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except BaseException as error:  # a panic of the reader, written in Rust, is no Exception
        raise _unless_stopped(error, path) from error


def _sheet_rows(workbook: CalamineWorkbook, sheet: str, path: Path) -> Iterator[RawRow]:
    try:
        found = workbook.get_sheet_by_name(sheet)
        for line, cells in enumerate(found.iter_rows(), 1):
            yield line, [cell if type(cell) is str else as_text(cell) for cell in cells], None
    except GeneratorExit:
        raise
    except BaseException as error:  # as above
        raise _unless_stopped(error, path) from error


def _unless_stopped(error: BaseException, path: Path) -> BaseException:
    return error if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError) else _unreadable_workbook(path)


def _unreadable_workbook(path: Path) -> UnreadablePack:
    return UnreadablePack(
        f"{path.name} cannot be read as an Excel workbook: it is damaged, locked with a password or of another kind;"
        " save it again as .xlsx, or its sheets as CSV"
    )


def as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
