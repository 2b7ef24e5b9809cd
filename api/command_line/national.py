"""`outcomes national`: the totals of all ledgers of a database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from api.command_line.options import DEFAULT_SCHEME, DataDir, ListFormat, SchemeName
from api.command_line.output import write_list
from api.places import opened_database, place_from

if TYPE_CHECKING:
    from api.england.national import Row


def national(scheme: SchemeName = DEFAULT_SCHEME, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """Add up the totals of every ledger beside its target; small numbers are withheld, and no family is looked at."""
    from api.england.national import national as added_up

    with opened_database(place_from(data_dir)) as database:
        found = added_up(database, scheme)
    write_list(_COLUMNS, map(_cells, found.rows), format)
    for name in found.unread:
        print(f"outcomes: the tables of {name} were never made, so that it is not counted.", file=sys.stderr)


_COLUMNS = ("ledger", "authority", "target", "published_target", "attached", "turned_around", "share", "claims",
            "claimed", "paid")  # fmt: skip


def _cells(row: Row) -> list[object]:
    """Sums in whole pounds."""
    share = row.share if row.share is None or isinstance(row.share, str) else f"{row.share:.1f}%"
    sums = [sum_ // 100 if isinstance(sum_, int) else sum_ for sum_ in (row.claimed_pence, row.paid_pence)]
    return [*row[:6], share, row.claims, *sums]
