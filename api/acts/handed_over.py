"""Files that were made over HTTP: kept on the server, closed to it, until whoever they are for has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from api.errors import Unknown
from api.places import Place
from ledger.ledger import Ledger

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Files of one kind, each by an id that tells nobody what is in it."""

    folder: str
    suffix: str
    what: str

    def id(self, ledger: Ledger, *words: str) -> str:
        """The same for the same words: a request that was cut off finds the file that it had written."""
        return ledger.keyring.lookup(self.what, *words).hex()

    def place_for(self, place: Place, ledger: Ledger, id: str) -> Path:
        """Where it is to be written; what a try that came to nothing left there is taken away."""
        file = self._file(place, ledger, id)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        return file

    def found(self, place: Place, ledger: Ledger, id: str) -> Path:
        """Raises `Unknown` where there is none, or it was taken away."""
        file = self._file(place, ledger, id)
        if not (_ID.fullmatch(id) and file.is_file()):
            raise Unknown(f"There is no such {self.what} on this server, or not any more.")
        return file

    def take_away(self, place: Place, ledger: Ledger, id: str) -> None:
        """When it was handed over: nobody who gets into the server shall find it there. Raises `Unknown`."""
        self.found(place, ledger, id).unlink()

    def _file(self, place: Place, ledger: Ledger, id: str) -> Path:
        return place.data_folder / self.folder / ledger.name / f"{id}{self.suffix}"


DEPOSITS = HandedOver("deposits", ".json", "deposit")
"""Of people who were sealed away: for the custodian."""
LETTERS = HandedOver("letters", ".move", "letter")
"""Of families that moved: for the receiving authority, closed with the passphrase that the two have agreed on."""
