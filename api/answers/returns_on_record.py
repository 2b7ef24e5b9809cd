"""Returns as plain values, with families by the authority's own references."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from api.claiming.exporting import Row, return_rows
from api.claiming.places import each_return, return_of
from domain.claims.returns import Return
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set

RETURN_COLUMNS = (
    "scheme", "round_on", "stage", "claims", "fees_pence", "total_pence", "sampled", "waiting_for_audit", "paid_pence",
    "repaid_pence")  # fmt: skip


def returns_as_json(ledger: Ledger, scheme: str | None, known: int) -> list[dict[str, Any]]:
    """Raises `UnknownScheme`."""
    if scheme is not None:
        rule_set(scheme)
    found = map(_in_short, each_return(ledger, scheme, known))
    return sorted(found, key=lambda row: (row["scheme"], row["round_on"]))


def return_as_json(ledger: Ledger, scheme: str, round_on: date, known: int) -> dict[str, Any]:
    """Raises `UnknownScheme`, and ClaimUnknown where there is no such return."""
    rule_set(scheme)
    rows = [_row(row) for row in return_rows(ledger, scheme, round_on, known)]
    of_round = return_of(ledger, scheme, round_on, known)
    return _in_short(of_round) | {
        "rows": rows, "preparers": sorted(of_round.preparers), "reviewer": of_round.reviewer,
        "signatory": of_round.signatory, "signed_pence": of_round.signed_pence,
        "submitted_pence": of_round.submitted_pence, "position": known,
    }  # fmt: skip


def _in_short(of_round: Return) -> dict[str, Any]:
    return {
        "scheme": of_round.scheme, "round_on": of_round.day, "stage": of_round.stage, "claims": len(of_round.lines),
        "fees_pence": of_round.fees_pence, "total_pence": of_round.total_pence, "sampled": len(of_round.sample),
        "waiting_for_audit": len(of_round.unaudited), "paid_pence": of_round.paid_pence,
        "repaid_pence": of_round.repaid_pence,
    }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    said = asdict(row)
    return said | {"amount_pence": said.pop("amount"), "paid_pence": said.pop("paid")}
