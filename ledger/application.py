"""The `eventsourcing` application behind a ledger: its extension points, filled in; nothing of it patched."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import Environment

from ledger.database import Database
from ledger.datastore import LedgerFactory
from ledger.mapper import EventMapper
from ledger.recorder import EventRecorder


class LedgerApplication(Application[UUID]):
    name = "Ledger"
    mapper: EventMapper
    recorder: EventRecorder

    def __init__(self, database: Database, schema: str) -> None:
        self._database = database
        self._schema = schema
        super().__init__()

    def construct_factory(self, env: Environment) -> Any:
        """Ours, whatever PERSISTENCE_MODULE says: the ledger's tables are read by no other."""
        return LedgerFactory(env, self._database, self._schema)
