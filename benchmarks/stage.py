"""What the lines of `make bench` share: a durable server of their own, and a ledger of national families in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

from benchmarks.national.recording import record, record_terms
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from ledger.postgres.settings import DURABLE

EVENTS = 90_000


class Stage:
    """`folder` is for files, and gone afterwards."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self._numbers = count(1)

    def new_ledger(self) -> Ledger:
        return create_ledger(self.database, f"b{next(self._numbers)}", by="benchmark", target=810)

    @cached_property
    def national(self) -> Ledger:
        """Some 2,000 families; nothing is sealed or projected yet."""
        ledger = create_ledger(self.database, "national", by="benchmark", target=2_000)
        record_terms(ledger)
        for _ in record(ledger, EVENTS):
            pass
        return ledger

    def copy_of_national(self) -> Ledger:
        """The same rows in a log of their own, which nobody has read. Its sealed parts cannot be opened there."""
        ledger = self.new_ledger()
        with ledger.transaction() as cursor:
            cursor.execute(
                "INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)"
                " SELECT leaf, originator_version, clock_timestamp(), originator_id, topic, state"
                f' FROM "{self.national.schema}".event WHERE leaf > 0 ORDER BY leaf')
        return ledger


@contextmanager
def stage() -> Iterator[Stage]:
    with (
        scratch_server(DURABLE) as conninfo,
        Database(conninfo) as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        yield Stage(database, Path(folder))
