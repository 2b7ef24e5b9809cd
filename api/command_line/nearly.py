"""`outcomes nearly`: who is not eligible yet, or may not claim yet, and is not far from it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.merged import tell_merged
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ListFormat, SchemeName
from api.command_line.output import write_list
from api.defaults import WITHIN_DAYS, WITHIN_DAYS_MAX


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
    from api.answers.lists import NEARLY_COLUMNS, nearly_cells
    from api.answers.nearing import named_near_misses

    day = day_asked(at)
    with question(data_dir, ledger, known, of_tables=False) as asked:
        rows = named_near_misses(asked.ledger, scheme, day, within, asked.known, what=result).rows
        write_list(NEARLY_COLUMNS, map(nearly_cells, rows), format)
        tell_merged(asked.ledger, (row.family_id for row in rows), asked.known)
