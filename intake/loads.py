"""Which packs were loaded before: for whoever must not load an old one over newer corrections."""

from __future__ import annotations

from pathlib import Path

from intake.packs import open_pack
from ledger.extracts import Extract
from ledger.ledger import Ledger


def loads_of(ledger: Ledger, path: Path) -> list[Extract] | None:
    """The first finished load of each file of the pack; None while one of them has not been loaded to its end."""
    with open_pack(path) as pack:
        digests = [file.sha256 for file in pack.files]
    found = [next((load for load in ledger.extracts.of_file(digest) if load.finished_at), None) for digest in digests]
    return [load for load in found if load] if all(found) else None


def was_loaded(ledger: Ledger, path: Path) -> bool:
    return loads_of(ledger, path) is not None
