"""`outcomes nearly`: who is not eligible yet, or may not claim yet, and is not far from it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ListFormat, SchemeName
from api.command_line.output import write_list

COLUMNS = ("family_id", "what", "from", "missing")
WITHIN_DAYS = 60
WITHIN_DAYS_MAX = 3_660


def nearly(
    at: At = None,
    within: Annotated[
        int, typer.Option("--within", min=0, max=WITHIN_DAYS_MAX, metavar="N", help="How many days to look ahead.")
    ] = WITHIN_DAYS,
    known: Known = None,
    scheme: SchemeName = DEFAULT_SCHEME,
    result: Annotated[
        str | None,
        typer.Option("--result", metavar="R", help="Of this result alone, such as CAE, or of eligibility alone."),
    ] = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """List the near misses: met within N days if nothing changes, one criterion short, or on hold for evidence.

    'from' is the first day within N days on which it is met by the passing of time alone; 'missing' what lacks today.
    """
    from api.naming import Names
    from projections.queries.nearing import nearly as near_misses

    day = day_asked(at)
    with question(data_dir, ledger, known, of_tables=False) as asked:
        rows = near_misses(asked.ledger, scheme, day, within, asked.known, result)
        names = Names(asked.ledger.register, texts=[row.missing for row in rows])
        cells = ((row.family_id, row.what, row.from_on, names.text(row.missing)) for row in rows)
        write_list(COLUMNS, cells, format)
