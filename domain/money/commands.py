"""Recording money: each command decides whether it fits what is on record, and raises one event of the authority.

What is on record already in the same words is `repeated`, and raises none.
"""

from __future__ import annotations

from datetime import date

from domain.authority import Authority
from domain.claims.returns import Return
from domain.events import money as events
from domain.events.claims import pounds
from domain.family import Novelty
from domain.money.record import Contribution, Payment, Pot, Receipt


class MoneyRefused(Exception):
    """What was to be recorded does not fit what is on record; the message says what would."""


def pledge(authority: Authority, pot: Pot, pledged_pence: int, by: str) -> Novelty:
    """`pledged_pence` is all that is pledged under this name, in place of what was pledged before."""
    _demand_money(pledged_pence)
    held = authority.money.contributions.get(pot)
    if held is not None and held.pledged_pence == pledged_pence:
        return "repeated"
    if held is not None and held.received_pence > pledged_pence:
        raise MoneyRefused(
            f"{pounds(held.received_pence)} of this contribution has come already: no less than that can be pledged."
            " If a receipt is wrong, withdraw it first")
    authority.record(events.ContributionPledged, by, **pot._asdict(), pledged_pence=pledged_pence)
    return "recorded" if held is None else "corrected"


def receive(authority: Authority, pot: Pot, receipt: Receipt, by: str, today: date) -> Novelty:
    held = _contribution(authority, pot)
    if receipt in held.receipts:
        return "repeated"
    _demand_new(authority, receipt, today)
    if receipt.pence > held.outstanding_pence:
        raise MoneyRefused(
            f"{pounds(held.outstanding_pence)} of this contribution is outstanding, and {pounds(receipt.pence)} cannot"
            " have come: record first that more was pledged, or under which other purpose it came")
    authority.record(events.ContributionReceived, by, **pot._asdict(), received_on=receipt.received_on,
                     received_pence=receipt.pence, reference=receipt.reference)
    return "recorded"


def withdraw(authority: Authority, pot: Pot, pence: int | None, reason: str, by: str) -> Novelty:
    """Of what is outstanding; all of it where no sum is given."""
    held = _contribution(authority, pot)
    withdrawn_pence = held.outstanding_pence if pence is None else pence
    if not 0 < withdrawn_pence <= held.outstanding_pence:
        raise MoneyRefused(
            f"{pounds(held.outstanding_pence)} of this contribution is outstanding: only of that can be withdrawn")
    authority.record(events.ContributionWithdrawn, by, **pot._asdict(), withdrawn_pence=withdrawn_pence, reason=reason)
    return "corrected"


def record_payment(authority: Authority, of_round: Return, receipt: Receipt, by: str, today: date) -> Novelty:
    """For a return that was sent."""
    if of_round.stage != "submitted":
        raise MoneyRefused(
            "no return of this scheme and round was sent, so nothing can have been paid for it: see the rounds by"
            " `outcomes claims rounds`")
    payment = Payment(of_round.scheme, of_round.day, receipt)
    if authority.money.payments.get(receipt.reference) == payment:
        return "repeated"
    _demand_new(authority, receipt, today)
    authority.record(events.PaymentReceived, by, scheme=payment.scheme, round_on=payment.round_on,
                     received_on=receipt.received_on, received_pence=receipt.pence, reference=receipt.reference)
    return "recorded"


def withdraw_receipt(authority: Authority, reference: str, reason: str, by: str) -> Novelty:
    """A receipt that was recorded in error, of a contribution or of a payment."""
    if authority.money.receipt(reference) is None:
        raise MoneyRefused(f"there is no receipt {reference!r} on record, or it was withdrawn before")
    authority.record(events.ReceiptWithdrawn, by, reference=reference, reason=reason)
    return "corrected"


def agree_minimum(authority: Authority, scheme: str, year: str, families: int, by: str) -> Novelty:
    if families < 0:
        raise MoneyRefused("a number of families is 0 or more")
    held = authority.money.minimums.get((scheme, year))
    if held == families:
        return "repeated"
    authority.record(events.MinimumAgreed, by, scheme=scheme, year=year, families=families)
    return "recorded" if held is None else "corrected"


def _contribution(authority: Authority, pot: Pot) -> Contribution:
    held = authority.money.contributions.get(pot)
    if held is None:
        raise MoneyRefused(
            f"{pot.partner} has pledged nothing for {pot.purpose!r} in {pot.year}: record the pledge first, in the"
            " same words")
    return held


def _demand_new(authority: Authority, receipt: Receipt, today: date) -> None:
    _demand_money(receipt.pence)
    if receipt.received_on > today:
        raise MoneyRefused(f"{receipt.received_on} is a day to come: record what has come when it has")
    if authority.money.receipt(receipt.reference) is not None:
        raise MoneyRefused(
            f"the reference {receipt.reference!r} stands on record for another receipt. If that one is wrong, withdraw"
            " it first")


def _demand_money(pence: int) -> None:
    if pence <= 0:
        raise MoneyRefused("a sum of money is above 0")
