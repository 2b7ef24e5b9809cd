"""What a person decides: that two records are one, that they are not, or that a link was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Cursor

from api.acts.erasing import refuse_names
from api.matching.asking import entry_of, numbers_against, person_called, record_called
from api.matching.errors import WeightsUnusable
from domain.family import Novelty
from domain.matching.agency_person import AgencyPerson, LinkRefused
from domain.matching.likeness import Likeness, Thresholds
from intake.agencies.linking import save_linked
from intake.agencies.settling import look_again
from intake.likeness.model import model
from ledger.agency_people import AgencyIdentity, AgencyRecord
from ledger.agency_registering import AgencyRegistration
from ledger.identity import Person
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken

INITIALS = 2
"""So short, a forename or id is in every other word."""


@dataclass(frozen=True, slots=True)
class Decided:
    """`events` were recorded; 0 where it had been decided so before."""

    record: str
    person_id: str
    events: int


def link(ledger: Ledger, said: str, person_id: str, by: str) -> Decided:
    """Facts reach the person's families in the same transaction. Raises `LinkRefused`."""

    def decide() -> Decided:
        record, person = record_called(ledger, said), person_called(ledger, person_id)
        if "upn" in numbers_against(ledger, record, person):
            raise LinkRefused(
                f"{said} and {person_id} have two different UPNs between them, and a UPN is one child's alone. Have the"
                " wrong one corrected by whoever sends it, and load it.")
        entry, likeness = entry_of(ledger, record), _likeness(ledger, record, person.pseudonym)
        entry.link(person.pseudonym, "clerk", by, likeness, model().name if likeness else None)
        return Decided(said, person_id, _save(ledger, entry, by))

    return once_more_if_overtaken(decide)


def undo(ledger: Ledger, said: str, reason: str, by: str) -> Decided:
    """What came to families by the link is withdrawn from them. No program links the two again."""

    def decide() -> Decided:
        record = record_called(ledger, said)
        entry, before = entry_of(ledger, record), record.linked_to
        people = ledger.register.people_called([before] if before else [])
        _refuse_names(reason, record, *people.values())
        entry.undo(reason, by, barred=True)
        return Decided(said, "".join(one.person_id for one in people.values()), _save(ledger, entry, by, before))

    return once_more_if_overtaken(decide)


def refuse(ledger: Ledger, said: str, person_id: str, reason: str, by: str) -> Decided:
    """The record leaves the queue when nobody else of ours waits with it."""

    def decide() -> Decided:
        record, person = record_called(ledger, said), person_called(ledger, person_id)
        _refuse_names(reason, record, person)
        entry = entry_of(ledger, record)
        entry.refuse(person.pseudonym, reason, by, _likeness(ledger, record, person.pseudonym))
        return Decided(said, person_id, _save(ledger, entry, by))

    return once_more_if_overtaken(decide)


def set_thresholds(ledger: Ledger, from_on: date, link_above: float, ask_above: float, by: str) -> Novelty:
    """In bits. What is linked stays linked; what waits or was left apart is compared again at the next load."""
    try:
        thresholds = Thresholds(round(link_above * 100), round(ask_above * 100))
    except ValueError as error:
        raise WeightsUnusable(f"{error}: {ask_above} is over {link_above}.") from None
    authority = ledger.authority()
    novelty = authority.set_matching(from_on, thresholds, by)
    if authority.pending:
        ledger.save(authority)
        look_again(ledger)
    return novelty


def restrict(ledger: Ledger, person_id: str, restricted: bool, reason: str, by: str) -> Novelty:
    """Recorded in every family of the person, who is linked by no program while restricted."""
    person = person_called(ledger, person_id)
    _refuse_names(reason, None, person)
    if (person.pseudonym in ledger.agencies.restricted([person.pseudonym])) == restricted:
        return "repeated"
    families = ledger.families(ledger.register.families_of([person.pseudonym]).get(person.pseudonym, ()))
    for family in families.values():
        family.restrict(person.pseudonym, restricted, reason, by)
    ledger.save(*families.values(), register=_Restriction(person.pseudonym, restricted))
    return "recorded"


@dataclass(frozen=True, slots=True)
class _Restriction:
    person: str
    restricted: bool

    def write(self, cursor: Cursor[Any]) -> None:
        if self.restricted:
            cursor.execute("INSERT INTO restricted_person (person) VALUES (%s) ON CONFLICT DO NOTHING", (self.person,))
        else:
            cursor.execute("DELETE FROM restricted_person WHERE person = %s", (self.person,))


def _save(ledger: Ledger, entry: AgencyPerson, by: str, before: str | None = None) -> int:
    if not entry.pending:
        return 0
    registration = AgencyRegistration()
    left = [one for one in ledger.agencies.likenesses([entry.pseudonym]).get(entry.pseudonym, [])
            if one.person not in entry.not_the_same]  # fmt: skip
    if entry.linked_to:
        registration.stands(entry.pseudonym, "linked", linked_to=entry.linked_to)
    else:
        registration.stands(entry.pseudonym, "queued" if left else "apart")
        registration.waits(entry.pseudonym, left)
    return save_linked(ledger, {entry.pseudonym: entry}, registration, by, before=[before] if before else [])


def _refuse_names(reason: str, record: AgencyRecord | None, *people: Person) -> None:
    """A reason stays on record for ever, and so must not say whom it is about. Raises `NamesThePerson`."""
    everyone: list[Person | AgencyIdentity] = [*people, *([record.identity] if record else [])]
    for who in everyone:
        said = (who.person_id, who.forename, who.surname, who.upn, who.nino, who.postcode)
        refuse_names((name for name in said if name and len(name) > INITIALS), reason)


def _likeness(ledger: Ledger, record: AgencyRecord, person: str) -> Likeness | None:
    waiting = ledger.agencies.likenesses([record.pseudonym]).get(record.pseudonym, [])
    return next((one for one in waiting if one.person == person), None)
