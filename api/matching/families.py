"""Families proposed from shared addresses and households of agencies, and confirmed by a person."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from uuid import UUID

from api.matching.asking import reference
from api.matching.errors import NoSuchHousehold
from domain.family import Family, Source, Stay
from domain.matching.agency_person import AgencyPerson
from domain.matching.carrying import carry
from domain.matching.households import Household, Known, Shared, households
from domain.matching.spelling import plain_address, plain_name, plain_nino, plain_postcode, plain_upn, plain_uprn
from intake.agencies.linking import save_linked
from ledger.access import note_access
from ledger.agency_people import AgencyIdentity, AgencyRecord, AgencyRegistration, agency_people
from ledger.identity import Person, Registration, new_family_pseudonym, new_person_pseudonym
from ledger.ledger import Ledger
from projections.workers import Tell

VIEW = "proposed families"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`name` is the same while the records are. `people` are who would join, each with all records of the person;
    `family_ids` where others of the home are."""

    name: str
    people: tuple[tuple[AgencyRecord, ...], ...]
    beside: tuple[AgencyRecord, ...]
    family_ids: tuple[str, ...]
    shared: tuple[Shared, ...]


def proposals(ledger: Ledger, by: str, through: str) -> list[Proposal]:
    """Of records that are like nobody of ours, and those beside them that are linked. Restricted ones are left out.

    Says who lives with whom, so it is noted in the access log.
    """
    note_proposals(ledger, by, through)
    return Proposing()(ledger, lambda *_: None)


def note_proposals(ledger: Ledger, by: str, through: str) -> None:
    note_access(ledger, by, None, VIEW, position=ledger.position(), through=through)


def how_many_are_asked(ledger: Ledger) -> int:
    """How many records are opened to find the proposals."""
    return sum(found.get("apart", 0) + found.get("linked", 0) for found in ledger.agencies.counts().values())


@dataclass(frozen=True, slots=True)
class Proposing:
    """Finds them, to be shown to whom that was noted of. Of hundreds of thousands of records it takes a while."""

    def __call__(self, ledger: Ledger, tell: Tell) -> list[Proposal]:
        tell("agencies' records looked at", 0, how_many_are_asked(ledger))
        return _proposals(ledger)


def _proposals(ledger: Ledger) -> list[Proposal]:
    records = {record.pseudonym: record
               for record in ledger.agencies.called(ledger.agencies.standing("apart", "linked")).values()
               if not record.identity.restricted}  # fmt: skip
    families_of = ledger.register.families_of(one.linked_to for one in records.values() if one.linked_to)
    known = [_known(record, families_of) for record in records.values()]
    found = households(known)
    family_ids = ledger.register.family_ids({family for one in found for family in one.families})
    return sorted((_proposal(one, records, family_ids) for one in found), key=lambda one: one.name)


def _known(record: AgencyRecord, families_of: Mapping[str, Sequence[UUID]]) -> Known:
    linked = record.linked_to is not None
    return Known(
        record.pseudonym, frozenset(_same_person(record.identity)), frozenset(_places(record.identity)),
        frozenset(families_of.get(record.linked_to or "", ())), linked)


def _same_person(said: AgencyIdentity) -> list[str]:
    words = [number for number in (plain_upn(said.upn), plain_nino(said.nino)) if number]
    name = (plain_name(said.forename), plain_name(said.surname), said.born_on)
    return [*words, " ".join(map(str, name))] if all(name) else words


def _places(said: AgencyIdentity) -> list[tuple[Shared, str]]:
    places: list[tuple[Shared, str]] = []
    if said.household_id:
        places.append(("household", f"{said.agency} {said.household_id}"))
    if uprn := plain_uprn(said.uprn):
        places.append(("address", uprn))
    postcode, address = plain_postcode(said.postcode), plain_address(said.address)
    if postcode and address:
        places.append(("address", f"{postcode} {address}"))
    return places


def _proposal(one: Household, records: Mapping[str, AgencyRecord], family_ids: Mapping[UUID, str]) -> Proposal:
    people = tuple(sorted((tuple(sorted((records[name] for name in person), key=reference)) for person in one.people),
                          key=lambda person: reference(person[0])))
    beside = tuple(sorted((records[name] for name in one.beside), key=reference))
    named = sorted(reference(record) for record in [*beside, *chain.from_iterable(people)])
    return Proposal(hashlib.sha256("\n".join(named).encode()).hexdigest()[:10], people, beside,
                    tuple(sorted(family_ids[family] for family in one.families)), tuple(sorted(one.shared)))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`people` by the person_id under which they are now ours."""

    family_id: str
    people: tuple[str, ...]
    events: int


def confirm(
    ledger: Ledger, name: str, family_id: str, joined_on: date, by: str, parents: Collection[str] = (),
    without: Collection[str] = (),
) -> Confirmed:  # fmt: skip
    """Makes the people of a proposal members of a family, new or on record, from `joined_on` on, and links them.

    `parents` and `without` (whoever is not of the family) are agencies' records, as AGENCY/ID. Raises
    `NoSuchHousehold`, also where the proposal has changed meanwhile.
    """
    found = next((one for one in proposals(ledger, by, "confirming") if one.name == name), None)
    if found is None:
        raise NoSuchHousehold("There is no such proposal, or not any more. Ask for the proposals again.")
    joining = [person for person in found.people if not {reference(record) for record in person} & set(without)]
    if not joining:
        raise NoSuchHousehold("Nobody of the proposal is left. Name fewer people to leave out.")
    stream = ledger.register.families([family_id]).get(family_id) or new_family_pseudonym()
    confirming = _Confirming(ledger, by, ledger.family(stream), joined_on, set(parents))
    confirming.registration.family(family_id, stream)
    for person in joining:
        confirming.join(person)
    return confirming.save(family_id, found.shared)


@dataclass(slots=True)
class _Confirming:
    ledger: Ledger
    by: str
    family: Family
    joined_on: date
    parents: set[str]
    registration: Registration = field(default_factory=Registration)
    agencies: AgencyRegistration = field(default_factory=AgencyRegistration)
    linked: dict[str, AgencyPerson] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    """By pseudonym, under which person_id."""

    def join(self, records: Sequence[AgencyRecord]) -> None:
        person = _person_of([record.identity for record in records])
        born = date.fromisoformat(person.born_on) if person.born_on else None
        parent = any(reference(record) in self.parents for record in records)
        stay = Stay(person.pseudonym, self.joined_on, None, born, True, parent)
        self.family.record_stay(stay, Source(self.by))
        self.registration.person(person)
        self.registration.membership(person.pseudonym, self.family.id)
        entries = agency_people(self.ledger, [record.pseudonym for record in records])
        for name, entry in entries.items():
            entry.link(person.pseudonym, "household", self.by)
            self.agencies.stands(name, "linked", linked_to=person.pseudonym)
        carry(self.family, person.pseudonym, list(entries.values()), self.by)
        self.linked |= entries
        self.joined[person.pseudonym] = person.person_id

    def save(self, family_id: str, shared: Sequence[Shared]) -> Confirmed:
        self.family.confirm(self.joined, shared, self.by)
        events = save_linked(self.ledger, self.linked, self.agencies, self.by, self.registration,
                             families={self.family.id: self.family})  # fmt: skip
        return Confirmed(family_id, tuple(sorted(self.joined.values())), events)


def _person_of(known: Sequence[AgencyIdentity]) -> Person:
    """Whatever the first agency, by name, that knows it says of each thing."""
    ordered = sorted(known, key=lambda one: (one.agency, one.person_id))

    def first(name: str) -> str | None:
        return next((said for one in ordered if (said := getattr(one, name))), None)

    return Person(
        new_person_pseudonym(), f"{ordered[0].agency}/{ordered[0].person_id}", first("forename"), first("surname"),
        first("upn"), first("nino"), first("postcode"), first("born_on"), first("sex"), first("address"),
        first("uprn"))  # fmt: skip
