"""Recording a chunk of families: what the pack says of them becomes events, register rows and nothing else, at once.

A chunk is one transaction. Interrupted before it, nothing of the chunk is recorded; after it, all of it is, and the
same rows sent again are repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.attaching import AttachmentRefused, attach
from domain.authority import Authority
from domain.casework import stating
from domain.casework.placing import place
from domain.family import Attachment, Family, Novelty, Source, Stay
from domain.observations import Observation
from domain.rules.scheme import Scheme
from intake.cells import Value
from intake.last_words import SaidBefore
from intake.matching import FamilyRows
from intake.problems import Problem
from intake.rows import CORRECTS, OVERRULED, WITHDRAWN, Row
from intake.tally import Tally
from ledger.identity import (
    IdentityRegister,
    Person,
    Record,
    RecordPseudonyms,
    Registration,
    new_family_pseudonym,
    new_person_pseudonym,
)
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, rule_set
from ledger.together import RulesUsed, Together

_SUBJECTS = frozenset({"record_id", "person_id", "family_id", WITHDRAWN, OVERRULED})
_IDENTITY = {
    "forename": "forename", "surname": "surname", "upn": "upn", "nino": "nino", "postcode": "postcode",
    "born_on": "date_of_birth", "sex": "sex", "address": "address", "uprn": "uprn",
}  # fmt: skip
"""What the register holds of who a person is, each with its column."""

Key = tuple[str, str]
"""The kind of a record and its supplier's key."""


@dataclass(slots=True)
class Chunk:
    """Some families of a pack on their way into the ledger, as they and the register stand now."""

    ledger: Ledger
    by: str
    authority: Authority
    tally: Tally = field(default_factory=Tally)
    registration: Registration = field(default_factory=Registration)
    rules_used: RulesUsed = field(default_factory=RulesUsed)
    people: dict[str, Person] = field(default_factory=dict)
    family_ids: dict[str, UUID] = field(default_factory=dict)
    records: dict[Key, Record] = field(default_factory=dict)
    new_records: RecordPseudonyms = field(default_factory=RecordPseudonyms)
    elsewhere: dict[str, list[UUID]] = field(default_factory=dict)
    """The families on record of each person, by pseudonym."""
    families: dict[UUID, Family] = field(default_factory=dict)
    joined: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """Families in which a row of this chunk has each person."""
    to_place: dict[str, Source] = field(default_factory=dict)
    """People, by pseudonym, whose work may belong to another family now, and where that was read."""
    said_before: SaidBefore = field(init=False)

    def __post_init__(self) -> None:
        self.said_before = SaidBefore(self.ledger)

    def record(self, rows: Sequence[FamilyRows]) -> int:
        """Returns how many events were recorded. Raises a conflict, with nothing recorded, if others were quicker."""
        self._look_up(rows)
        for of_family in rows:
            self._record_family(of_family)
        self._place_work()
        recorded = self.ledger.save_in_bulk(self._in_order(rows), Together(self.registration, self.rules_used))
        return recorded.events

    def _in_order(self, rows: Sequence[FamilyRows]) -> list[Family]:
        """The families as the pack is recorded, always in the same order; then any others that it changed."""
        first = [self.family_ids[of_family.family_id] for of_family in rows]
        return [self.families[family] for family in dict.fromkeys((*first, *sorted(self.families)))]

    # ---- what is on record of these families ----------------------------------------------------------------------

    def _look_up(self, rows: Sequence[FamilyRows]) -> None:
        register = self.ledger.register
        every = [row for of_family in rows for row in (*of_family.people, *(row for row, _ in of_family.facts))]
        self.people = register.people({str(row["person_id"]) for row in every if row["person_id"]})
        self.family_ids = register.families({of_family.family_id for of_family in rows})
        self.elsewhere = register.families_of(person.pseudonym for person in self.people.values())
        self._look_up_records(register, [row for of_family in rows for row, _ in of_family.facts])
        self._enter_new(rows)
        self.families = self.ledger.families(
            {*self.family_ids.values(), *self._families_left_behind(), *(
                family for families in self.elsewhere.values() for family in families)})

    def _look_up_records(self, register: IdentityRegister, rows: Iterable[Row]) -> None:
        keys: dict[str, set[str]] = {}
        for row in rows:
            keys.setdefault(row.kind, set()).add(row.identity)
        for kind, wanted in keys.items():
            for key, record in register.records(kind, wanted).items():
                self.records[kind, key] = record

    def _enter_new(self, rows: Sequence[FamilyRows]) -> None:
        for of_family in rows:
            if of_family.family_id not in self.family_ids:
                self.family_ids[of_family.family_id] = new_family_pseudonym()
            self.registration.family(of_family.family_id, self.family_ids[of_family.family_id])

    def _families_left_behind(self) -> set[UUID]:
        """Where records stand now, which the pack may say of someone else."""
        people = {record.person for record in self.records.values() if record.person and not record.family}
        known = self.ledger.register.families_of(people)
        return {family for families in known.values() for family in families} | {
            record.family for record in self.records.values() if record.family}

    # ---- one family -----------------------------------------------------------------------------------------------

    def _record_family(self, rows: FamilyRows) -> None:
        family = self.families[self.family_ids[rows.family_id]]
        for row in rows.people:
            self._record_stay(family, row)
        for row, shared in rows.facts:
            self._record_fact(family, row, shared)
        for row in rows.attachments:
            self._record_attachment(family, row)

    def _record_stay(self, family: Family, row: Row) -> None:
        values, source = row.values, self._source(row)
        person = self._person(values)
        joined_on = _date(values["joined_on"])
        assert joined_on is not None
        if row.withdrawn:
            self._note_stay(row, person, family.withdraw_stay(person, joined_on, source))
            return
        stay = Stay(person, joined_on, _date(values.get("left_on")), _date(values.get("date_of_birth")),
                    values.get("resident") is True, values.get("parent") is True)
        self._note_stay(row, person, family.record_stay(stay, source, _date(values.get(CORRECTS))))
        self.registration.membership(person, family.id)
        self.joined[person].add(family.id)
        self._bring_observations_along(person, family, source)

    def _note_stay(self, row: Row, person: str, novelty: Novelty) -> None:
        self.tally.note(row, novelty)
        if novelty != "repeated":
            self.tally.moved.add(person)
            self.to_place[person] = self._source(row)

    def _person(self, values: dict[str, Value]) -> str:
        """The person's pseudonym; what the row says of who it is goes to the register."""
        person_id = str(values["person_id"])
        held = self.people.get(person_id)
        pseudonym = held.pseudonym if held else new_person_pseudonym()
        said = {name: str(values[column]) if column in values else None for name, column in _IDENTITY.items()}
        person = Person(pseudonym, person_id, **said)
        if person != held:
            self.registration.person(person)
            self.people[person_id] = person
        return pseudonym

    def _bring_observations_along(self, person: str, family: Family, source: Source) -> None:
        """What is on record of a person counts for a family that the person joins as well."""
        others = [other for other in self.elsewhere.get(person, ()) if other != family.id]
        if not others or family.id in self.elsewhere[person]:
            return
        for other in others:
            for record, known in self.families[other].observations.items():
                if known.observation.person == person and not known.observation.family_named:
                    family.observe(record, known.observation, source)

    # ---- facts ----------------------------------------------------------------------------------------------------

    def _record_fact(self, family: Family, row: Row, shared: bool) -> None:
        key, source = (row.kind, row.identity), self._source(row)
        held = self.records.get(key)
        if row[OVERRULED] and (row.withdrawn or self._was_said(family, held, row)):
            novelty: Novelty = "repeated"
        elif row.withdrawn:
            novelty = _withdrawn(family, held, "its supplier withdrew it", source) if held else "repeated"
        else:
            record = self._record(key, row, family).pseudonym
            if row.kind in stating.KINDS:
                novelty = self._state(family, row, record)
            else:
                novelty = family.observe(record, self._observation(row), source)
        self.tally.note(row, novelty, shared=shared)

    def _state(self, family: Family, row: Row, record: str) -> Novelty:
        """What is told by a person alone is placed when all of the chunk is known, and by what is said of it last."""
        said, source = _said(row), self._source(row)
        if row["person_id"] and not row["family_id"]:
            person = self.people[str(row["person_id"])].pseudonym
            self.to_place[person] = source
            for other in self._families_with(person):
                held = stating.held(other, record) if other is not family else None
                if held and not stating.says_the_same(row.kind, held[1], said):
                    stating.take_back(other, record, stating.SAID_OTHERWISE, source)
        return stating.state(family, row.kind, record, said, source)

    def _families_with(self, person: str) -> list[Family]:
        return [self.families[family] for family in sorted({*self.elsewhere.get(person, ()), *self.joined[person]})]

    def _place_work(self) -> None:
        """Work that is told of by a person goes with the person's stays, as they are known now."""
        if not self.to_place:
            return
        told = {entry for family in self.families.values() for entry in family.casework.entries()}
        if not told:
            return
        new = {record.pseudonym: record for record in self.registration.records_by_key.values()}
        for entry, record in (self.ledger.register.records_called(told - new.keys()) | new).items():
            if entry in told and record.person in self.to_place and record.family is None:
                place(self._families_with(record.person), record.person, entry, self.to_place[record.person])

    def _was_said(self, family: Family, held: Record | None, row: Row) -> bool:
        return self.said_before.holds(family.id, held.pseudonym if held else None, self._observation(row))

    def _record(self, key: Key, row: Row, family: Family) -> Record:
        """The record's entry in the register; one that was said of someone else is withdrawn there."""
        person_id = row["person_id"]
        person = self.people[str(person_id)].pseudonym if person_id else None
        named = family.id if row["family_id"] else None
        held = self.records.get(key)
        record = Record(held.pseudonym if held else self.new_records.new(), *key, person, named)
        if record != held:
            if held is not None:
                self._withdraw_elsewhere(held, record, self._source(row))
            self.records[key] = record
            self.registration.record(record)
        return record

    def _withdraw_elsewhere(self, held: Record, record: Record, source: Source) -> None:
        """A record that moves to another person or family no longer counts where it stood."""
        staying = set(self.elsewhere.get(record.person or "", ())) if not record.family else {record.family}
        for family in self.families.values():
            if family.id not in staying:
                _withdrawn(family, held, "its supplier now says it of someone else", source)

    def _observation(self, row: Row) -> Observation:
        person_id = row["person_id"]
        person = self.people[str(person_id)].pseudonym if person_id else None
        return Observation("", row.kind, person, row["family_id"] is not None, _said(row))

    # ---- attachments ----------------------------------------------------------------------------------------------

    def _record_attachment(self, family: Family, row: Row) -> None:
        values, source = row.values, self._source(row)
        name = str(values["scheme"])
        if name not in SCHEMES:
            self.tally.refuse(row, Problem("scheme", f"no scheme of this name; there are {', '.join(SCHEMES)}", name))
            return
        if row.withdrawn:
            self.tally.note(row, family.withdraw_attachment(name, "its supplier withdrew it", source))
            return
        attached_on = _date(values["attached_on"])
        assert attached_on is not None
        lead_worker = values.get("lead_worker")
        attachment = Attachment(
            name, attached_on, str(lead_worker) if lead_worker else None, _date(values.get("assessed_on")),
            _date(values.get("planned_on")), _date(values.get("closed_on")))
        try:
            self.tally.note(row, attach(family, self.authority.terms.values(), self._scheme(name), attachment, source))
        except AttachmentRefused as refused:
            self.tally.refuse(row, Problem("attached_on", str(refused)))

    def _scheme(self, name: str) -> Scheme:
        self.rules_used.add(name, self.authority.overlay)
        return rule_set(name, self.authority.overlay)

    def _source(self, row: Row) -> Source:
        return Source(self.by, row.extract, row.line)


def _withdrawn(family: Family, held: Record, reason: str, source: Source) -> Novelty:
    if held.kind in stating.KINDS:
        return stating.take_back(family, held.pseudonym, reason, source)
    return family.withdraw(held.pseudonym, reason, source)


def _said(row: Row) -> dict[str, Value]:
    """What the row says, apart from whom it is about."""
    return {name: value for name, value in row.values.items() if name not in _SUBJECTS}


def _date(value: Value | None) -> date | None:
    return date.fromisoformat(str(value)) if value is not None else None
