"""What happens to the programme's money beside the claims: partners' contributions, payments, and minimum numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.events.claims import pounds
from domain.events.event import Event, recorded_as


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEvent(Event):
    """Of the authority's stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionEvent(MoneyEvent):
    """A contribution is known by who gives it, the financial year, and what it is for."""

    partner: str
    year: str
    purpose: str

    @property
    def named(self) -> str:
        return f"{self.partner} for {self.purpose} in {self.year}"


@recorded_as("authority.contribution-pledged.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionPledged(ContributionEvent):
    """`pledged_pence` is all that is pledged; pledged again with another sum, it replaces the earlier one."""

    pledged_pence: int

    def sentence(self) -> str:
        return f"{pounds(self.pledged_pence)} was pledged to the pooled budget by {self.named}."


@recorded_as("authority.contribution-received.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReceived(ContributionEvent):
    """`reference` is the payment's own, as the bank statement has it; there is one receipt of each reference."""

    received_on: date
    received_pence: int
    reference: str

    def sentence(self) -> str:
        return (f"{pounds(self.received_pence)} came into the pooled budget on {self.received_on} from {self.named}"
                f" ({self.reference}).")


@recorded_as("authority.contribution-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn(ContributionEvent):
    """What was pledged and had not come, and now will not."""

    withdrawn_pence: int
    reason: str

    def sentence(self) -> str:
        return f"{pounds(self.withdrawn_pence)} pledged by {self.named} was withdrawn: {self.reason.rstrip('.')}."


@recorded_as("authority.payment-received.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(MoneyEvent):
    """Money from the government for one return. `reference` is the payment's own, as the bank statement has it."""

    scheme: str
    round_on: date
    received_on: date
    received_pence: int
    reference: str

    def sentence(self) -> str:
        return (f"{pounds(self.received_pence)} came from the government on {self.received_on} for the round of"
                f" {self.round_on} under {self.scheme} ({self.reference}).")


@recorded_as("authority.receipt-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWithdrawn(MoneyEvent):
    """A contribution's or a payment's receipt was recorded in error: it no longer counts, and stays readable."""

    reference: str
    reason: str

    def sentence(self) -> str:
        return f"The receipt {self.reference} was recorded in error and no longer counts: {self.reason.rstrip('.')}."


@recorded_as("authority.minimum-agreed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumAgreed(MoneyEvent):
    """The number of families that are at least to be attached in a financial year such as `2013-14`."""

    scheme: str
    year: str
    families: int

    def sentence(self) -> str:
        return f"At least {self.families} families are to be attached in {self.year} under {self.scheme}."
