"""Erasing a person by the authority's own person_id, and what agencies say of people who are nobody of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from api.errors import AskedWrongly, Unknown
from ledger.access import note_accesses
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken
from ledger.retention.rules import Schedule
from ledger.retention.unlinked import unlinked_records
from ledger.sealing.deposits import read_deposit, seal_away, sealed_record
from ledger.sealing.erasing import erase_person, erase_unlinked, keep_list

RECORDS_AT_ONCE = 1_000
"""So many agencies' records are erased in one transaction, and by one request."""


class PersonUnknown(Unknown):
    """Nobody of this person_id is in the register: check it, or the person was erased before."""


class LinkedWithOurs(AskedWrongly):
    """What an agency says of a person of ours is not erased by itself: erase the person, or undo the link first."""


class NamesThePerson(AskedWrongly):
    """What is to stay on record would say who was erased: word it otherwise."""


def erase_called(ledger: Ledger, person_id: str, reason: str, decided_by: str, by: str) -> int:
    """In how many families' streams the decision is recorded. The tables are brought up to date at once.

    `person_id` may also be an agency's record that is linked with nobody, as AGENCY/ID.
    """
    person = _unlinked(ledger, person_id, reason, decided_by) or called(ledger, person_id, reason, decided_by)
    families = once_more_if_overtaken(lambda: erase_person(ledger, person, reason, decided_by, by))
    _forget_in_tables(ledger)
    return len(families)


@dataclass(frozen=True, slots=True)
class ErasedUnlinked:
    """How many records were erased, and how many more fell due by the day."""

    erased: int
    left: int


def erase_unlinked_due(
    ledger: Ledger, schedule: Schedule, at: date, reason: str, decided_by: str, by: str
) -> ErasedUnlinked:  # fmt: skip
    """Agencies' records that are linked with nobody and are due on the day `at`: the longest due first, at most
    `RECORDS_AT_ONCE`."""
    due = {one.pseudonym: one.due_on for one in unlinked_records(ledger, schedule, at) if one.is_due(at)}
    wanted = sorted(due, key=lambda name: (str(due[name]), name))[:RECORDS_AT_ONCE]
    left = len(due) - len(wanted)
    ledger.keep_answer({"left": left})
    erased = erase_unlinked(ledger, wanted, reason, decided_by, by)
    finish_erasing(ledger)
    return ErasedUnlinked(erased, left)


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
    note_accesses(ledger, by, [(UUID(family), None) for family in deposit.families], "open-deposit", purpose)
    return record


def called(ledger: Ledger, person_id: str, *said: str) -> str:
    """The pseudonym. What is `said` stays for ever, so it must not name who it is about. Raises `NamesThePerson`."""
    found = ledger.register.people([person_id]).get(person_id)
    if found is None:
        raise PersonUnknown(f"There is no such person in ledger {ledger.name!r}, or not any more. Check the person_id.")
    refuse_names((person_id, found.forename, found.surname, found.upn, found.nino, found.postcode), *said)
    return found.pseudonym


def _unlinked(ledger: Ledger, reference: str, *said: str) -> str | None:
    """The pseudonym of an agency's record; None where it is a person of ours, or there is none."""
    agency, separator, person_id = reference.partition("/")
    if not separator or ledger.register.people([reference]):
        return None
    found = ledger.agencies.known_to(agency, [person_id]).get(person_id)
    if found is None:
        return None
    if found.linked_to is not None:
        raise LinkedWithOurs("The record is linked with a person of ours: erase the person, or undo the link first.")
    who = found.identity
    refuse_names((person_id, who.forename, who.surname, who.upn, who.nino, who.postcode), *said)
    return found.pseudonym


def refuse_names(names: Iterable[str | None], *said: str) -> None:
    """Raises `NamesThePerson` where one of the names is in what is `said`: as whole words, or, of one with figures (a
    number, a postcode), however it is spaced."""
    for name in names:
        if not name or not re.search(r"\w", name):
            continue
        apart = "" if any(character.isdecimal() for character in name) else " "
        if any(_words(name, apart) in _words(text, apart) for text in said):
            raise NamesThePerson("The reason or the decider names the person, and they stay on record for ever.")


def _words(text: str, apart: str) -> str:
    """Its letters and figures alone, in one form of those that look the same."""
    found = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return f"{apart}{apart.join(found)}{apart}"


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
