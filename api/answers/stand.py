"""How a ledger stands, also one whose tables have never been made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ledger.ledger import Ledger
from projections.queries.state import Status, status
from projections.tracking import prepare


def stand_of(ledger: Ledger, known: int | None = None) -> Status:
    """Makes the (empty) tables where there are none, and reads nothing of the log into them.

    With `known`, counts and loads are as known then; folding every family takes as long as that does.
    """
    prepare(ledger)
    return status(ledger, known)


def status_as_json(stand: Status) -> dict[str, Any]:
    """Times and identifiers stay as they are."""
    return asdict(stand) | {"parked": [parked._asdict() for parked in stand.parked]}
