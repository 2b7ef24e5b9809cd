"""Recording what is done with a family. What begins an entry draws its id, and returns it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from domain.casework import commands
from domain.family import Family
from ledger.identity import new_record_pseudonym
from ledger.ledger import Ledger


def start_intervention(
    ledger: Ledger, family: UUID, kind: str, provider: str, started_on: date, intensity: str, by: str, today: date
) -> str:
    return _begun(ledger, family, lambda one, entry: commands.start_intervention(
        one, entry, kind, provider, started_on, intensity, by, today))


def end_intervention(
    ledger: Ledger, family: UUID, entry: str, ended_on: date, how: str, by: str, today: date
) -> None:
    """`ended_on` is the last day of it."""
    _recorded(ledger, family, entry, lambda one: commands.end_intervention(one, entry, ended_on, how, by, today))


def refer(
    ledger: Ledger, family: UUID, direction: str, agency: str, referred_on: date, need: str, by: str, today: date
) -> str:
    return _begun(ledger, family, lambda one, entry: commands.refer(
        one, entry, direction, agency, referred_on, need, by, today))


def answer_referral(
    ledger: Ledger, family: UUID, entry: str, answered_on: date, answer: str, by: str, today: date
) -> None:
    _recorded(ledger, family, entry, lambda one: commands.answer_referral(one, entry, answered_on, answer, by, today))


def review(
    ledger: Ledger, family: UUID, board: str, reviewed_on: date, decision: str, next_on: date | None, by: str,
    today: date,
) -> str:  # fmt: skip
    return _begun(ledger, family, lambda one, entry: commands.review(
        one, entry, board, reviewed_on, decision, next_on, by, today))


def name_lead_worker(ledger: Ledger, family: UUID, lead_worker: str, from_on: date, by: str) -> str:
    """`lead_worker` is a post, not a name."""
    return _begun(ledger, family, lambda one, entry: commands.name_lead_worker(one, entry, lead_worker, from_on, by))


def locate(ledger: Ledger, family: UUID, district: str, from_on: date, by: str) -> str:
    return _begun(ledger, family, lambda one, entry: commands.locate(one, entry, district, from_on, by))


def take_back(ledger: Ledger, family: UUID, entry: str, reason: str, by: str) -> None:
    _recorded(ledger, family, entry, lambda one: commands.take_back(one, entry, reason, by))


def _begun(ledger: Ledger, family: UUID, begin: Callable[[Family, str], None]) -> str:
    entry = new_record_pseudonym()
    _recorded(ledger, family, entry, lambda one: begin(one, entry))
    return entry


def _recorded(ledger: Ledger, family: UUID, entry: str, act: Callable[[Family], None]) -> None:
    """Raises `CaseworkRefused`, `ConflictingWrite`."""
    held = ledger.family(family)
    act(held)
    ledger.keep_answer({"entry": entry})
    ledger.save(held)
