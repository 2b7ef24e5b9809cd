"""Whom of ours each agency's record is: first by numbers, then by likeness, and for the rest a person is asked.

Looks at what was not compared yet: records that are new or changed, and, when people of ours are, every record that is
linked with nobody. Run again after an interruption it goes on where it was; with nothing new it does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from domain.matching.agency_person import AgencyPerson
from domain.matching.certain import Found, Numbers, certain_links
from domain.matching.deciding import Beside, Decision, beside_of, decide
from domain.matching.likeness import Likeness, Thresholds
from intake.agencies.linking import save_linked
from intake.likeness.comparing import can_compare, likenesses
from intake.likeness.model import Model, model
from intake.likeness.spelt import Spelt, spelt
from ledger.agency_people import AgencyRecord, agency_people, people_and_numbers
from ledger.agency_registering import AgencyRegistration
from ledger.identity import Person
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken

RECORDS_AT_ONCE = 50_000
"""How many records are compared in one go, and held in memory meanwhile."""
RECORDS_PER_SAVE = 1_000


@dataclass(slots=True)
class Settled:
    """What was made of the records that were looked at, in numbers; `not_compared` where Splink is not installed."""

    linked_by_number: int = 0
    linked_by_likeness: int = 0
    queued: int = 0
    apart: int = 0
    undone: int = 0
    events: int = 0
    not_compared: bool = False

    @property
    def looked_at(self) -> int:
        return self.linked_by_number + self.linked_by_likeness + self.queued + self.apart

    def count(self, decision: Decision) -> None:
        self.undone += decision.undo is not None
        if decision.link is None:
            self.queued += decision.standing == "queued"
            self.apart += decision.standing == "apart"
        elif decision.link[1] == "likeness":
            self.linked_by_likeness += 1
        else:
            self.linked_by_number += 1


def settle(ledger: Ledger, by: str, today: date) -> Settled:
    """`today` decides which thresholds are in force. Raises a conflict after some attempts; what was saved stays."""
    settled = Settled()
    once_more_if_overtaken(lambda: _settle(ledger, by, today, settled))
    return settled


def look_again(ledger: Ledger) -> None:
    """Has every record that is linked with nobody compared once more, by the next `settle`."""
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE agency_person SET compared = false WHERE standing IN ('queued', 'apart')")


def _settle(ledger: Ledger, by: str, today: date, settled: Settled) -> None:
    agencies = ledger.agencies
    if agencies.is_empty():
        return
    fresh, people = agencies.not_compared(), agencies.people_not_compared()
    if people:
        fresh = list(dict.fromkeys([*fresh, *agencies.standing("queued", "apart")]))
    if not (fresh or people):
        return
    settling = _Settling(ledger, by, ledger.authority().matching_on(today), settled)
    records = iter(settling.with_all_whom_numbers_concern(fresh, people))
    while batch := list(islice(records, RECORDS_AT_ONCE)):
        settling.settle(batch)
    done = AgencyRegistration()
    done.were_compared(people)
    ledger.save_in_bulk([], done)


@dataclass(slots=True)
class _Settling:
    ledger: Ledger
    by: str
    set_by_authority: Thresholds | None
    settled: Settled
    model: Model = field(default_factory=model)
    beside: Beside = field(default_factory=Beside)
    found: dict[str, Found] = field(default_factory=dict)
    ours: list[Spelt] = field(default_factory=list)

    @property
    def thresholds(self) -> Thresholds:
        suggested = Thresholds(self.model.suggested_link_centibits, self.model.suggested_ask_centibits)
        return self.set_by_authority or suggested

    def with_all_whom_numbers_concern(self, fresh: Sequence[str], people: Sequence[str]) -> list[str]:
        """The records to look at: the fresh ones, and all whose link the numbers of these may change."""
        register, agencies = self.ledger.register, self.ledger.agencies
        near = agencies.sharing_numbers({*fresh, *people})
        near |= agencies.sharing_numbers(near) | agencies.whom_linked(fresh)
        concerned = register.people_called(near)
        linked = agencies.linked_with(concerned)
        theirs = agencies.called(near | {name for names in linked.values() for name in names})
        self.found = certain_links(people_and_numbers(self.ledger, list(concerned.values())),
                                   [record.numbers for record in theirs.values()])
        first = set(fresh)
        return [*fresh, *(name for name, record in theirs.items()
                          if name not in first and (record.linked_to or name in self.found))]

    def settle(self, names: Sequence[str]) -> None:
        records = self.ledger.agencies.called(names)
        alike = self._compare([record for record in records.values() if record.linked_to is None])
        self._know({one.person for found in alike.values() for one in found}, records)
        for chunk in _chunks([records[name] for name in names if name in records]):
            self._save(chunk, alike)

    def _compare(self, records: Sequence[AgencyRecord]) -> dict[str, list[Likeness]]:
        if not records:
            return {}
        if not can_compare():
            self.settled.not_compared = True
            return {}
        if not self.ours:
            self.ours = [spelt_person(person) for person in self.ledger.register.every_person()]
        theirs = [spelt_record(record) for record in records]
        return likenesses(self.ours, theirs, self.model, self.thresholds.ask_above_centibits)

    def _know(self, people: set[str], records: Mapping[str, AgencyRecord]) -> None:
        """The numbers of everyone with whom a record of this batch may be linked, and of their other records."""
        people |= {found.person for name in records if (found := self.found.get(name))}
        people |= {record.linked_to for record in records.values() if record.linked_to}
        wanted = self.ledger.register.people_called(people)
        linked = self.ledger.agencies.linked_with(wanted)
        others = self.ledger.agencies.called({name for names in linked.values() for name in names})
        self.beside = beside_of(people_and_numbers(self.ledger, list(wanted.values())), {
            person: [others[name].numbers for name in names if name in others] for person, names in linked.items()})

    # ---- deciding and saving --------------------------------------------------------------------------------------

    def _save(self, chunk: Sequence[AgencyRecord], alike: Mapping[str, list[Likeness]]) -> None:
        concerned = [one.pseudonym for one in chunk
                     if one.linked_to or one.pseudonym in self.found or one.pseudonym in alike]  # fmt: skip
        people = agency_people(self.ledger, concerned)
        registration = AgencyRegistration()
        counted, before = Settled(), set()
        for record in chunk:
            entry = people.get(record.pseudonym) or AgencyPerson(record.pseudonym)
            if entry.linked_to:
                before.add(entry.linked_to)
            decision = self._decide(entry, record.numbers, alike.get(record.pseudonym, ()))
            self._carry_out(entry, decision, registration)
            if not (record.standing == decision.standing == "linked" and decision.undo is None):
                counted.count(decision)
        changed = {name: entry for name, entry in people.items() if entry.pending}
        if not changed:
            before = set()
        self.settled.events += save_linked(self.ledger, changed, registration, self.by, before=before)
        _add(self.settled, counted)

    def _decide(self, entry: AgencyPerson, numbers: Numbers, alike: Sequence[Likeness]) -> Decision:
        return decide(
            entry, numbers, self.found.get(entry.pseudonym), alike, self.beside, self.thresholds,
            may_link=self.set_by_authority is not None, compared=not self.settled.not_compared)

    def _carry_out(self, entry: AgencyPerson, decision: Decision, registration: AgencyRegistration) -> None:
        if decision.undo is not None:
            entry.undo(decision.undo, self.by, barred=False)
        if decision.link is not None:
            person, how = decision.link
            alike = decision.likeness
            entry.link(person, how, self.by, alike, self.model.name if alike else None,
                       self.thresholds.link_above_centibits if alike else None)
        registration.stands(entry.pseudonym, decision.standing, decision.why, entry.linked_to)
        if decision.ask:
            registration.waits(entry.pseudonym, decision.ask)


def _add(total: Settled, counted: Settled) -> None:
    total.linked_by_number += counted.linked_by_number
    total.linked_by_likeness += counted.linked_by_likeness
    total.queued += counted.queued
    total.apart += counted.apart
    total.undone += counted.undone


def _chunks(records: Sequence[AgencyRecord]) -> Iterator[Sequence[AgencyRecord]]:
    for first in range(0, len(records), RECORDS_PER_SAVE):
        yield records[first : first + RECORDS_PER_SAVE]


def spelt_person(person: Person) -> Spelt:
    return spelt(
        person.pseudonym, forename=person.forename, surname=person.surname, born_on=person.born_on, sex=person.sex,
        postcode=person.postcode, address=person.address, uprn=person.uprn, nino=person.nino)


def spelt_record(record: AgencyRecord) -> Spelt:
    said = record.identity
    return spelt(
        record.pseudonym, forename=said.forename, surname=said.surname, born_on=said.born_on, sex=said.sex,
        postcode=said.postcode, address=said.address, uprn=said.uprn, nino=said.nino)
