"""A family that leaves: its whole history as an evidence pack, and who its people are, for one other ledger."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson

from domain.events.moving import FamilyMovedOut
from domain.family import Family
from ledger.identity import Person
from ledger.ledger import Ledger
from ledger.moving.errors import MoveRefused
from ledger.moving.letter import Letter
from ledger.proof.evidence import family_evidence
from ledger.sealing.ledger_keys import signing_key

IDENTITY = ("person_id", "forename", "surname", "upn", "nino", "postcode", "born_on", "sex", "address", "uprn")
"""What the sheet says of each person; nothing where it is not known."""


def letter_for(ledger: Ledger, family_id: str, family: Family, to: str, moved_on: date) -> Letter:
    """Seals the log first where that is needed. Raises `MoveRefused`."""
    _refuse_to_move(family, to)
    pack = family_evidence(ledger, family.id)
    if len(_events(pack, family.id)) != family.version:
        raise MoveRefused("Something was recorded of the family just now: run this again.")
    with ledger.transaction() as cursor:
        key = signing_key(cursor, ledger.database.master_key, ledger.name)
    return Letter.signed(key, pack, _sheet(ledger, family_id, family, pack), to, moved_on)


def record_move(ledger: Ledger, family: Family, letter: Letter, to: str, moved_on: date, by: str) -> None:
    """Raises `ConflictingWrite` where something was recorded of the family since the pack was made."""
    family.record(FamilyMovedOut, by, to=to, moved_on=moved_on, pack=letter.digest)
    ledger.save(family)


def _refuse_to_move(family: Family, to: str) -> None:
    if family.merged_with:
        raise MoveRefused(
            "The family is on record as one with another: tell them apart first (outcomes claims separate).")
    if family.moved_out and family.moved_out.to != to:
        raise MoveRefused(f"The family moved to {family.moved_out.to} already, on {family.moved_out.moved_on}.")


def _sheet(ledger: Ledger, family_id: str, family: Family, pack: bytes) -> dict[str, Any]:
    people = ledger.register.people_called(_people_in(_events(pack, family.id)))
    return {"family_id": family_id, "people": {
        pseudonym: _identity(person) for pseudonym, person in people.items() if pseudonym not in family.erased}}


def _identity(person: Person) -> dict[str, str]:
    return {name: value for name in IDENTITY if (value := getattr(person, name)) is not None}


def _events(pack: bytes, family: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        one["events"] for one in orjson.loads(pack)["streams"] if one["stream"] == str(family))
    return found


def _people_in(events: list[dict[str, Any]]) -> set[str]:
    """By pseudonym: everyone of whom an event says something."""
    headers = (orjson.loads(event.get("header") or event["state"]) for event in events)
    return {header["person"] for header in headers if isinstance(header.get("person"), str)}
