"""The rejected rows of one loading, as they lie on this server."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import Path, Request

from api.errors import Unknown
from intake.rejected import Rejected
from ledger.extracts import Extract
from ledger.ledger import Ledger

Load = Annotated[int, Path(ge=1, le=2**31)]


def extract_called(ledger: Ledger, load: int) -> Extract:
    found = ledger.extracts.numbered(load)
    if found is None:
        raise Unknown(f"There is no loading {load}.")
    return found


def rejects_of(found: Extract, request: Request) -> FilePath | None:
    """None where there were none, or they are not kept on this server."""
    folder: FilePath = request.app.state.settings.place.rejects_folder
    path = FilePath(found.rejects_path).resolve() if found.rejects_path else None
    return path if path and path.is_relative_to(folder.resolve()) and path.is_file() else None


def key_of(row: Rejected) -> str:
    """Of the rows that were rejected for the same: for addresses, and says nothing of the rows."""
    return sha256(repr((row.columns, row.reason)).encode()).hexdigest()[:12]
