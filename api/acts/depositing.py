"""Sealing a person away over HTTP, with the deposit on the server until the custodian has it."""

from __future__ import annotations

from api.acts.erasing import called, seal_away_called
from api.acts.handed_over import DEPOSITS
from api.places import Place
from ledger.ledger import Ledger


def deposit_id(ledger: Ledger, person_id: str) -> str:
    return DEPOSITS.id(ledger, person_id)


def seal_away_here(ledger: Ledger, place: Place, person_id: str, reason: str, decided_by: str, by: str) -> None:
    """As `seal_away_called`, with the key in a file of this server. Raises as that does."""
    called(ledger, person_id, reason, decided_by)
    file = DEPOSITS.place_for(place, ledger, deposit_id(ledger, person_id))
    seal_away_called(ledger, person_id, reason, decided_by, by, file)
