"""`outcomes demo`: the main job on the sample extract, from an empty folder to a claimable result and its reasons."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.command_line.ending import DONE, DONE_WITH_REJECTS
from api.command_line.load_report import write_load_report
from api.command_line.progress import progress_shown, telling
from api.demo_summary import print_summary
from api.errors import SamplesMissing
from api.places import Place, opened_database, place_from
from api.rejects import rejects_folder_for

if TYPE_CHECKING:
    from intake.loading import LoadReport
    from ledger.database import Database
    from ledger.ledger import Ledger

LEDGER, AUTHORITY, TARGET, OVERLAY = "oxfordshire", "Oxfordshire County Council", 810, "oxfordshire"
SAMPLES = Path(__file__).parents[1] / "samples"
PACK = "oxfordshire-2012"
RECORDED_BY = "outcomes demo"


def run_demo(data_dir: Path | None, by: str | None = None) -> int:
    """Run again, it adds nothing and shows the same. Returns the exit code; raises `SamplesMissing`."""
    started = time.monotonic()
    pack = sample_pack()
    place = place_from(data_dir, LEDGER)
    with opened_database(place, may_create=True) as database:
        ledger = _ledger(database, by or RECORDED_BY)
        report = _load(ledger, place, pack, by or RECORDED_BY)
        loaded_seconds = time.monotonic() - started
        print_summary(ledger, report)
    print(f"\nLoaded and decided in {loaded_seconds:.1f} s, all in {time.monotonic() - started:.1f} s;{_memory()}")
    return DONE_WITH_REJECTS if report.rejected else DONE


def sample_pack(samples: Path = SAMPLES) -> Path:
    if not (samples / PACK).is_dir():
        raise SamplesMissing(
            f"The sample extract is not in {samples / PACK}: run the demo from a copy of the project, installed there"
            " with `pip install -e .`, as `make demo` does."
        )
    return samples / PACK


def _ledger(database: Database, by: str) -> Ledger:
    from ledger.ledgers import create_ledger, ledger_names, open_ledger

    if LEDGER in ledger_names(database):
        print(f"The ledger {LEDGER} is there already.")
        return open_ledger(database, LEDGER)
    print(f"Created the ledger {LEDGER} of {AUTHORITY}: {TARGET} families, under the local plan '{OVERLAY}'.")
    return create_ledger(database, LEDGER, by, AUTHORITY, TARGET, OVERLAY)


def _load(ledger: Ledger, place: Place, pack: Path, by: str) -> LoadReport:
    from intake.loading import load_pack
    from projections.runner import catch_up

    print(f"Loading {pack}", flush=True)
    with progress_shown() as tell:
        rejects = rejects_folder_for(place, LEDGER, pack)
        report = load_pack(ledger, pack, by=by, today=date.today(), rejects_folder=rejects, progress=tell)
        catch_up(ledger, telling(tell, "deciding"))
    write_load_report(report, None)
    return report


def _memory() -> str:
    """The most that this process held; the database server is another."""
    try:
        import resource
    except ImportError:
        return ""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
    return f" {megabytes:.0f} MB of memory at most (the database server apart)."
