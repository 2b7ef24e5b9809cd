"""What the ledger already knows, in the suppliers' own words: the other side of the checks across rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domain.family import Family
from intake.known import Stay, Term
from ledger.agency_people import agency_people, record_kind
from ledger.ledger import Ledger


class OnRecord:
    """`intake.known.Known`, answered from a ledger as it is now."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._register = ledger.register

    def terms(self) -> Mapping[str, Term]:
        return {
            term.term_id: Term(term.starts_on.isoformat(), term.ends_on.isoformat())
            for term in self._ledger.authority().terms.values()
        }

    def families(self, family_ids: Collection[str]) -> Collection[str]:
        return self._register.families(family_ids).keys()

    def stays(self, person_ids: Collection[str]) -> Mapping[str, Sequence[Stay]]:
        people = self._register.people(person_ids)
        called = {person.pseudonym: person_id for person_id, person in people.items()}
        families = self._families_of(called)
        family_ids = self._register.family_ids(families)
        found: dict[str, list[Stay]] = {person_id: [] for person_id in people}
        for family in families.values():
            for stay in family.stays.values():
                if stay.person in called:
                    left_on = stay.left_on.isoformat() if stay.left_on else None
                    found[called[stay.person]].append(
                        Stay(family_ids[family.id], stay.joined_on.isoformat(), left_on))
        return found

    def attendance(self, person_ids: Collection[str]) -> Mapping[tuple[str, str], Mapping[str, str]]:
        people = self._register.people(person_ids)
        called = {person.pseudonym: person_id for person_id, person in people.items()}
        held: dict[tuple[str, str], dict[str, str]] = {}
        for family in self._families_of(called).values():
            for record, known in family.observations.items():
                observation = known.observation
                if observation.kind == "attendance" and observation.person in called:
                    child_in_term = called[observation.person], str(observation.fields["term_id"])
                    held.setdefault(child_in_term, {})[str(observation.fields.get("school", ""))] = record
        return self._named_by_supplier(held, "attendance")

    def agency_people(self, agency: str, person_ids: Collection[str]) -> Collection[str]:
        return self._ledger.agencies.known_to(agency, person_ids).keys()

    def agency_attendance(
        self, agency: str, person_ids: Collection[str]
    ) -> Mapping[tuple[str, str], Mapping[str, str]]:
        known = self._ledger.agencies.known_to(agency, person_ids)
        called = {record.pseudonym: person_id for person_id, record in known.items()}
        held: dict[tuple[str, str], dict[str, str]] = {}
        for pseudonym, person in agency_people(self._ledger, called).items():
            for record, fact in person.facts.items():
                if fact.observation.kind == "attendance":
                    child_in_term = called[pseudonym], str(fact.observation.fields["term_id"])
                    held.setdefault(child_in_term, {})[str(fact.observation.fields.get("school", ""))] = record
        return self._named_by_supplier(held, "attendance", agency)

    def _named_by_supplier(
        self, held: Mapping[tuple[str, str], Mapping[str, str]], kind: str, agency: str | None = None
    ) -> dict[tuple[str, str], dict[str, str]]:
        """The same with each record under its supplier's key. What came by a link from elsewhere stands in no way."""
        wanted = record_kind(kind, agency)
        records = self._register.records_called({record for schools in held.values() for record in schools.values()})
        return {
            key: {
                school: records[record].supplier_key
                for school, record in schools.items()
                if records[record].kind == wanted
            }
            for key, schools in held.items()
        }

    def _families_of(self, people: Collection[str]) -> dict[UUID, Family]:
        families = {family for found in self._register.families_of(people).values() for family in found}
        return self._ledger.families(families)
