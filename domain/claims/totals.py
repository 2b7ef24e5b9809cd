"""What a return comes to, worked out from its lines: what the government asks for, in its words.

Families turned around are those with a main result (CAE + CE; SSP + CE; SFO); progress to work stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.claims.lines import Fee, Line
from domain.claims.returns import Return
from domain.rules.scheme import Scheme

TURNED_AROUND, ATTACHED, FEES, ALL = "turned around", "attached", "attachment fees", "the return"


@dataclass(frozen=True, slots=True)
class Total:
    """`number` counts families or claims. Sums are in pence; a number of families attached has none."""

    name: str
    number: int
    claimed_pence: int | None = None
    paid_pence: int | None = None


def totals_of(of_round: Return, scheme: Scheme, attached: int) -> list[Total]:
    """In the order of the government's form; `attached` are the families attached up to the round's day."""
    lines, fees = list(of_round.lines.values()), list(of_round.fees.values())
    kinds = sorted(scheme.results.values(), key=lambda result: not result.main)
    by_kind = [_total(result.kind, [line for line in lines if line.result == result.kind]) for result in kinds]
    mains = sum(result.main for result in kinds)
    return [
        Total(ATTACHED, attached),
        *by_kind[:mains],
        _total(TURNED_AROUND, [line for line in lines if line.main]),
        *by_kind[mains:],
        _of_fees(fees),
        Total(ALL, len(lines), of_round.total_pence, of_round.paid_pence - of_round.repaid_pence),
    ]


def _total(name: str, lines: list[Line]) -> Total:
    return Total(name, len(lines), sum(line.amount_pence for line in lines),
                 sum(line.paid_pence - line.repaid_pence for line in lines))


def _of_fees(fees: list[Fee]) -> Total:
    return Total(FEES, sum(fee.families for fee in fees), sum(fee.amount_pence for fee in fees))
