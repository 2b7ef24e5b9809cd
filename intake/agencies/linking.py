"""Saving what was decided of agencies' records, together with what follows from it in families: one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.family import Family
from domain.matching.agency_person import AgencyPerson
from domain.matching.carrying import carry
from ledger.agency_people import agency_people
from ledger.agency_registering import AgencyRegistration
from ledger.identity import Registration
from ledger.ledger import Ledger
from ledger.together import Together


def save_linked(
    ledger: Ledger, changed: Mapping[str, AgencyPerson], agency_registration: AgencyRegistration, by: str,
    registration: Registration | None = None, before: Iterable[str] = (), families: Mapping[UUID, Family] | None = None,
) -> int:  # fmt: skip
    """Returns how many events were recorded.

    `changed` are agencies' people, by pseudonym, with what is pending; `before` are people of ours with whom one was
    linked until now. `families` may already be at hand, with events pending. Raises ConflictingWrite or
    RegisterConflict, with nothing recorded.
    """
    involved = {one.linked_to for one in changed.values() if one.linked_to and one.pending} | set(before)
    loaded = dict(families or {})
    carry_to(ledger, involved, changed, loaded, by)
    saved = [*(one for one in changed.values() if one.pending), *(loaded[family] for family in sorted(loaded))]
    recorded = ledger.save_in_bulk(saved, Together(registration or Registration(), agency_registration))
    return recorded.events


def carry_to(
    ledger: Ledger, people: Iterable[str], changed: Mapping[str, AgencyPerson], loaded: dict[UUID, Family], by: str
) -> None:
    """Brings all families of these people to what the links say; `loaded` grows by those that it lacks."""
    wanted = set(people)
    families_of = ledger.register.families_of(wanted)
    missing = {family for found in families_of.values() for family in found} - loaded.keys()
    loaded |= ledger.families(missing)
    records_of = _records_of(ledger, wanted, changed)
    for person in sorted(wanted):
        for family in families_of.get(person, ()):
            carry(loaded[family], person, records_of[person], by)


def _records_of(
    ledger: Ledger, people: set[str], changed: Mapping[str, AgencyPerson]
) -> dict[str, list[AgencyPerson]]:
    """All that are linked with each person, and whatever else has just changed: it may have been until now."""
    linked = ledger.agencies.linked_with(people)
    others = agency_people(ledger, {name for names in linked.values() for name in names} - changed.keys())
    records: dict[str, list[AgencyPerson]] = {
        person: [changed.get(name) or others[name] for name in linked.get(person, ())] for person in people}
    for one in changed.values():
        if one.linked_to in records and all(one is not other for other in records[one.linked_to]):
            records[one.linked_to].append(one)
    return records
