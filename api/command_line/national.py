"""`outcomes national`: the totals of all ledgers of a database."""

from __future__ import annotations

import sys

from api.command_line.options import DEFAULT_SCHEME, DataDir, ListFormat, SchemeName
from api.command_line.output import write_list
from api.places import opened_database, place_from


def national(scheme: SchemeName = DEFAULT_SCHEME, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """Add up the totals of every ledger beside its target; small numbers are withheld, and no family is looked at."""
    from api.england.national import Row
    from api.england.national import national as added_up

    with opened_database(place_from(data_dir)) as database:
        found = added_up(database, scheme)
    write_list(Row._fields, found.rows, format)
    for name in found.unread:
        print(f"outcomes: the tables of {name} were never made, so that it is not counted.", file=sys.stderr)
