"""What the pages of one loading and of its rejected rows share."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import Path

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


def key_of(row: Rejected) -> str:
    """Of the rows that were rejected for the same: for addresses, and says nothing of the rows."""
    return sha256(repr((row.columns, row.reason)).encode()).hexdigest()[:12]
