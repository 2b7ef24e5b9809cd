"""The lists as csv has them, on the command line and over HTTP."""

from __future__ import annotations

from datetime import date

from projections.queries.nearing import NearRow
from projections.queries.results import ClaimableRow, EligibilityRow

ELIGIBILITY_COLUMNS = ("family_id", "eligible", "criteria")
CLAIMABLE_COLUMNS = ("family_id", "result", "verdict", "amount", "reasons")
NEARLY_COLUMNS = ("family_id", "what", "from", "missing")
PENCE_IN_POUND = 100


def eligibility_cells(row: EligibilityRow) -> tuple[str, str, str]:
    return row.family_id, "yes" if row.eligible else "no", ";".join(row.criteria)


def claimable_cells(row: ClaimableRow) -> tuple[str, str, str, int, str]:
    """The amount in whole pounds: every rate of every scheme is one."""
    pounds, pence = divmod(row.amount_pence, PENCE_IN_POUND)
    assert pence == 0, f"{row.amount_pence} pence are no whole pounds"
    return row.family_id, row.result, row.verdict, pounds, row.reasons


def nearly_cells(row: NearRow) -> tuple[str, str, date | None, str]:
    return row.family_id, row.what, row.from_on, row.missing
