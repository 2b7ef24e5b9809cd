"""`outcomes status` and `outcomes rebuild`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.options import DataDir, LedgerName, ListFormat, ReportFormat
from api.command_line.output import write_json, write_list
from api.command_line.progress import progress_shown, telling
from api.places import opened_ledger, place_from

if TYPE_CHECKING:
    from projections.queries import Status


def status(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """Show positions, how far the tables are behind, counts, families that could not be folded, and loads."""
    from api.command_line.output import list_format
    from api.stand import stand_of, status_as_json

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        stand = stand_of(opened)
    if list_format(format) == "json":
        write_json(status_as_json(stand))
    else:
        write_list(("what", "value"), _rows(stand), format)


def _rows(stand: Status) -> Iterator[tuple[str, Any]]:
    for name in ("ledger", "position", "projected_position", "lag_events", "lag_seconds", "events", "families",
                 "people", "observations", "version", "program_version"):  # fmt: skip
        yield name, getattr(stand, name)
    for topic, count in stand.events_by_topic.items():
        yield f"events {topic}", count
    for parked in stand.parked:
        yield f"parked {parked.family_id or parked.family}", f"at position {parked.position}: {parked.error}"
    for load in stand.loads:
        ended = f"{load.finished_at:%Y-%m-%dT%H:%M:%SZ}" if load.finished_at else "not finished"
        counts = f"{load.read} read, {load.recorded} recorded, {load.corrected} corrected, {load.rejected} rejected"
        yield f"load {load.load} {load.file}", f"{ended} by {load.loaded_by}: {counts}"


def rebuild(
    compare: Annotated[bool, typer.Option("--compare", help="Count the rows that differ from before.")] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Make the tables anew from the whole log; readers see the old ones until the new ones are complete."""
    from projections.rebuild import rebuild as make_anew
    from projections.runner import catch_up

    with opened_ledger(place_from(data_dir, ledger)) as opened, progress_shown() as tell:
        if compare:
            catch_up(opened, telling(tell, "deciding"))  # what has not been read yet is no difference
        rebuilt = make_anew(opened, compare=compare, progress=telling(tell, "rebuilding"))
        name = opened.name
    differing = len(rebuilt.differences)
    if format is None:
        differ = f" {_how_many(differing)} rows differ from the tables before." if compare else ""
        made = f"{rebuilt.families:,} families, up to position {rebuilt.position}"
        print(f"Made the tables of {name} anew: {made}.{differ}")
    else:
        columns = ("ledger", "families", "position", "rows_differing")
        write_list(columns, [(name, rebuilt.families, rebuilt.position, differing if compare else None)], format)


def _how_many(differing: int) -> str:
    from projections.swapping import DIFFERENCES_MAX

    return f"{differing} or more" if differing >= DIFFERENCES_MAX else str(differing or "No")


def project(ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Keep the tables up with the log until stopped: the worker beside servers that run with --no-project."""
    from threading import Event

    from api.stopping import stopped_by_signals
    from projections.runner import run_forever

    stop = Event()
    with stopped_by_signals(stop), opened_ledger(place_from(data_dir, ledger)) as opened:
        print(f"Keeping the tables of {opened.name} up with its log.", flush=True)
        run_forever(opened, stop)
