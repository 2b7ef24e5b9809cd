"""`outcomes keys ...`: the master key, and whose keys are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.options import DataDir, LedgerName, ListFormat
from api.command_line.output import write_list
from api.places import opened_database, opened_ledger, place_from

app = typer.Typer(name="keys", help="The master key, by which all others are wrapped.", rich_markup_mode=None)


@app.command()
def rotate(
    to: Annotated[
        Path | None, typer.Option(help="The file for the new key, where the old one came without a file.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Wrap every key by a new master key; no event is touched. Programs that run meanwhile are to be started anew."""
    from ledger.sealing.rotating import rotate as wrap_anew

    with opened_database(place_from(data_dir)) as database:
        wrapped = wrap_anew(database, to)
        print(f"{wrapped} keys are wrapped by the master key {database.master_key.id}.")


@app.command("erased")
def list_erased(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the decisions to erase someone. It is by this list that a restored backup forgets them again."""
    from ledger.sealing.erasing import erasures

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = [(one.person, one.erased_at, one.decided_by, one.reason) for one in erasures(opened)]
    write_list(("pseudonym", "erased_at", "decided_by", "reason"), rows, format)
