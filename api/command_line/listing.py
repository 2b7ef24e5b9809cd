"""`outcomes eligibility` and `outcomes claimable`: one row for each family, or for each result of an attached one."""

from __future__ import annotations

from api.command_line.asking import day_asked, question
from api.command_line.merged import tell_merged
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ListFormat, SchemeName
from api.command_line.output import write_list


def eligibility(
    at: At = None,
    known: Known = None,
    scheme: SchemeName = DEFAULT_SCHEME,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Say of every family on record whether it is eligible on a day, and which criteria it meets."""
    from api.answers.lists import ELIGIBILITY_COLUMNS, eligibility_cells
    from projections.queries.eligible import eligibility as who_is_eligible

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        rows = who_is_eligible(asked.ledger, scheme, day, asked.known)
        write_list(ELIGIBILITY_COLUMNS, map(eligibility_cells, rows), format)
        tell_merged(asked.ledger, (row.family_id for row in rows), asked.known)


def claimable(
    at: At = None,
    known: Known = None,
    scheme: SchemeName = DEFAULT_SCHEME,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Say of every attached family what may be claimed on a day, in whole pounds, and why not the rest."""
    from api.answers.lists import CLAIMABLE_COLUMNS, claimable_cells
    from projections.queries.claiming import claimable as what_is_claimable

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        rows = what_is_claimable(asked.ledger, scheme, day, asked.known)
        write_list(CLAIMABLE_COLUMNS, map(claimable_cells, rows), format)
        tell_merged(asked.ledger, (row.family_id for row in rows), asked.known)
