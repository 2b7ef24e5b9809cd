"""What is on record of the money: contributions, payments from the government, minimum numbers. Sums in pence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from domain.events import money as events


class Pot(NamedTuple):
    """What a contribution is known by."""

    partner: str
    year: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Receipt:
    reference: str
    received_on: date
    pence: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """Always: pledged = received + outstanding, and none of the three is below 0."""

    pot: Pot
    pledged_pence: int
    receipts: tuple[Receipt, ...] = ()

    @property
    def received_pence(self) -> int:
        return sum(receipt.pence for receipt in self.receipts)

    @property
    def outstanding_pence(self) -> int:
        return self.pledged_pence - self.received_pence


@dataclass(frozen=True, slots=True)
class Payment:
    """From the government, for the return of a scheme and round."""

    scheme: str
    round_on: date
    receipt: Receipt


@dataclass(slots=True)
class Money:
    """In the order in which they were recorded first. `payments` by their references."""

    contributions: dict[Pot, Contribution] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    minimums: dict[tuple[str, str], int] = field(default_factory=dict)
    """Families that are at least to be attached, by scheme and financial year."""

    def receipt(self, reference: str) -> Receipt | None:
        """Of a contribution or a payment: a reference stands for one of either."""
        if reference in self.payments:
            return self.payments[reference].receipt
        found = (one for held in self.contributions.values() for one in held.receipts if one.reference == reference)
        return next(found, None)

    def apply(self, event: events.MoneyEvent) -> None:
        match event:
            case events.ContributionPledged():
                held = self._held(event)
                self.contributions[held.pot] = replace(held, pledged_pence=event.pledged_pence)
            case events.ContributionReceived():
                held = self._held(event)
                receipt = Receipt(event.reference, event.received_on, event.received_pence)
                self.contributions[held.pot] = replace(held, receipts=(*held.receipts, receipt))
            case events.ContributionWithdrawn():
                held = self._held(event)
                left_pence = held.pledged_pence - event.withdrawn_pence
                self.contributions[held.pot] = replace(held, pledged_pence=left_pence)
            case events.PaymentReceived():
                receipt = Receipt(event.reference, event.received_on, event.received_pence)
                self.payments[event.reference] = Payment(event.scheme, event.round_on, receipt)
            case events.ReceiptWithdrawn():
                self._take_back(event.reference)
            case events.MinimumAgreed():
                self.minimums[event.scheme, event.year] = event.families

    def _held(self, event: events.ContributionEvent) -> Contribution:
        pot = Pot(event.partner, event.year, event.purpose)
        return self.contributions.get(pot, Contribution(pot, 0))

    def _take_back(self, reference: str) -> None:
        self.payments.pop(reference, None)
        for pot, held in self.contributions.items():
            kept = tuple(receipt for receipt in held.receipts if receipt.reference != reference)
            self.contributions[pot] = replace(held, receipts=kept)

