"""A ledger of many events, and what everything costs on it: run it with several numbers of events, and compare.

    python -m benchmarks scale --events 1000000,5000000,20000000 [--folder FOLDER]

Makes one ledger for each number, in one database; with `--folder` they are kept there, and a ledger that is there is
measured again without being made. Prints a line for each thing, and at the end what the cost of an event grew by.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.national.packs import write_pack
from benchmarks.national.recording import record, record_terms
from benchmarks.processes import Run
from benchmarks.rebuilding import eligibility_folded
from domain.family import Source
from domain.observations import Observation
from intake.loading import load_pack
from ledger.database import Database
from ledger.identity import new_record_pseudonym
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, ledger_names, open_ledger
from ledger.postgres import serve
from ledger.proof.check import check_log
from ledger.proof.checkpointing import seal
from ledger.sealing.ledger_keys import public_key
from projections.rebuild import rebuild
from projections.runner import catch_up

MAY_GROW = 1.15
MEMORY_MIB = 1024
KNOWN_EVENTS = 500_000
"""As known at this event it is asked who was eligible: the same question, whatever came after."""
PACKS, PACK_ROWS = 5, 40_000
CHANGED_FAMILIES = 2_000
FIRST_OF_PACK = 2_000_000
HOUSEHOLDS_APART = 1_000
"""The number of the first pack's first household, beyond those that were recorded; and how much further on the next
begins for each file that was loaded before.
"""
DAY = date(2017, 3, 31)
TODAY = date(2026, 11, 22)


@dataclass(slots=True)
class Costs:
    """Microseconds of a core for an event, by what was done: this process, its workers and the server together.

    What is done several times counts with its median.
    """

    events: int
    run: Run
    measured: dict[str, list[float]] = field(default_factory=dict)

    @property
    def microseconds(self) -> dict[str, float]:
        return {what: median(each) for what, each in self.measured.items()}

    def of(self, what: str, events: int, work: Callable[..., Any], *given: Any, **named: Any) -> None:
        seconds, cores = time.perf_counter(), self.run.core_seconds()
        work(*given, **named)
        seconds, cores = time.perf_counter() - seconds, self.run.core_seconds() - cores
        each = 1e6 * cores / events
        self.measured.setdefault(what, []).append(each)
        print(f"  {what:<34} {events:>11,} events {seconds:9.1f} s {events / seconds:9,.0f} events/s"
              f" {each:7.1f} us of a core each", flush=True)


def measure(database: Database, events: int) -> Costs:
    name = f"national-{events}"
    print(f"{events:,} events", flush=True)
    with Run(database) as run:
        costs = Costs(events, run)
        if name not in ledger_names(database):
            _make(database, name, costs)
        ledger = open_ledger(database, name)
        for step in (_seal, _check, _rebuild, _ask_as_known, *[_load_and_catch_up, _change_and_catch_up] * PACKS):
            step(ledger, costs)
    _tell_size(ledger)
    print(f"  most memory of a process, MiB: {run.memory}", flush=True)
    return costs


def _make(database: Database, name: str, costs: Costs) -> None:
    """Each tenth of it is measured by itself: does recording cost more, the more there is?"""
    ledger = create_ledger(database, name, by="benchmark", target=400_000)
    record_terms(ledger)
    made, before = record(ledger, costs.events), 0

    def tenth() -> None:
        for recorded, _ in made:
            if recorded - before >= costs.events / 10:
                return

    while before < costs.events:
        costs.of("recorded in bulk", max(1, costs.events // 10), tenth)
        before = ledger.event_count()


def _seal(ledger: Ledger, costs: Costs) -> None:
    with ledger.transaction() as cursor:
        row = cursor.execute("SELECT coalesce(max(size), 0) FROM checkpoint").fetchone()
    assert row is not None
    if new := ledger.event_count() - row[0]:
        costs.of("sealed", new, seal, ledger)


def _check(ledger: Ledger, costs: Costs) -> None:
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        assert key is not None
        costs.of("checked", ledger.event_count(), check_log, cursor, [key])


def _rebuild(ledger: Ledger, costs: Costs) -> None:
    costs.of("rebuilt, two processes", ledger.event_count(), rebuild, ledger)


def _ask_as_known(ledger: Ledger, costs: Costs) -> None:
    known = min(KNOWN_EVENTS, ledger.event_count())
    costs.of(f"eligibility as known at {known:,}", known, eligibility_folded, ledger, DAY, known)


def _load_and_catch_up(ledger: Ledger, costs: Costs) -> None:
    """A further extract of new families, through every check: of the same ones in ledgers of every size."""
    first = FIRST_OF_PACK + HOUSEHOLDS_APART * len(ledger.extracts.every())
    with tempfile.TemporaryDirectory() as folder:
        rows = write_pack(Path(folder) / "pack", PACK_ROWS, first=first)
        costs.of("loaded from a pack", rows, load_pack, ledger, Path(folder) / "pack", by="benchmark", today=TODAY,
                 rejects_folder=Path(folder) / "rejects")
    costs.of("caught up with it", rows, catch_up, ledger)


def _change_and_catch_up(ledger: Ledger, costs: Costs) -> None:
    """One more observation of families that lie apart in the log and in the tables: each is read and folded whole."""
    every = [UUID(int=(number << 128) // CHANGED_FAMILIES) for number in range(CHANGED_FAMILIES)]
    with ledger.transaction() as cursor:
        found = cursor.execute(
            "SELECT next.pseudonym FROM unnest(%s::uuid[]) AS one CROSS JOIN LATERAL"
            " (SELECT pseudonym FROM family WHERE pseudonym >= one ORDER BY pseudonym LIMIT 1) AS next", (every,))
        families = ledger.families({family for (family,) in found})
    earlier_than_the_last = DAY - timedelta(days=2 * len(ledger.extracts.every()))
    for family in families.values():
        debt = Observation("", "needs", None, True, {"need": "debt", "starts_on": f"{earlier_than_the_last}"})
        family.observe(new_record_pseudonym(), debt, Source("benchmark"))
    ledger.save_in_bulk(list(families.values()))
    costs.of("caught up with families apart", len(families), catch_up, ledger)


def _tell_size(ledger: Ledger) -> None:
    """Bytes on disk for each event: of the log's own table, and of everything in the ledger."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relkind = 'r' ORDER BY 2 DESC", (ledger.schema,)).fetchall()
    events = ledger.event_count()
    told = ", ".join(f"{name} {size / events:,.0f}" for name, size in rows if size / events >= 1)
    print(f"  bytes an event: {told}; in all {sum(size for _, size in rows) / events:,.0f}", flush=True)


def tell_growth(smaller: Costs, larger: Costs) -> None:
    print(f"what an event costs with {larger.events:,} beside that with {smaller.events:,}:")
    for what, cost in smaller.microseconds.items():
        if what not in larger.microseconds:
            continue
        grown = larger.microseconds[what] / cost
        print(f"  {what:<34} {grown:5.2f} (at most {MAY_GROW}) {_judged(grown <= MAY_GROW)}")
    most = larger.run.most_memory
    print(f"  the most memory of one process {most:5,} MiB (at most {MEMORY_MIB}) {_judged(most <= MEMORY_MIB)}")


def _judged(holds: bool) -> str:
    return "pass" if holds else "MISS"


def main(*words: str) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks scale", description=__doc__)
    parser.add_argument("--events", default="200000,1000000", help="how many, several with commas between")
    parser.add_argument("--folder", type=Path, help="where the database is kept; by default it is thrown away")
    asked = parser.parse_args(words)
    wanted = [int(number) for number in asked.events.split(",")]
    with tempfile.TemporaryDirectory(prefix="outcomes-scale-") as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        with serve(folder) as conninfo, Database(conninfo, data_folder=folder) as database:
            found = [measure(database, events) for events in wanted]
    for larger in found[1:]:
        tell_growth(found[0], larger)
    if asked.folder:
        told = [{"events": c.events, "microseconds": c.microseconds, "memory": c.run.memory} for c in found]
        with (asked.folder / "costs.jsonl").open("a") as file:
            file.write(json.dumps(told) + "\n")
