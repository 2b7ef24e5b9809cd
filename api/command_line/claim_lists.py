"""`outcomes claims list`, `rounds`, `at-risk` and `recheck`: how claims stand."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.asking import question
from api.command_line.claim_options import OnlyScheme
from api.command_line.claim_reports import (
    AT_RISK_COLUMNS,
    LIST_COLUMNS,
    RECHECK_COLUMNS,
    ROUND_COLUMNS,
    at_risk_cells,
    listed_cells,
    rechecked_cells,
    round_cells,
)
from api.command_line.merged import tell_merged
from api.command_line.options import By, DataDir, Known, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from api.wording.days import day_from


def list_claims(
    round_day: Annotated[str | None, typer.Option("--round", metavar="DAY", help="Of this round alone.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="Of this status alone, as 'audit failed'.")] = None,
    scheme: OnlyScheme = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:
    """List the claims that were ever made, as they stand."""
    from domain.claims.claim import FOLLOWS
    from projections.queries.claim_pages import claims

    if status is not None and status not in FOLLOWS:
        raise OptionUnusable(f"{status!r} is no status of a claim; there are: {', '.join(FOLLOWS)}.")
    day = None if round_day is None else day_from(round_day)
    with question(data_dir, ledger) as asked:
        rows = claims(asked.ledger, scheme, day, status)
        write_list(LIST_COLUMNS, map(listed_cells, rows), format)
        tell_merged(asked.ledger, (row.family_id for row in rows))


def rounds(
    scheme: OnlyScheme = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """Show every round in numbers: claimed, sampled, failed, paid, at risk."""
    from projections.queries.claimed_rounds import rounds_claimed

    with question(data_dir, ledger) as asked:
        rows = rounds_claimed(asked.ledger, scheme)
    write_list(ROUND_COLUMNS, map(round_cells, rows), format)


def at_risk(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the claims that later knowledge speaks against: the fact, when it became known, and how."""
    from api.claiming.rechecking import claims_at_risk

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = at_risk_cells(opened, claims_at_risk(opened))
    write_list(AT_RISK_COLUMNS, rows, format)


def recheck(
    known: Known = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Decide every standing claim again, print those that come out differently, and mark them at risk.

    With --known it only asks how they came out on what was known then, and records nothing.
    """
    from api.answers.questions import position_asked
    from api.claiming.rechecking import mark_at_risk
    from api.claiming.rechecking import recheck as decide_again

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        position = position_asked(opened, known)
        if position is None:
            mark_at_risk(opened, recorder, everything=True)
        rows = rechecked_cells(opened, [one for one in decide_again(opened, position) if one.found.differs])
    write_list(RECHECK_COLUMNS, rows, format)
