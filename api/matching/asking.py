"""The queue, and why two records are or are not taken for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.matching.errors import NobodyLikeThat, RecordUnknown
from api.today import today_here
from domain.matching.agency_person import AgencyPerson
from domain.matching.deciding import beside_of
from domain.matching.likeness import Likeness, Thresholds
from intake.agencies.settling import spelt_person, spelt_record
from intake.likeness.comparing import can_compare, likenesses
from intake.likeness.model import model
from ledger.access import note_access, note_accesses
from ledger.agency_people import NOBODY_BESIDE, AgencyRecord, Order, agency_people, people_and_numbers
from ledger.identity import Person
from ledger.ledger import Ledger
from projections.queries.pages import Part

NAMES, COMPARISON = "matching queue with names", "matching comparison"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of ours beside an agency's record. Without comparisons, no likeness was found, or nothing was compared."""

    person: Person
    likeness: Likeness | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record about which a person is asked, the likeliest of ours first."""

    record: AgencyRecord
    candidates: tuple[Candidate, ...]

    @property
    def weight_centibits(self) -> int | None:
        found = self.candidates[0].likeness if self.candidates else None
        return found.weight_centibits if found else None

    def place(self, order: Order) -> int:
        """In the queue, as the register orders it."""
        weight = self.weight_centibits
        if weight is None:
            return NOBODY_BESIDE
        return abs(weight) if order == "least sure" else -weight


@dataclass(frozen=True, slots=True)
class Explained:
    """An agency's record beside those of ours who may be the same, and what was decided so far."""

    record: AgencyRecord
    candidates: tuple[Candidate, ...]
    linked: Person | None
    linked_how: str | None
    thresholds: Thresholds
    set_by_authority: bool
    model: str


def reference(record: AgencyRecord) -> str:
    return f"{record.identity.agency}/{record.identity.person_id}"


def record_called(ledger: Ledger, said: str) -> AgencyRecord:
    """By AGENCY/ID. Raises `RecordUnknown`."""
    agency, separator, person_id = said.partition("/")
    found = ledger.agencies.known_to(agency, [person_id]).get(person_id) if separator else None
    if found is None:
        raise RecordUnknown("No agency has sent such a person. Write AGENCY/ID as in the queue, such as police/4711.")
    return found


def person_called(ledger: Ledger, person_id: str) -> Person:
    """Raises `NobodyLikeThat`."""
    found = ledger.register.people([person_id]).get(person_id)
    if found is None:
        raise NobodyLikeThat(f"There is no such person in ledger {ledger.name!r}, or not any more. Check person_id.")
    return found


def queue(
    ledger: Ledger, agency: str | None = None, most: int | None = None, after: int = 0, order: Order = "likeliest"
) -> list[Waiting]:
    """What waits for a person, those with nobody beside them last; of the whole queue `after` are passed over.

    Records of one weight stand by their reference, so that a list is the same wherever it is made.
    """
    waiting = _waiting(ledger, ledger.agencies.queued(agency, order, most, after))
    return sorted(waiting, key=lambda one: (one.place(order), reference(one.record)))


def queue_page(ledger: Ledger, agency: str | None, order: Order, part: Part) -> list[Waiting]:
    """A part of the same, by (place, pseudonym): what was decided meanwhile makes it skip nothing."""
    return _waiting(ledger, ledger.agencies.queued(agency, order, part.limit, past=part.after))


def _waiting(ledger: Ledger, wanted: list[str]) -> list[Waiting]:
    """In the order given."""
    records, beside = ledger.agencies.called(wanted), ledger.agencies.likenesses(wanted)
    people = ledger.register.people_called({one.person for found in beside.values() for one in found})
    return [Waiting(records[name], _candidates(beside.get(name, ()), people)) for name in wanted if name in records]


def note_queue(ledger: Ledger, waiting: Sequence[Waiting], by: str, through: str) -> None:
    """To be called before names in the queue are shown: the list, and each family of those who are named."""
    note_access(ledger, by, None, NAMES, f"{len(waiting)} records", position=ledger.position(), through=through)
    _note_families(ledger, [one.person.pseudonym for wait in waiting for one in wait.candidates], by, NAMES, through)


def explain(ledger: Ledger, said: str, person_id: str | None, by: str, through: str) -> Explained:
    """The record `said` (AGENCY/ID) beside those of ours who wait with it, the one it is linked with, or `person_id`.

    Shows who they are, so every family concerned is noted in the access log before.
    """
    record = record_called(ledger, said)
    waiting = ledger.agencies.likenesses([record.pseudonym]).get(record.pseudonym, [])
    named = [person_called(ledger, person_id).pseudonym] if person_id else [one.person for one in waiting]
    linked = ledger.register.people_called([record.linked_to] if record.linked_to else [])
    people = ledger.register.people_called({*named, *linked})
    _note_families(ledger, list(people), by, COMPARISON, through)
    kept = {one.person: one for one in waiting}
    candidates = [Candidate(people[name], kept.get(name) or compare(record, people[name]))
                  for name in dict.fromkeys([*named, *linked]) if name in people]  # fmt: skip
    entry = agency_people(ledger, [record.pseudonym])[record.pseudonym]
    thresholds, chosen = thresholds_on(ledger, today_here())
    return Explained(record, tuple(candidates), linked.get(record.linked_to or ""), entry.linked_how, thresholds,
                     chosen, model().name)


def compare(record: AgencyRecord, person: Person) -> Likeness | None:
    """As at loading. None without Splink, or where nothing brings the two together."""
    if not can_compare():
        return None
    found = likenesses([spelt_person(person)], [spelt_record(record)], model(), -100_000)
    return next(iter(found.get(record.pseudonym, ())), None)


def thresholds_on(ledger: Ledger, day: date) -> tuple[Thresholds, bool]:
    """The weights in force, and whether the authority set them: if not, they only decide what a person is shown."""
    chosen = ledger.authority().matching_on(day)
    suggested = Thresholds(model().suggested_link_centibits, model().suggested_ask_centibits)
    return chosen or suggested, chosen is not None


def numbers_against(ledger: Ledger, record: AgencyRecord, person: Person) -> tuple[str, ...]:
    """Which numbers of the record are not those of the person, or of another record linked with the person."""
    linked = ledger.agencies.linked_with([person.pseudonym]).get(person.pseudonym, [])
    others = [other.numbers for other in ledger.agencies.called(linked).values()]
    beside = beside_of(people_and_numbers(ledger, [person]), {person.pseudonym: others})
    return beside.obstacles(person.pseudonym, record.numbers)


def entry_of(ledger: Ledger, record: AgencyRecord) -> AgencyPerson:
    return agency_people(ledger, [record.pseudonym])[record.pseudonym]


def _candidates(found: Sequence[Likeness], people: dict[str, Person]) -> tuple[Candidate, ...]:
    return tuple(Candidate(people[one.person], one) for one in found if one.person in people)


def _note_families(ledger: Ledger, people: Sequence[str], by: str, view: str, through: str) -> None:
    families: set[UUID] = {family for found in ledger.register.families_of(people).values() for family in found}
    note_accesses(ledger, by, [(family, None) for family in sorted(families)], view, through=through)
