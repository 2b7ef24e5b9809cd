"""What a file of text is made of: its digest, its encoding, and whether it is text at all."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from intake.errors import NotACsvFile, OverLimit
from intake.limits import Limits

_CHUNK = 1024 * 1024
_BYTE_ORDER_MARKS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x1f\x8b": "a gzip file",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a"))
_CONTROLS_OF_A_TEXT = 0.05
"""A text may hold a stray control character; a file with more of them than this at its start is none."""

WINDOWS_1252 = "intake.windows-1252"


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are read as Windows-1252, each where it stands: one office's curly quote does not
    spoil another's accents in the same file. The five bytes that Windows-1252 leaves undefined become control
    characters, which reject their row."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong), error.end


codecs.register_error(WINDOWS_1252, _read_as_windows_1252)


@dataclass(frozen=True, slots=True)
class Scan:
    """The first of two passes over a file, so that neither the digest nor the encoding is guessed from a part."""

    sha256: str
    encoding: str
    is_utf8: bool
    lines: int


def scan(stream: BinaryIO, name: str, limits: Limits) -> Scan:
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    encoding, is_utf8, lines, size, unbroken = "utf-8-sig", True, 0, 0, 0
    for chunk in _chunks(stream):
        if size == 0:
            encoding = "utf-16" if chunk.startswith(_BYTE_ORDER_MARKS_16) else encoding
            _demand_text(chunk[:8192], encoding, name)
        size += len(chunk)
        if size > limits.file_bytes:
            raise OverLimit(
                f"{name} is larger than {limits.file_bytes:,} bytes; split it and load the parts", "file_bytes"
            )
        digest.update(chunk)
        lines += chunk.count(b"\n")
        unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
        if unbroken > limits.line_bytes:
            raise OverLimit(f"{name} has a line of over {limits.line_bytes:,} bytes, so it is no CSV", "line_bytes")
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    return Scan(digest.hexdigest(), encoding, is_utf8 and _decodes(decoder, b"", final=True), lines)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _demand_text(start: bytes, encoding: str, name: str) -> None:
    for mark, what in _NOT_TEXT.items():
        if start.startswith(mark):
            raise NotACsvFile(f"{name} is {what}, not CSV; open it and save it as 'CSV UTF-8'")
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if encoding != "utf-16" and controls > max(1, _CONTROLS_OF_A_TEXT * len(start)):
        raise NotACsvFile(f"{name} is not a text file; save it as 'CSV UTF-8'")
