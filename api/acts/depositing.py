"""Deposits that were made over HTTP: kept on the server until the custodian has them."""

from __future__ import annotations

import re
from pathlib import Path

from api.acts.erasing import called, seal_away_called
from api.errors import Unknown
from api.places import Place
from ledger.ledger import Ledger

_ID = re.compile(r"[0-9a-f]{32}")


def deposit_id(ledger: Ledger, person_id: str) -> str:
    """The same for the same person: a request that was cut off finds the file that it had written."""
    return ledger.keyring.lookup("deposit", person_id).hex()


def seal_away_here(ledger: Ledger, place: Place, person_id: str, reason: str, decided_by: str, by: str) -> None:
    """As `seal_away_called`, with the key in a file of this server. Raises as that does."""
    called(ledger, person_id, reason, decided_by)
    file = _file(place, ledger, deposit_id(ledger, person_id))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)  # of a try that came to nothing: the person is on record still
    seal_away_called(ledger, person_id, reason, decided_by, by, file)


def deposited(place: Place, ledger: Ledger, deposit: str) -> Path:
    """Raises `Unknown` where there is none, or it was taken away."""
    file = _file(place, ledger, deposit)
    if not (_ID.fullmatch(deposit) and file.is_file()):
        raise Unknown("There is no such deposit on this server, or not any more.")
    return file


def take_away(place: Place, ledger: Ledger, deposit: str) -> None:
    """When the custodian has it: nobody who gets into the server shall find it there. Raises `Unknown`."""
    deposited(place, ledger, deposit).unlink()


def _file(place: Place, ledger: Ledger, deposit: str) -> Path:
    return place.data_folder / "deposits" / ledger.name / f"{deposit}.json"
