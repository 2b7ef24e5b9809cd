"""Rejects files that come back: whose row each of their rows was, so that it is known who corrected what.

A rejects file names the line, the column and the problem of each row, and those stay as they are when its cells are put
right. A row that says all three as a row of the same kind that was rejected before is that row come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from intake.correcting import CorrectedRow
from intake.forms import REJECT_COLUMNS, plain_name
from intake.kinds import form_of
from intake.readings import FileReading
from intake.rejected import Rejected, rejected_rows
from ledger.corrections import Corrected, Correction
from ledger.extracts import Extract
from ledger.ledger import Ledger

LOADS_LOOKED_AT_MAX = 200
"""Of the latest: whoever sends rows back later than that is not told as having corrected them."""

Key = tuple[str, ...]
"""The line, the column and the problem, as the rejects file has them."""


@dataclass(frozen=True, slots=True)
class _Sent:
    line: int
    cells: Mapping[str, str]


def note_sent_back(ledger: Ledger, files: Sequence[FileReading], by: str) -> None:
    """To be called when the files are loaded. What is not found among the rejects kept here is not told."""
    for reading in files:
        if sent := dict(_sent(reading)):
            _note(ledger, reading, sent, by)


def _sent(reading: FileReading) -> Iterator[tuple[Key, _Sent]]:
    names = [plain_name(cell) for cell in reading.header.cells]
    if not set(REJECT_COLUMNS) <= set(names):
        return
    for line, cells, _ in reading.source.raw_rows():
        said = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        key = tuple(said.get(name, "") for name in REJECT_COLUMNS)
        if key[0].isdecimal():
            yield key, _Sent(line, said)


def _note(ledger: Ledger, reading: FileReading, sent: dict[Key, _Sent], by: str) -> None:
    digest, wrong = reading.source.sha256, [row.line for row in reading.rejected]
    for load in ledger.extracts.latest(LOADS_LOOKED_AT_MAX):
        if load.kind == reading.kind and load.rejects_path and load.digest != digest:
            found = list(_found(load, Path(load.rejects_path), digest, sent, ledger.corrections.of(load.load)))
            if found:
                ledger.corrections.sent(load.load, found, digest, by)
                ledger.corrections.settle(load.load, digest, wrong)
        if not sent:
            return


def _found(
    load: Extract, path: Path, digest: str, sent: dict[Key, _Sent], since: Mapping[int, Correction]
) -> Iterator[Corrected]:
    """Takes what it finds out of `sent`. A row that was put right already did not come back once more."""
    try:
        very_file = sha256(path.read_bytes()).hexdigest() == digest
        rows = list(rejected_rows(path))
    except (OSError, ValueError):
        return
    for row in rows:
        key, correction = (str(row.line), "; ".join(row.columns), row.problem.strip()), since.get(row.line)
        is_done = correction is not None and correction.outcome == "recorded" and correction.digest != digest
        if not is_done and (one := sent.pop(key, None)):
            yield Corrected(row.line, one.line, None if very_file else _changed(load.kind, row, one))


def _changed(kind: str, was: Rejected, sent: _Sent) -> tuple[str, ...]:
    return CorrectedRow(was, {name: sent.cells.get(name, "") for name in form_of(kind).names}).changed(kind)
