"""`outcomes create` and `outcomes ledgers`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.options import By, DataDir, LedgerName, ListFormat, ReportFormat, recorded_by
from api.command_line.output import write_list
from api.defaults import FAMILIES_MAX
from api.places import opened_database, place_from


def create(
    name: Annotated[str, typer.Argument(help="The ledger's name, such as north-yorkshire.")],
    authority_name: Annotated[str | None, typer.Option(help="What people call the authority.")] = None,
    target: Annotated[
        int | None, typer.Option(min=1, max=FAMILIES_MAX, help="How many families were agreed with the government.")
    ] = None,
    overlay: Annotated[str | None, typer.Option(help="The local plan, laid over the national rules.")] = None,
    by: By = None,
    data_dir: DataDir = None,
    ledger: LedgerName = None,
    format: ReportFormat = None,
) -> None:
    """Create a ledger for one authority."""
    from api.access.opening import local_tokens
    from api.acts.founding import found_ledger
    from api.errors import OptionUnusable
    from ledger.token_keys import takes_key

    if ledger is not None and ledger != name:
        raise OptionUnusable(f"--ledger {ledger} and the new ledger's name {name} differ: leave out --ledger.")
    recorder = recorded_by(by)
    place = place_from(data_dir)
    with opened_database(place, may_create=True) as database:
        made = found_ledger(database, name, recorder, authority_name, target, overlay)
        takes_key(made, local_tokens(place.data_folder).key_id)
        authority = made.authority()
        said = (made.name, authority.name, authority.target, authority.overlay)
    if format is None:
        print(f"Created the ledger {made.name} of {authority.name}. Next: outcomes load PACK --ledger {made.name}")
    else:
        write_list(_COLUMNS, [said], format)


def ledgers(data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the ledgers there are."""
    from ledger.ledgers import ledger_names, open_ledger

    with opened_database(place_from(data_dir)) as database:
        authorities = [(name, open_ledger(database, name).authority()) for name in ledger_names(database)]
    rows = [(name, authority.name, authority.target, authority.overlay) for name, authority in authorities]
    write_list(_COLUMNS, rows, format)


_COLUMNS = ("ledger", "authority", "target", "overlay")

