"""Erasing a person by the authority's own person_id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from api.errors import AskedWrongly, Unknown
from ledger.access import note_access
from ledger.errors import ConflictingWrite
from ledger.ledger import Ledger
from ledger.sealing.deposits import read_deposit, seal_away, sealed_record
from ledger.sealing.erasing import erase_person, keep_list

ATTEMPTS = 5


class PersonUnknown(Unknown):
    """Nobody of this person_id is in the register: check it, or the person was erased before."""


class NamesThePerson(AskedWrongly):
    """What is to stay on record would say who was erased: word it otherwise."""


def erase_called(ledger: Ledger, person_id: str, reason: str, decided_by: str, by: str) -> int:
    """In how many families' streams the decision is recorded. The tables are brought up to date at once."""
    person = called(ledger, person_id, reason, decided_by)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            families = erase_person(ledger, person, reason, decided_by, by)
            break
        except ConflictingWrite:
            if attempt == ATTEMPTS:
                raise
    _forget_in_tables(ledger)
    return len(families)


def finish_erasing(ledger: Ledger) -> None:
    """What follows the decision, done again for one that was cut off after it was recorded."""
    keep_list(ledger)
    _forget_in_tables(ledger)


def seal_away_called(
    ledger: Ledger, person_id: str, reason: str, decided_by: str, by: str, deposit: Path
) -> int:
    """As `erase_called`, with the key in a file for a custodian."""
    made = seal_away(ledger, called(ledger, person_id, reason, decided_by), reason, decided_by, by, deposit)
    _forget_in_tables(ledger)
    return len(made.families)


def open_deposit(ledger: Ledger, file: Path, by: str, purpose: str | None) -> list[tuple[int, str, dict[str, Any]]]:
    """What was sealed away, by the key that only its custodian has. Who opened it is noted with every family."""
    deposit = read_deposit(file)
    record = list(sealed_record(ledger, deposit))
    for family in deposit.families:
        note_access(ledger, by, UUID(family), "open-deposit", purpose=purpose)
    return record


def called(ledger: Ledger, person_id: str, *said: str) -> str:
    """The pseudonym. What is `said` stays for ever, so it must not name who it is about. Raises `NamesThePerson`."""
    found = ledger.register.people([person_id]).get(person_id)
    if found is None:
        raise PersonUnknown(f"There is no such person in ledger {ledger.name!r}, or not any more. Check the person_id.")
    refuse_names((person_id, found.forename, found.surname, found.upn, found.nino, found.postcode), *said)
    return found.pseudonym


def refuse_names(names: Iterable[str | None], *said: str) -> None:
    """Raises `NamesThePerson` where one of the names is in what is `said`."""
    for name in names:
        if name and any(name.casefold() in text.casefold() for text in said):
            raise NamesThePerson("The reason or the decider names the person, and they stay on record for ever.")


def _forget_in_tables(ledger: Ledger) -> None:
    """What the tables said of the person goes now, and not when someone next asks; older tables go altogether."""
    from projections.errors import NotProjected
    from projections.rebuild import drop_previous
    from projections.runner import catch_up
    from projections.tracking import live

    try:
        live(ledger)
    except NotProjected:
        return
    catch_up(ledger)
    drop_previous(ledger)
