"""CSV files as sources of a pack, in a folder or inside a zip."""

import os
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from intake.csv_rows import csv_rows, find_separator
from intake.encodings import WINDOWS_1252, Scan, scan
from intake.errors import OverLimit, PackChanged, UnreadablePack, unreadable
from intake.kinds import form_of
from intake.limits import Limits
from intake.problems import Notice
from intake.rows import RawRow
from intake.sources import Pack, SourceFile
from intake.zip_checks import ZIP_FAULTS


def add_csv_file(pack: Pack, path: Path, kind: str, limits: Limits) -> None:
    try:
        with path.open("rb") as stream:
            before = _stamp(stream)
            demand_size(path.name, os.fstat(stream.fileno()).st_size, limits)
            found = scan(stream, path.name, limits)
    except OSError as error:
        raise unreadable(path, error) from error

    def open_again() -> BinaryIO:
        stream = path.open("rb")
        if _stamp(stream) != before:
            stream.close()
            raise PackChanged(f"{path.name} changed while it was read; wait until it is complete and load again")
        return stream

    add_text(pack, path.name, kind, found, open_again, limits)


def _stamp(stream: BinaryIO) -> tuple[int, int, int]:
    status = os.fstat(stream.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns


def demand_size(name: str, size_bytes: int, limits: Limits) -> None:
    if size_bytes > limits.file_bytes:
        raise OverLimit(f"{name} is larger than {limits.file_bytes:,} bytes; split it and load the parts", "file_bytes")


def add_text(pack: Pack, name: str, kind: str, found: Scan, open_again: Callable[[], BinaryIO], limits: Limits) -> None:
    def raw_rows() -> Iterator[RawRow]:
        errors = "replace" if found.encoding == "utf-16" else WINDOWS_1252
        try:
            with TextIOWrapper(open_again(), found.encoding, errors=errors, newline="") as text:
                separator, lines = find_separator(text, form_of(kind))
                yield from csv_rows(lines, separator, limits.lines_per_row)
        except (OSError, *ZIP_FAULTS) as error:
            raise UnreadablePack(f"{name} cannot be read to its end; fetch it again") from error

    pack.add(SourceFile(name, kind, found.sha256, found.lines, raw_rows))
    if found.encoding == "utf-16":
        pack.notices.append(Notice(name, "read as UTF-16; save it as 'CSV UTF-8' if names look wrong"))
    elif not found.is_utf8:
        pack.notices.append(Notice(name, "not UTF-8 throughout; the rest was read as Windows-1252, check the names"))
