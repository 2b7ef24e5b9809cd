"""Where somebody who is erased still stands: in rejected rows, which lie as their agency sent them and are no event."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ledger.ledger import Ledger


def rejects_naming(ledger: Ledger, person_id: str) -> list[Path]:
    """The files of rejected rows on this machine that have the person's number in a cell, by name."""
    paths = {Path(load.rejects_path) for load in ledger.extracts.every() if load.rejects_path}
    return sorted(path for path in paths if any(person_id in cells for cells in _cells(path)))


def _cells(path: Path) -> Iterator[set[str]]:
    """None of a file that was taken away."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            for row in csv.reader(stream):
                yield {cell.strip() for cell in row}
    except (FileNotFoundError, NotADirectoryError):
        return
