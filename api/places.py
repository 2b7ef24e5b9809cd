"""Where the ledger is: a data folder or a database server, and the ledger's name in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.database import Database
    from ledger.ledger import Ledger

DATA_DIR_VARIABLE = "OUTCOMES_DATA_DIR"
DEFAULT_DATA_DIR = Path(".data")
WITHHELD: ContextVar[bool] = ContextVar("withheld", default=False)
"""Whether who people are is kept from whoever gives the command that is being carried out."""


@dataclass(frozen=True, slots=True)
class Place:
    """`ledger` None means the only one. With a `database_url` the folder holds rejects, logs and the master key."""

    data_folder: Path
    ledger: str | None = None
    database_url: str | None = None

    @property
    def rejects_folder(self) -> Path:
        return self.data_folder / "rejects"

    @property
    def deliveries_folder(self) -> Path:
        """Where extracts lie that were sent and are not loaded yet."""
        return self.data_folder / "deliveries"

    @property
    def log(self) -> Path:
        return self.data_folder / "outcomes.log"


def place_from(data_dir: Path | None, ledger: str | None = None) -> Place:
    """What the options say, and where they are silent the environment."""
    folder = data_dir or Path(os.environ.get(DATA_DIR_VARIABLE) or DEFAULT_DATA_DIR)
    return Place(folder.expanduser().absolute(), ledger, os.environ.get("DATABASE_URL") or None)


@contextmanager
def opened_database(place: Place, *, may_create: bool = False) -> Iterator[Database]:
    """The database, with its embedded server running meanwhile. Only with `may_create` is a data folder made."""
    from ledger.database import Database
    from ledger.errors import LedgerNotChosen
    from ledger.postgres import database

    if not (may_create or place.database_url or place.data_folder.exists()):
        raise LedgerNotChosen(
            f"There is no ledger: the data folder {place.data_folder} does not exist. Create one with"
            " `outcomes create NAME`, or name another folder by --data-dir."
        )
    with (
        database(place.data_folder, place.database_url) as conninfo,
        Database(conninfo, data_folder=place.data_folder) as opened,
    ):
        yield opened


@contextmanager
def opened_ledger(place: Place) -> Iterator[Ledger]:
    from ledger.ledgers import open_ledger

    with opened_database(place) as database:
        opened = open_ledger(database, place.ledger)
        yield opened.with_pseudonyms() if WITHHELD.get() else opened
