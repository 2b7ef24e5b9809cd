"""What it costs to propose families and to confirm one: `python -m benchmarks proposing [PEOPLE]`.

A pack of an agency of 200,000 people (unless told otherwise) beside a quarter as many of ours, loaded into a ledger; as
in `benchmarks matching`, but by the whole program.
"""

from __future__ import annotations

import csv
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Any

from api.matching.deciding import set_thresholds
from api.matching.families import confirm, proposed, with_names
from benchmarks.invented_people import TwoSystems, two_systems
from benchmarks.matching import SEED
from benchmarks.mistyping import Typed
from intake.loading import load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server

TODAY, JOINED = date(2026, 11, 22), date(2020, 1, 1)
SHOWN, CONFIRMED = 20, 7
_TYPED = tuple(field.name for field in fields(Typed))
_COLUMNS = {"born_on": "date_of_birth"}


def main(people: str = "200000") -> None:
    number = int(people)
    with scratch_server() as conninfo, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with Database(conninfo, data_folder=data) as database:
            ledger = create_ledger(database, "many", "bench", "Bench", 100_000)
            set_thresholds(ledger, date(2013, 1, 1), 12, 0, "bench")
            pack = _pack(data / "pack", two_systems(number // 4, number, number // 5, SEED))
            load_pack(ledger, pack, by="bench", today=TODAY, rejects_folder=data / "rejects")
            measure(ledger)


def measure(ledger: Ledger) -> None:
    found = proposed(ledger)
    print(f"{len(found):,} families proposed; at most"
          f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:,.0f} MB", flush=True)  # fmt: skip
    _tell("finding all of them", lambda _: proposed(ledger), 3)
    _tell(f"the names of {SHOWN}", lambda place: with_names(ledger, found[place : place + SHOWN], "bench", "bench"))
    names = [one.name for one in found[:: len(found) // CONFIRMED]]
    _tell("confirming one", lambda place: confirm(ledger, names[place], f"N{place}", JOINED, "bench"))


def _tell(what: str, act: Callable[[int], Any], times: int = CONFIRMED) -> None:
    walls, works = [], []
    for place in range(times):
        wall, work = time.perf_counter(), time.process_time()
        act(place)
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    print(f"{what}: {statistics.median(walls):.3f} s, {statistics.median(works):.3f} s of them this program's work",
          flush=True)  # fmt: skip


def _pack(folder: Path, systems: TwoSystems) -> Path:
    folder.mkdir()
    homes: dict[tuple[str, str], str] = {}
    named = [_COLUMNS.get(name, name) for name in _TYPED]
    _write(folder / "people_agency.csv", ["person_id", *named], ([name, *astuple(one)]
           for name, one in systems.theirs.items()))  # fmt: skip
    _write(folder / "people.csv", ["person_id", "family_id", "joined_on", "resident", "parent", *named], (
        [name, homes.setdefault((one.address, one.postcode), f"F{len(homes):06}"), "2010-09-01", "yes", "no",
         *astuple(one)] for name, one in systems.ours.items()))  # fmt: skip
    return folder


def _write(file: Path, columns: list[str], rows: Iterable[list[Any]]) -> None:
    with open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
