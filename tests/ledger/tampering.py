"""Doing what a database administrator can do: changing what was recorded, with the triggers off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor

from ledger.ledger import Ledger

TRIGGERS = {"event": "recorded_events_never_change", "checkpoint": "signed_checkpoints_never_change"}


@contextmanager
def tampered(ledger: Ledger) -> Iterator[Cursor[Any]]:
    with ledger.transaction() as cursor:
        for table, trigger in TRIGGERS.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield cursor
        for table, trigger in TRIGGERS.items():
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
