"""`outcomes assign`, `assigned` and `access-log`: who may look at a family, and who did."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.options import By, DataDir, FamilyId, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.places import opened_ledger, place_from
from api.wording.days import day_from


def assign(
    family: FamilyId,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="NAME", help="A practitioner, as their token names them.")
    ] = None,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Assign a family to practitioners, in place of those who had it: to nobody where none is named."""
    from ledger.assigning import assign as note
    from projections.queries.asking import family_called

    recorder, workers = recorded_by(by), sorted(set(to or ()))
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        note(opened, family_called(opened, family), workers, recorder)
    print(f"The family {family} is assigned to {', '.join(workers) or 'nobody'}.")


def assigned(
    worker: Annotated[str, typer.Argument(metavar="NAME", help="A practitioner, as their token names them.")],
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """List the families that are assigned to a practitioner."""
    from api.access.assigned import assignments_page

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = [(one.family_id,) for one in assignments_page(opened, worker)]
    write_list(("family_id",), rows, format)


def access_log(
    family: Annotated[str | None, typer.Option("--family", help="Of this family alone; lists apart.")] = None,
    looked_by: Annotated[str | None, typer.Option("--looked-by", metavar="NAME", help="By this person alone.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="From this day on (UTC).")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Up to the end of this day.")] = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Show who looked at what of which family, when and for what. That somebody reads it is noted in it."""
    from api.access.looked import COLUMNS, looked
    from projections.queries.asking import family_called

    first, last = (None if day is None else day_from(day) for day in (since, until))
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if family is not None:
            family_called(opened, family)
        write_list(COLUMNS, looked(opened, family, looked_by, first, last), format)
