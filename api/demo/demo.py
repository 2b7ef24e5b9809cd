"""`outcomes demo`: the main job on the sample extract, from an empty folder to a claimable result and its reasons.

Then the nine claim rounds of the programme, as they fell, with corrections arriving between them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.acts.rejects import rejects_folder_for
from api.command_line.ending import DONE, DONE_WITH_REJECTS
from api.command_line.load_report import write_load_report
from api.command_line.progress import progress_shown
from api.demo.headings import print_heading
from api.demo.schemes import print_schemes
from api.demo.summary import print_summary
from api.errors import DemoUnderWay, SamplesMissing
from api.places import Place, opened_database, place_from
from api.today import today_here
from ledger.progress import telling

if TYPE_CHECKING:
    from intake.loading import LoadReport
    from ledger.database import Database
    from ledger.extracts import Extract
    from ledger.ledger import Ledger

LEDGER, AUTHORITY, TARGET, OVERLAY = "oxfordshire", "Oxfordshire County Council", 810, "oxfordshire"
SAMPLES = Path(__file__).parents[2] / "samples"
PACK = "oxfordshire-2012"
SERVER = "http://127.0.0.1:8000"
POLICE = "oxfordshire-police"
CASEWORK = "oxfordshire-casework"
RECORDED_BY = "outcomes demo"
PROGRAMME_BEGAN_ON, LINK_ABOVE, ASK_ABOVE = date(2012, 4, 1), 12.0, 0.0
"""Weights of likeness, in bits, above which records are linked, or a person is asked: see docs/matching.md."""


def run_demo(data_dir: Path | None, by: str | None = None) -> int:
    """Run again, it adds nothing and shows the same. Returns the exit code.

    Raises `SamplesMissing` and `DemoUnderWay`.
    """
    started = time.monotonic()
    pack, by = sample_pack(), by or RECORDED_BY
    place = place_from(data_dir, LEDGER)
    with opened_database(place, may_create=True) as database:
        ledger = _ledger(database, by)
        with _alone(ledger):
            report = _load(ledger, place, pack, by)
            _match(ledger, place, by)
            loaded_seconds = time.monotonic() - started
            print_summary(ledger, report)
            print_schemes(ledger)
            _claim(ledger, place, pack)
            _work(ledger, place, by)
    print("\n".join(_where_to_go_on(place)))
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
    from api.matching.deciding import set_thresholds
    from ledger.ledgers import create_ledger, ledger_names, open_ledger

    if LEDGER in ledger_names(database):
        print(f"The ledger {LEDGER} is there already.")
        return open_ledger(database, LEDGER)
    print(f"Created the ledger {LEDGER} of {AUTHORITY}: {TARGET} families, under the local plan '{OVERLAY}'.")
    ledger = create_ledger(database, LEDGER, by, AUTHORITY, TARGET, OVERLAY)
    set_thresholds(ledger, PROGRAMME_BEGAN_ON, LINK_ABOVE, ASK_ABOVE, by)
    return ledger


@contextmanager
def _alone(ledger: Ledger) -> Iterator[None]:
    """Until the end, also by kill -9. Raises `DemoUnderWay`."""
    from projections.connections import lock_within, own_connection

    with own_connection(ledger) as connection:
        if not lock_within(connection, "demo", ledger.schema, 0):
            raise DemoUnderWay(f"Another demo is at work on the ledger {LEDGER}: wait until it has ended.")
        yield


def _load(ledger: Ledger, place: Place, pack: Path, by: str) -> LoadReport:
    """What was loaded to its end before is not loaded again: that would undo the corrections that came after it."""
    from intake.loading import load_pack
    from intake.loads import loads_of
    from projections.runner import catch_up

    print(f"Loading {pack}", flush=True)
    before = loads_of(ledger, pack)
    with progress_shown() as tell:
        if before is None:
            rejects = rejects_folder_for(place, LEDGER, pack)
            report = load_pack(ledger, pack, by=by, today=today_here(), rejects_folder=rejects, progress=tell)
        else:
            report = _loaded_before(ledger, before)
        catch_up(ledger, telling(tell, "deciding"))
    write_load_report(report, None)
    return report


def _loaded_before(ledger: Ledger, loads: list[Extract]) -> LoadReport:
    from intake.loading import LoadReport
    from intake.reports import FileCounts

    files = tuple(
        FileCounts(load.file, load.kind, load.read, 0, 0, load.recorded + load.corrected + load.repeated,
                   load.rejected, load.blank)
        for load in loads)  # fmt: skip
    rejects = tuple(Path(load.rejects_path) for load in loads if load.rejects_path)
    return LoadReport(files, (), (), rejects, 0, ledger.position())


def _claim(ledger: Ledger, place: Place, pack: Path) -> None:
    from api.demo.money import print_money
    from api.demo.planning import record_actions
    from api.demo.rounds import Corrections, print_rounds, run_rounds
    from projections.runner import catch_up

    print_heading("The claim rounds of 2013 to 2015, one after another")
    record_actions(ledger, RECORDED_BY)
    arriving = Corrections(pack.with_name(f"{pack.name}-corrections"),
                           lambda corrections: rejects_folder_for(place, LEDGER, corrections))  # fmt: skip
    run_rounds(ledger, arriving, lambda said: print(said, flush=True))
    catch_up(ledger)
    print()
    print_rounds(ledger)
    print_money(ledger)


def _match(ledger: Ledger, place: Place, by: str) -> None:
    """A second agency's extract, under its own ids; its facts are of days after the last round."""
    print_heading("One person in two systems: the police's extract, under ids of its own")
    _load_once(ledger, place, SAMPLES / POLICE, by)
    for agency, found in ledger.agencies.counts().items():
        print(f"{agency}: {sum(found.values()):,} people; {found.get('linked', 0):,} are linked with one of ours,"
              f" {found.get('queued', 0):,} wait for a person (outcomes matching queue), {found.get('apart', 0):,} are"
              " like nobody of ours")


def _work(ledger: Ledger, place: Place, by: str) -> None:
    """Invented, and after the rounds: none of it decides a claim."""
    from api.demo.casework import casework_lines

    print_heading("The work with families: interventions, referrals and districts, all of it invented")
    _load_once(ledger, place, SAMPLES / CASEWORK, by)
    for line in casework_lines(ledger):
        print(line)


def _load_once(ledger: Ledger, place: Place, pack: Path, by: str) -> None:
    """The tables are up to date afterwards."""
    from intake.loading import load_pack
    from intake.loads import was_loaded
    from projections.runner import catch_up

    if not was_loaded(ledger, pack):
        load_pack(ledger, pack, by=by, today=today_here(), rejects_folder=rejects_folder_for(place, LEDGER, pack))
    catch_up(ledger)


def _where_to_go_on(place: Place) -> list[str]:
    folder = place.data_folder
    here = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    return [
        "",
        f"Its pages are at {SERVER} while `make demo SERVE=1` or `outcomes serve` runs, and its API at {SERVER}/v1:",
        f'  curl --header "Authorization: Bearer $(cat {here}/tokens/{LEDGER})"'
        f' "{SERVER}/v1/claimable?at=2013-07-31&limit=5"']


def _memory() -> str:
    """The most that this process held; the database server is another."""
    try:
        import resource
    except ImportError:
        return ""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
    return f" {megabytes:.0f} MB of memory at most (the database server apart)."
