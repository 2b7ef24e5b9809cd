"""What a return claimed beside what the government paid for it. Sums in pence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.claims.returns import Return
from domain.money.record import Payment

State = Literal["matched", "short", "over", "not yet"]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`sent_pence` is what the return came to when it was sent; `refused_pence` is of claims not accepted since.

    Always: sent = refused + claimed, claimed = paid + short + waiting, received = paid + over.
    """

    sent_pence: int
    refused_pence: int
    received_pence: int

    @property
    def claimed_pence(self) -> int:
        return self.sent_pence - self.refused_pence

    @property
    def paid_pence(self) -> int:
        return min(self.received_pence, self.claimed_pence)

    @property
    def over_pence(self) -> int:
        return self.received_pence - self.paid_pence

    @property
    def waiting_pence(self) -> int:
        """All of it, until the first payment comes."""
        return 0 if self.received_pence else self.claimed_pence

    @property
    def short_pence(self) -> int:
        """What did not come with the payments that did."""
        return self.claimed_pence - self.paid_pence - self.waiting_pence

    @property
    def state(self) -> State:
        if self.waiting_pence:
            return "not yet"
        if self.over_pence:
            return "over"
        return "short" if self.short_pence else "matched"


def reconciled(of_round: Return, payments: Iterable[Payment]) -> Reconciled:
    """Only for a return that was sent. What was paid back since is the return's `repaid_pence`, and no part of this."""
    refused = sum(line.amount_pence for line in of_round.lines.values() if line.accepted is False)
    received = sum(
        payment.receipt.pence for payment in payments
        if (payment.scheme, payment.round_on) == (of_round.scheme, of_round.day)
    )  # fmt: skip
    return Reconciled(of_round.submitted_pence or 0, refused, received)
