"""Processes that record and project, to be killed at any instant: `... clients WHAT CONNINFO LEDGER LABEL`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any
from uuid import uuid4

from domain.family import Family, Source, Stay
from ledger.database import Database
from ledger.errors import DatabaseUnavailable
from ledger.idempotency import Idempotency
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from projections.runner import run_forever

FAMILIES_OF_A_LOAD = 40
OUTAGE_SECONDS = 0.1


def events_of(key: str) -> int:
    return 2 if key.startswith("officer") else 2 * FAMILIES_OF_A_LOAD


def main() -> None:
    what, conninfo, name, label = sys.argv[1:]
    ledger = until_there(lambda: open_ledger(Database(conninfo), name))
    print("ready", flush=True)
    if what == "project":
        run_forever(ledger, Event())
    number = 0
    while True:
        number += 1
        record(ledger, f"{what} {label} {number}", bulk=what == "load")


def record(ledger: Ledger, key: str, bulk: bool) -> None:
    """One command, asked again with its key until it is known to be recorded, and then acknowledged."""
    families = [new_family(key) for _ in range(FAMILIES_OF_A_LOAD if bulk else 1)]
    command = Idempotency.of(key, key.encode())
    save = (lambda: ledger.save_in_bulk(families, idempotency=command)) if bulk else (
        lambda: ledger.save(*families, idempotency=command))
    recorded = until_there(save)
    print(f"{key}\t{recorded.last_position}", flush=True)


def new_family(key: str) -> Family:
    family, by = Family(uuid4()), Source(key)
    person = uuid4().hex[:16].translate(str.maketrans("0189", "wxyz"))
    family.record_stay(Stay(person, date(2012, 1, 1), None, date(2000, 2, 29), True, False), by)
    return family


def until_there(work: Callable[[], Any]) -> Any:
    while True:
        try:
            return work()
        except DatabaseUnavailable:
            time.sleep(OUTAGE_SECONDS)


if __name__ == "__main__":
    main()
