"""Looking at a zip before anything in it is unpacked: .zip packs, and .xlsx workbooks, which are zips too."""

import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from intake.errors import OverLimit, UnreadablePack, UnsafePack
from intake.limits import MEBIBYTE, Limits

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""All that Python's zipfile raises on a zip that is damaged, or packed in a way that it does not know."""

_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_SMALL_BYTES = MEBIBYTE
"""Below this a file may compress as it likes: a thousand equal rows do."""


def demand_harmless(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise OverLimit(f"{name} holds {len(entries):,} files; at most {limits.zip_entries:,} are read", "zip_entries")
    if sum(entry.file_size for entry in entries) > limits.zip_total_bytes:
        raise OverLimit(f"{name} unpacks to over {limits.zip_total_bytes:,} bytes; split it", "zip_total_bytes")
    for entry in entries:
        _demand_harmless_entry(entry, name, limits)


def _demand_harmless_entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(entry.filename) or "\0" in entry.orig_filename:
        raise UnsafePack(f"{name} holds a file with a path out of its folder; do not load it, ask where it came from")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafePack(f"{name} holds a link in place of a file; zip the files themselves")
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadablePack(f"{name} is locked with a password; unpack it and load the folder")
    if entry.file_size > max(_SMALL_BYTES, limits.zip_expansion_ratio * max(entry.compress_size, 1)):
        raise OverLimit(
            f"{name}: {path.name} unpacks to more than {limits.zip_expansion_ratio} times its size, as a zip made to"
            " fill a disk does; if it is sound, unpack it and load the folder",
            "zip_expansion_ratio",
        )
