"""Families proposed from shared addresses and households of agencies, and confirmed by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from api.matching.asking import reference
from api.matching.errors import NoSuchHousehold
from domain.family import Family, Source, Stay
from domain.matching.agency_person import AgencyPerson
from domain.matching.carrying import carry
from domain.matching.households import FIRST_NAME, Household, Shared, home_called, households
from intake.agencies.linking import save_linked
from ledger.access import note_access
from ledger.agency_people import AgencyIdentity, AgencyRecord, agency_people
from ledger.agency_registering import AgencyRegistration, enter_missing_homes
from ledger.home_words import around, everyone_at_home, homes_in_turn
from ledger.identity import Person, Registration, new_family_pseudonym, new_person_pseudonym
from ledger.ledger import Ledger
from ledger.progress import Tell

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


@dataclass(frozen=True, slots=True)
class Proposing:
    """Beside the server. By keyed hashes alone: nobody's name is opened, and none is in what it brings back."""

    def __call__(self, ledger: Ledger, tell: Tell) -> list[Household]:
        tell("agencies' records looked at", 0, how_many_are_asked(ledger))
        return proposed(ledger)


def proposed(ledger: Ledger) -> list[Household]:
    """Of records that are like nobody of ours, and those beside them that are linked. Restricted ones are left out."""
    enter_missing_homes(ledger)
    return households(everyone_at_home(ledger))


def proposed_in_turn(ledger: Ledger, after: str | None = None) -> Iterator[Household]:
    """The same by name, those after one, some homes at a time."""
    enter_missing_homes(ledger)
    for first, past, known in homes_in_turn(ledger, home_called(after or FIRST_NAME)):
        found = sorted(households(known), key=lambda one: one.name)
        yield from (one for one in found
                    if first <= home_called(one.name) < past and (after is None or one.name > after))  # fmt: skip


def how_many_are_asked(ledger: Ledger) -> int:
    """How many records are looked at to find the proposals."""
    return sum(found.get("apart", 0) + found.get("linked", 0) for found in ledger.agencies.counts().values())


def with_names(ledger: Ledger, found: Sequence[Household], by: str, through: str) -> list[Proposal]:
    """Says who lives with whom, so it is noted in the access log, also where there is none."""
    note_access(ledger, by, None, VIEW, position=ledger.position(), through=through)
    records = ledger.agencies.called(
        name for one in found for name in chain(one.beside, chain.from_iterable(one.people)))
    families_of = ledger.register.families_of(one.linked_to for one in records.values() if one.linked_to)
    family_ids = ledger.register.family_ids({family for families in families_of.values() for family in families})
    ids_of = {person: {family_ids[family] for family in families} for person, families in families_of.items()}
    return [_proposal(one, records, ids_of) for one in found]


def _proposal(
    one: Household, records: Mapping[str, AgencyRecord], ids_of: Mapping[str, Collection[str]]
) -> Proposal:  # fmt: skip
    people = tuple(sorted((tuple(sorted((records[name] for name in person), key=reference)) for person in one.people),
                          key=lambda person: reference(person[0])))
    beside = tuple(sorted((records[name] for name in one.beside), key=reference))
    family_ids = {family_id for record in beside for family_id in ids_of.get(record.linked_to or "", ())}
    return Proposal(one.name, people, beside, tuple(sorted(family_ids)), one.shared)


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
    found = _called(ledger, name, by)
    joining = [person for person in found.people if not {reference(record) for record in person} & set(without)]
    if not joining:
        raise NoSuchHousehold("Nobody of the proposal is left. Name fewer people to leave out.")
    stream = ledger.register.families([family_id]).get(family_id) or new_family_pseudonym()
    confirming = _Confirming(ledger, by, ledger.family(stream), joined_on, set(parents))
    confirming.registration.family(family_id, stream)
    for person in joining:
        confirming.join(person)
    return confirming.save(family_id, found.shared)


def _called(ledger: Ledger, name: str, by: str) -> Proposal:
    enter_missing_homes(ledger)
    for one in households(around(ledger, home_called(name))):
        if one.name == name:
            return with_names(ledger, [one], by, "confirming")[0]
    raise NoSuchHousehold("There is no such proposal, or not any more. Ask for the proposals again.")


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
