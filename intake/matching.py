"""Which families each row of a pack belongs to, by the authority's own family ids.

A row that names a family belongs to that one. A row that names a person alone belongs to every family in which the
person has or had a stay, in this pack or on record; one about work with a person, to those in which the person was when
it began. A withdrawal that names its record alone belongs where the record is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from domain import observations
from domain.casework import stating
from intake.known import Known, Stay
from intake.problems import Problem
from intake.reading import ReadPack
from intake.rows import CORRECTS, Row
from intake.tally import Tally
from ledger.identity import IdentityRegister, Record

NOT_ON_RECORD = "no record with this id is on record, so there is nothing to withdraw; check the id"
IN_NO_FAMILY_THEN = (
    "this person was in no family on that day; check the day, or send the person's row in people.csv first"
)
IN_NO_FAMILY = "this person belongs to no family on record; send the person's row in people.csv first"

KINDS = (*observations.KINDS, *stating.KINDS)
"""Of facts: what agencies observe, and what is done with families."""


@dataclass(slots=True)
class FamilyRows:
    """Everything that a pack says of one family, each kind in the order of its file."""

    family_id: str
    people: list[Row] = field(default_factory=list)
    facts: list[tuple[Row, bool]] = field(default_factory=list)
    """With whether the row belongs to other families as well."""
    attachments: list[Row] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.people) + len(self.facts) + len(self.attachments)


class Matching:
    def __init__(self, pack: ReadPack, register: IdentityRegister, known: Known, tally: Tally) -> None:
        self._pack = pack
        self._register = register
        self._known = known
        self._tally = tally
        self._families: dict[str, FamilyRows] = {}

    def by_family(self) -> list[FamilyRows]:
        """In the order of family ids, so that the same pack is always recorded in the same order."""
        for row in self._pack.rows("people"):
            self._of(str(row["family_id"])).people.append(row)
        belongs = self._families_of_people()
        for kind in KINDS:
            self._place_facts(kind, belongs)
        for row in self._pack.rows("attachments"):
            self._of(str(row["family_id"])).attachments.append(row)
        return [self._families[family_id] for family_id in sorted(self._families)]

    def _of(self, family_id: str) -> FamilyRows:
        return self._families.setdefault(family_id, FamilyRows(family_id))

    def _place_facts(self, kind: str, belongs: dict[str, set[str]]) -> None:
        rows = self._pack.rows(kind)
        moved = self._families_of_records(kind, [row for row in rows if row.withdrawn])
        for row in rows:
            families = self._targets(row, belongs, moved)
            for family_id in families:
                self._of(family_id).facts.append((row, len(families) > 1))
            if not families:
                reason = IN_NO_FAMILY_THEN if kind in stating.KINDS else IN_NO_FAMILY
                reason = NOT_ON_RECORD if row.withdrawn else reason
                self._tally.refuse(row, Problem("record_id" if row.withdrawn else "person_id", reason))

    def _targets(self, row: Row, belongs: dict[str, set[str]], records: dict[str, set[str]]) -> list[str]:
        if row.withdrawn:
            return sorted(records.get(row.identity, ()))
        if named := row["family_id"]:
            return [str(named)]
        if row.kind in stating.KINDS:
            return self._families_when_it_began(row)
        return sorted(belongs.get(str(row["person_id"]), ()))

    def _families_when_it_began(self, row: Row) -> list[str]:
        began = stating.began_on(row.kind, row.values).isoformat()
        return sorted({
            stay.family_id for stay in self._stays.get(str(row["person_id"]), {}).values()
            if stay.joined_on <= began and (stay.left_on is None or began <= stay.left_on)})

    @cached_property
    def _stays(self) -> dict[str, dict[tuple[str, str], Stay]]:
        """Of those of whom work is told by person_id: on record, and as this pack has them, by family and start."""
        named = {str(row["person_id"]) for kind in stating.KINDS for row in self._pack.rows(kind) if row["person_id"]}
        stays = {person: {stay[:2]: stay for stay in held} for person, held in self._known.stays(named).items()}
        for row in self._pack.rows("people") if named else ():
            family_id, joined_on, left_on = str(row["family_id"]), str(row["joined_on"]), row["left_on"]
            of_person = stays.setdefault(str(row["person_id"]), {})
            of_person.pop((family_id, str(row[CORRECTS] or joined_on)), None)
            if not row.withdrawn:
                of_person[family_id, joined_on] = Stay(family_id, joined_on, None if left_on is None else str(left_on))
        return stays

    def _families_of_people(self) -> dict[str, set[str]]:
        belongs: dict[str, set[str]] = defaultdict(set)
        for row in self._pack.rows("people"):
            belongs[str(row["person_id"])].add(str(row["family_id"]))
        named = {str(row["person_id"]) for kind in KINDS for row in self._pack.rows(kind) if row["person_id"]}
        people = self._register.people(named | belongs.keys())
        for person_id, families in self._family_ids_of({p.pseudonym: p.person_id for p in people.values()}):
            belongs[person_id] |= families
        return belongs

    def _families_of_records(self, kind: str, withdrawn: Iterable[Row]) -> dict[str, set[str]]:
        """Where the records to be withdrawn stand: on record, or in rows of this pack itself."""
        keys = {row.identity for row in withdrawn}
        if not keys:
            return {}
        found: dict[str, set[str]] = defaultdict(set)
        records = self._register.records(kind, keys)
        for key, families in self._families_where(records):
            found[key] |= families
        belongs = self._families_of_people()
        for row in self._pack.rows(kind):
            if not row.withdrawn and row.identity in keys:
                found[row.identity] |= set(self._targets(row, belongs, {}))
        return found

    def _families_where(self, records: dict[str, Record]) -> Iterator[tuple[str, set[str]]]:
        people = {record.person for record in records.values() if record.person and not record.family}
        belongs = dict(self._family_ids_of({person: person for person in people}))
        named = self._register.family_ids(record.family for record in records.values() if record.family)
        for key, record in records.items():
            yield key, {named[record.family]} if record.family else belongs.get(record.person or "", set())

    def _family_ids_of(self, people: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
        """For each person, by the name that `people` gives the pseudonym, the family ids on record."""
        families = self._register.families_of(people)
        family_ids = self._register.family_ids({family for found in families.values() for family in found})
        for pseudonym, found in families.items():
            yield people[pseudonym], {family_ids[family] for family in found}
