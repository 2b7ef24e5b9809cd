"""Recording money: each loads the authority, decides, and records, or refuses."""

from __future__ import annotations

from datetime import date

from api.claiming.places import return_of, scheme_of
from domain.claims.commands import agreed_year
from domain.family import Novelty
from domain.money import commands
from domain.money.record import Pot, Receipt
from ledger.ledger import Ledger


def pot(partner: str, year: str, purpose: str) -> Pot:
    """Written alike however it was spaced. Raises ClaimRefused for what is no financial year."""
    return Pot(_plain(partner), agreed_year(year.strip()), _plain(purpose))


def pledge(ledger: Ledger, of: Pot, pledged_pence: int, by: str) -> Novelty:
    authority = ledger.authority()
    novelty = commands.pledge(authority, of, pledged_pence, by)
    ledger.save(authority)
    return novelty


def receive(ledger: Ledger, of: Pot, receipt: Receipt, by: str) -> Novelty:
    authority = ledger.authority()
    novelty = commands.receive(authority, of, receipt, by, date.today())
    ledger.save(authority)
    return novelty


def withdraw(ledger: Ledger, of: Pot, pence: int | None, reason: str, by: str) -> Novelty:
    authority = ledger.authority()
    novelty = commands.withdraw(authority, of, pence, reason, by)
    ledger.save(authority)
    return novelty


def record_payment(ledger: Ledger, scheme: str, round_on: date, receipt: Receipt, by: str) -> Novelty:
    scheme_of(ledger, scheme)
    authority = ledger.authority()
    novelty = commands.record_payment(authority, return_of(ledger, scheme, round_on), receipt, by, date.today())
    ledger.save(authority)
    return novelty


def withdraw_receipt(ledger: Ledger, reference: str, reason: str, by: str) -> Novelty:
    authority = ledger.authority()
    novelty = commands.withdraw_receipt(authority, _plain(reference), reason, by)
    ledger.save(authority)
    return novelty


def agree_minimum(ledger: Ledger, scheme: str, year: str, families: int, by: str) -> Novelty:
    scheme_of(ledger, scheme)
    authority = ledger.authority()
    novelty = commands.agree_minimum(authority, scheme, agreed_year(year.strip()), families, by)
    ledger.save(authority)
    return novelty


def receipt(reference: str, received_on: date, pence: int) -> Receipt:
    return Receipt(_plain(reference), received_on, pence)


def _plain(text: str) -> str:
    return " ".join(text.split())
