"""`outcomes status` and `outcomes project`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.options import DataDir, LedgerName, ListFormat
from api.command_line.output import write_json, write_list
from api.places import opened_ledger, place_from

if TYPE_CHECKING:
    from ledger.extracts import Extract
    from projections.queries.state import Status


_LOAD_COLUMNS = ("load", "file", "kind", "loaded_by", "started_at", "finished_at", "read", "recorded", "corrected",
                 "repeated", "rejected", "blank")  # fmt: skip


def status(
    loads: Annotated[bool, typer.Option("--loads", help="List every file that was ever loaded instead.")] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Show positions, how far the tables are behind, counts, parked families, and the last load of each kind."""
    from api.answers.stand import stand_of, status_as_json
    from api.command_line.output import list_format

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        stand = stand_of(opened)
    if loads:
        write_list(_LOAD_COLUMNS, ([getattr(load, name) for name in _LOAD_COLUMNS] for load in stand.loads), format)
    elif list_format(format) == "json":
        write_json(status_as_json(stand))
    else:
        write_list(("what", "value"), _rows(stand), format)


def _rows(stand: Status) -> Iterator[tuple[str, Any]]:
    for name in ("ledger", "position", "projected_position", "lag_events", "lag_seconds", "events_per_second",
                 "moved_at", "parked_families", "of_this_log", "events", "families", "people", "observations",
                 "version", "program_version"):  # fmt: skip
        yield name, _shown(getattr(stand, name))
    for topic, count in stand.events_by_topic.items():
        yield f"events {topic}", count
    for parked in stand.parked:
        yield f"parked {parked.family_id or parked.family}", f"at position {parked.position}: {parked.error}"
    yield "loads", len(stand.loads)
    for load in _worth_showing(stand.loads):
        ended = f"{load.finished_at:%Y-%m-%dT%H:%M:%SZ}" if load.finished_at else "not finished"
        counts = f"{load.read} read, {load.recorded} recorded, {load.corrected} corrected, {load.rejected} rejected"
        yield f"load {load.load} {load.file}", f"{ended} by {load.loaded_by}: {counts}"


def _worth_showing(loads: Sequence[Extract]) -> list[Extract]:
    """The last of each kind of extract, and what was broken off since: as many lines after years as after a week."""
    last = {load.kind: load for load in loads if load.finished_at}
    begun = {load.kind: load for load in loads if not load.finished_at}
    later = [load for kind, load in begun.items() if kind not in last or load.load > last[kind].load]
    return sorted([*last.values(), *later], key=lambda load: load.load)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, 3) if isinstance(value, float) else value


def project(ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Keep the tables up with the log until stopped: the worker beside servers that run with --no-project."""
    from threading import Event

    from api.stopping import stopped_by_signals
    from projections.runner import run_forever

    stop = Event()
    with stopped_by_signals(stop), opened_ledger(place_from(data_dir, ledger)) as opened:
        print(f"Keeping the tables of {opened.name} up with its log.", flush=True)
        run_forever(opened, stop)
