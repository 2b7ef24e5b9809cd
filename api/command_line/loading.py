"""`outcomes load`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.ending import DONE, DONE_WITH_REJECTS
from api.command_line.options import By, DataDir, LedgerName, ReportFormat, recorded_by
from api.command_line.progress import progress_shown
from api.places import Place, opened_ledger, place_from
from api.today import today_here
from domain.counts import how_many_are
from ledger.progress import telling


def load(
    pack: Annotated[
        list[str],
        typer.Argument(metavar="PACK", help="A folder, .zip or .xlsx of an extract, or with --as one CSV file."),
    ],
    as_kind: Annotated[
        str | None,
        typer.Option("--as", metavar="KIND", help="What one CSV file holds, such as attendance."),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="The folder for rejected rows; by default one of its own in the data folder.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be rejected and why: nothing is recorded.")
    ] = False,
    project: Annotated[
        bool, typer.Option(help="Bring the tables up to date at the end; a later question does it otherwise.")
    ] = True,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> int:
    """Load an authority's extract. Exit code 1 says that rows were rejected; the others are recorded."""
    from api.acts.loading import load_extract
    from api.acts.rejects import rejects_folder_for
    from api.command_line.load_report import write_load_report
    from intake.packs import open_pack

    place, recorder = place_from(data_dir, ledger), recorded_by(by)
    path, kind = _pack_and_kind(pack, as_kind)
    open_pack(path, as_kind=kind).closing.close()  # a wrong path is told before a server is started
    if check:
        return _check(place, path, kind, format)
    with opened_ledger(place) as opened, progress_shown() as tell:
        folder = rejects or rejects_folder_for(place, opened.name, path)
        loaded = load_extract(opened, path, kind, recorder, today_here(), folder, tell)
        if project:
            from projections.runner import catch_up

            catch_up(opened, telling(tell, "deciding"))
    write_load_report(loaded.report, format)
    if loaded.at_risk:
        said = f"{how_many_are(loaded.at_risk, 'claim')} at risk by what was loaded; see: outcomes claims at-risk"
        print(f"outcomes: {said}", file=sys.stderr)
    return DONE_WITH_REJECTS if loaded.report.rejected else DONE


def _check(place: Place, path: Path, kind: str | None, format: ReportFormat) -> int:
    from api.acts.loading import check_extract
    from api.command_line.load_report import write_check_report

    with opened_ledger(place) as opened:
        checked = check_extract(opened, path, kind, today_here())
    write_check_report(checked, format)
    return DONE_WITH_REJECTS if checked.rejected else DONE


def _pack_and_kind(given: list[str], as_kind: str | None) -> tuple[Path, str | None]:
    """`--as csv KIND FILE` says the same as `--as KIND FILE`."""
    if as_kind == "csv" and len(given) == 2:
        return Path(given[1]), given[0]
    if len(given) != 1:
        raise typer.BadParameter("name one pack; a file of one kind is loaded with: outcomes load --as KIND FILE")
    return Path(given[0]), as_kind

