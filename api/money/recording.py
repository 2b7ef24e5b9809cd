"""Recording money: each loads the authority, decides, and records, or refuses."""

from __future__ import annotations

from datetime import date

from api.acts.deciding import decided, evenly_spaced
from api.claiming.places import return_of, scheme_of
from api.today import today_here
from domain.claims.commands import agreed_year
from domain.family import Novelty
from domain.money import commands
from domain.money.record import Pot, Receipt
from ledger.ledger import Ledger


def pot(partner: str, year: str, purpose: str) -> Pot:
    """Written alike however it was spaced. Raises ClaimRefused for what is no financial year."""
    return Pot(evenly_spaced(partner), agreed_year(year.strip()), evenly_spaced(purpose))


def pledge(ledger: Ledger, of: Pot, pledged_pence: int, by: str) -> Novelty:
    return decided(ledger, lambda authority: commands.pledge(authority, of, pledged_pence, by))


def receive(ledger: Ledger, of: Pot, receipt: Receipt, by: str) -> Novelty:
    return decided(ledger, lambda authority: commands.receive(authority, of, receipt, by, today_here()))


def withdraw(ledger: Ledger, of: Pot, pence: int | None, reason: str, by: str) -> Novelty:
    return decided(ledger, lambda authority: commands.withdraw(authority, of, pence, reason, by))


def record_payment(ledger: Ledger, scheme: str, round_on: date, receipt: Receipt, by: str) -> Novelty:
    scheme_of(ledger, scheme)
    of_round = return_of(ledger, scheme, round_on)
    return decided(ledger, lambda authority: commands.record_payment(authority, of_round, receipt, by, today_here()))


def withdraw_receipt(ledger: Ledger, reference: str, reason: str, by: str) -> Novelty:
    return decided(ledger, lambda authority: commands.withdraw_receipt(authority, evenly_spaced(reference), reason, by))


def agree_minimum(ledger: Ledger, scheme: str, year: str, families: int, by: str) -> Novelty:
    scheme_of(ledger, scheme)
    return decided(ledger, lambda authority: commands.agree_minimum(
        authority, scheme, agreed_year(year.strip()), families, by))


def receipt(reference: str, received_on: date, pence: int) -> Receipt:
    return Receipt(evenly_spaced(reference), received_on, pence)
