"""Recording what an agency says under its own ids: who its people are in the register, its facts in their streams.

A chunk is one transaction, as in intake/recording.py. Facts of a person who is linked reach the families in the same
transaction; those of others wait in the agency's own stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.family import Source
from domain.matching.agency_person import AgencyPerson
from domain.observations import Observation
from intake.agencies.linking import save_linked
from intake.cells import Value
from intake.kinds import split_kind
from intake.last_words import SaidBefore
from intake.problems import Problem
from intake.reading import ReadPack
from intake.rows import OVERRULED, WITHDRAWN, Row
from intake.tally import Tally
from ledger.agency_people import AgencyIdentity, AgencyRecord, agency_people, record_kind
from ledger.agency_registering import AgencyRegistration
from ledger.identity import Record, Registration, new_person_pseudonym, new_record_pseudonym
from ledger.ledger import Ledger

_SUBJECTS = frozenset({"record_id", "person_id", WITHDRAWN, OVERRULED})
NOT_ON_RECORD = "no record with this id is on record, so there is nothing to withdraw; check the id"


@dataclass(slots=True)
class PersonRows:
    """Everything that a pack says of one person as one agency knows them, each kind in the order of its file."""

    agency: str
    person_id: str
    people: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.people) + len(self.facts)


def by_person(ledger: Ledger, pack: ReadPack, tally: Tally) -> list[PersonRows]:
    """In the order of agencies and their ids, so that the same pack is always recorded in the same order."""
    found: dict[tuple[str, str], PersonRows] = {}
    for file in pack.files:
        if file.agency is None:
            continue
        own, agency = split_kind(file.kind)
        owners = _owners_of_withdrawn(ledger, own, str(agency), file.good)
        for row in file.good:
            person_id = str(row["person_id"]) if row["person_id"] else owners.get(row.identity)
            if person_id is None:
                tally.refuse(row, Problem("record_id", NOT_ON_RECORD))
                continue
            of_person = found.setdefault((str(agency), person_id), PersonRows(str(agency), person_id))
            (of_person.people if own == "people" else of_person.facts).append(row)
    return [found[key] for key in sorted(found)]


def _owners_of_withdrawn(ledger: Ledger, own: str, agency: str, rows: Sequence[Row]) -> dict[str, str]:
    """Whose records those are that are withdrawn by their record_id alone: on record, or in rows of this file."""
    wanted = {row.identity for row in rows if row.withdrawn and not row["person_id"]}
    if not wanted:
        return {}
    owners = {row.identity: str(row["person_id"]) for row in rows if row.identity in wanted and row["person_id"]}
    records = ledger.register.records(record_kind(own, agency), wanted - owners.keys())
    called = ledger.agencies.called(record.person for record in records.values() if record.person)
    return owners | {
        key: called[record.person].identity.person_id
        for key, record in records.items()
        if record.person in called
    }


@dataclass(slots=True)
class AgencyChunk:
    """Some people of agencies on their way into the ledger, as they and the register stand now."""

    ledger: Ledger
    by: str
    tally: Tally = field(default_factory=Tally)
    registration: Registration = field(default_factory=Registration)
    agency_registration: AgencyRegistration = field(default_factory=AgencyRegistration)
    held: dict[tuple[str, str], AgencyRecord] = field(default_factory=dict)
    people: dict[str, AgencyPerson] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    said_before: SaidBefore = field(init=False)

    def __post_init__(self) -> None:
        self.said_before = SaidBefore(self.ledger)

    def record(self, chunk: Sequence[PersonRows]) -> int:
        """Returns how many events were recorded. Raises a conflict, with nothing recorded, if others were quicker."""
        self._look_up(chunk)
        for of_person in chunk:
            self._record_person(of_person)
        return save_linked(self.ledger, self.people, self.agency_registration, self.by, self.registration)

    def _look_up(self, chunk: Sequence[PersonRows]) -> None:
        for agency in sorted({of_person.agency for of_person in chunk}):
            wanted = [of_person.person_id for of_person in chunk if of_person.agency == agency]
            for person_id, record in self.ledger.agencies.known_to(agency, wanted).items():
                self.held[agency, person_id] = record
        keys: dict[str, set[str]] = {}
        for of_person in chunk:
            for row in of_person.facts:
                keys.setdefault(_kind(row), set()).add(row.identity)
        for kind, wanted_keys in keys.items():
            for key, found in self.ledger.register.records(kind, wanted_keys).items():
                self.records[kind, key] = found
        before = {record.person for record in self.records.values() if record.person}
        self.people = agency_people(self.ledger, before | {record.pseudonym for record in self.held.values()})

    def _record_person(self, rows: PersonRows) -> None:
        held = self.held.get((rows.agency, rows.person_id))
        pseudonym = held.pseudonym if held else new_person_pseudonym()
        person = self.people.setdefault(pseudonym, AgencyPerson(pseudonym))
        if person.version == 0:
            person.register(rows.agency, self.by)
        self.agency_registration.was_sent(pseudonym)
        for row in rows.people:
            self._enter(row, person, held)
            held = self.held.get((rows.agency, rows.person_id))
        for row in rows.facts:
            self._record_fact(row, person)

    def _enter(self, row: Row, person: AgencyPerson, held: AgencyRecord | None) -> None:
        identity = identity_of(row, person.agency)
        if held is not None and held.identity == identity:
            self.tally.note(row, "repeated")
            return
        self.agency_registration.identity(person.pseudonym, identity)
        self.held[person.agency, identity.person_id] = AgencyRecord(person.pseudonym, identity)
        self.tally.note(row, "corrected" if held else "recorded")

    def _record_fact(self, row: Row, person: AgencyPerson) -> None:
        own, agency = split_kind(row.kind)
        key, source = (record_kind(own, agency), row.identity), Source(self.by, row.extract, row.line)
        held, said = self.records.get(key), _observation(row, own, person)
        record = held.pseudonym if held else None
        if row[OVERRULED] and (row.withdrawn or self.said_before.holds(person.id, record, said)):
            self.tally.note(row, "repeated")
            return
        if row.withdrawn:
            owner = self.people.get(held.person or "") if held else None
            novelty = owner.withdraw(held.pseudonym, "the agency withdrew it", source) if held and owner else "repeated"
            self.tally.note(row, novelty)
            return
        if held is None or held.person != person.pseudonym:
            held = self._move(key, held, person, source)
        self.tally.note(row, person.observe(held.pseudonym, said, source))

    def _move(self, key: tuple[str, str], held: Record | None, person: AgencyPerson, source: Source) -> Record:
        """A record that is new, or is now said of another person, for whom alone it counts from here on."""
        if held is not None and held.person in self.people:
            self.people[held.person].withdraw(held.pseudonym, "the agency now says it of someone else", source)
        record = Record(held.pseudonym if held else new_record_pseudonym(), *key, person.pseudonym)
        self.records[key] = record
        self.registration.record(record)
        return record


def _observation(row: Row, own: str, of: AgencyPerson) -> Observation:
    fields = {name: value for name, value in row.values.items() if name not in _SUBJECTS}
    return Observation("", own, of.pseudonym, False, fields)


def _kind(row: Row) -> str:
    return record_kind(*split_kind(row.kind))


def identity_of(row: Row, agency: str) -> AgencyIdentity:
    said = row.values

    def text(name: str) -> str | None:
        value: Value | None = said.get(name)
        return None if value is None else str(value)

    return AgencyIdentity(
        agency, str(said["person_id"]), text("forename"), text("surname"), text("date_of_birth"), text("sex"),
        text("address"), text("postcode"), text("uprn"), text("upn"), text("nino"), text("household_id"),
        said.get("restricted") is True)  # fmt: skip
