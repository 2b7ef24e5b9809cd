"""Households into a ledger: the events that intake would make of their extracts, by the path on which it appends them.

Cohorts of families, as large as an authority's, are recorded school year by school year, so that a family's events lie
apart in the log as they do in life. Only one cohort is in memory at a time. An attachment is recorded as decided (the
households are made to be eligible on the day), because deciding is measured elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random
from uuid import UUID

from benchmarks.national.households import FIRST_YEAR, LAST_YEAR, SCHEME, Household, Record, households, terms, year_of
from domain.family import Family, Source, Stay
from domain.observations import Observation
from ledger.identity import Person, Registration
from ledger.identity import Record as Registered
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from ledger.together import RulesUsed, Together

COHORT_FAMILIES = 2_000
EVENTS_PER_CHUNK = 4_000
BY = "national extracts"
CRITERIA = ("children-need-help", "work-finance")


@dataclass(slots=True)
class _Known:
    """A household and what the ledger calls it: all that later years need to know of the earlier ones."""

    household: Household
    family: Family
    pseudonyms: dict[str, str]
    records: dict[str, str] = field(default_factory=dict)
    place: int = 0


def record_terms(ledger: Ledger) -> None:
    authority = ledger.authority()
    for term in terms():
        authority.set_term(term, BY)
    ledger.save(authority)


def record(
    ledger: Ledger, events: int, seed: int = 2015, first: int = 0, cohort: int = COHORT_FAMILIES
) -> Iterator[tuple[int, int]]:
    """Records cohort after cohort until there are so many events; yields how many events and families there are.

    `first` is the number of the first household: two runs with numbers apart can follow each other in one ledger.
    """
    rng, made, recorded, families = Random(f"{seed} {first}"), households(seed, first), 0, 0
    while recorded < events:
        together = [_entered(rng, one) for one in islice(made, cohort)]
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            recorded += _record_year(ledger, together, year, rng)
        families += len(together)
        yield recorded, families


def _entered(rng: Random, household: Household) -> _Known:
    pseudonyms = {member.person_id: _pseudonym(rng) for member in household.members}
    return _Known(household, Family(UUID(int=rng.getrandbits(128), version=4)), pseudonyms)


def _pseudonym(rng: Random, beginning: str = "") -> str:
    """As `ledger.identity` makes them, those of records entered together beginning alike; the same for a seed."""
    drawn = base64.b32encode(rng.getrandbits(80).to_bytes(10, "big")).decode("ascii").lower()
    return beginning + drawn[len(beginning) :]


def _record_year(ledger: Ledger, cohort: list[_Known], year: int, rng: Random) -> int:
    recorded = pending = 0
    chunk: list[Family] = []
    registration, beginning = Registration(), _pseudonym(rng)[:5]
    for known in cohort:
        _say_year(known, year, registration, rng, beginning)
        chunk.append(known.family)
        pending += len(known.family.pending)
        if pending >= EVENTS_PER_CHUNK:
            recorded += _save(ledger, chunk, registration)
            chunk, pending = [], 0
            registration, beginning = Registration(), _pseudonym(rng)[:5]
    return recorded + _save(ledger, chunk, registration)


def _save(ledger: Ledger, families: list[Family], registration: Registration) -> int:
    rules_used = RulesUsed()
    rules_used.add(SCHEME, None)
    return ledger.save_in_bulk(families, Together(registration, rules_used)).events


def _say_year(known: _Known, year: int, registration: Registration, rng: Random, beginning: str) -> None:
    records = known.household.records
    while known.place < len(records) and records[known.place].year <= year:
        if known.family.version == 0:
            _say_members(known, registration)
        _say(known, records[known.place], registration, rng, beginning)
        known.place += 1
    attachment = known.household.attachment
    if attachment is None or known.family.version == 0:
        return
    source = Source(BY, "0" * 16, 2)
    if attachment.scheme not in known.family.attachments and year_of(attachment.attached_on) <= year:
        opened = replace(attachment, closed_on=None)
        known.family.attach(opened, CRITERIA, rule_set(SCHEME).digest, source)
    elif attachment.closed_on and year_of(attachment.closed_on) <= year:
        known.family.attach(attachment, CRITERIA, rule_set(SCHEME).digest, source)


def _say_members(known: _Known, registration: Registration) -> None:
    family = known.family
    registration.family(known.household.family_id, family.id)
    for line, member in enumerate(known.household.members, 2):
        person = known.pseudonyms[member.person_id]
        registration.person(Person(person, member.person_id, member.forename, member.surname, member.upn, member.nino,
                                   member.postcode))
        registration.membership(person, family.id)
        family.record_stay(Stay(person, member.joined_on, None, member.born_on, True, member.parent),
                           Source(BY, "0" * 16, line))


def _say(known: _Known, said: Record, registration: Registration, rng: Random, beginning: str) -> None:
    family, source = known.family, Source(BY, "0" * 16, 2 + known.place)
    held = known.records.get(said.record_id)
    if said.withdrawn:
        assert held is not None
        family.withdraw(held, "its supplier withdrew it", source)
        return
    person = known.pseudonyms[said.person_id] if said.person_id else None
    if held is None:
        held = known.records[said.record_id] = _pseudonym(rng, beginning)
        registration.record(Registered(held, said.kind, said.record_id, person, None if person else family.id))
    family.observe(held, Observation("", said.kind, person, person is None, said.fields), source)
