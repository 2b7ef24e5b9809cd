"""One observation that somebody writes down by hand, held to the same rules as a row of an extract.

It stands on record in the name of who wrote it, with no file behind it. It can be corrected and withdrawn by the name
that the record has in events, as any supplier's record can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from domain.family import Family, Source
from domain.observations import KINDS, Observation
from intake.checking import check_pack
from intake.errors import IntakeError
from intake.forms import FORMS
from intake.limits import limits_set
from intake.on_record import OnRecord
from intake.readings import read_file
from intake.rows import RawRow, Row
from intake.sources import SourceFile
from ledger.identity import Record, Registration, new_record_pseudonym
from ledger.ledger import Ledger

_SUBJECTS = frozenset({"record_id", "person_id", "family_id", "withdrawn"})


class NotObserved(IntakeError):
    """What was written down cannot be recorded as it stands: the message says what is wrong with which part."""


class NoSuchRecord(IntakeError):
    """The family has no observation of this name that counts now: look at it as it is."""


def observe_by_hand(
    ledger: Ledger, family: UUID, kind: str, person_id: str | None, values: Mapping[str, str], by: str, today: date
) -> str:
    """Returns the record's name. Without a person it is about the family as a whole; of a person, it counts in
    every family of the person, as it does from an extract. Raises `NotObserved`."""
    _refuse_stranger(ledger, family, person_id)
    record = new_record_pseudonym()
    key = f"by hand {record}"
    row = _row(ledger, kind, _subjects(ledger, family, kind, person_id, key), values, today)
    person = _person(ledger, row)
    families = ledger.families(ledger.register.families_of([person]).get(person, []) if person else [family])
    observation = _observation(row, person)
    for one in families.values():
        one.observe(record, observation, Source(by))
    registration = Registration()
    registration.record(Record(record, kind, key, person, None if person else family))
    ledger.keep_answer({"record": record})
    ledger.save(*families.values(), register=registration)
    return record


def correct_by_hand(
    ledger: Ledger, family: UUID, record: str, values: Mapping[str, str], by: str, today: date
) -> None:
    """The record says something else of the same subject. Raises `NoSuchRecord`, `NotObserved`."""
    held, families = _holding(ledger, family, record)
    person_id = None
    if held.person is not None:
        person_id = ledger.register.people_called([held.person])[held.person].person_id
    subjects = _subjects(ledger, family, held.kind, person_id, held.supplier_key, named=held.family is not None)
    row = _row(ledger, held.kind, subjects, values, today)
    observation = _observation(row, held.person)
    for one in families.values():
        one.observe(record, observation, Source(by))
    ledger.save(*families.values())


def withdraw_by_hand(ledger: Ledger, family: UUID, record: str, reason: str, by: str) -> None:
    """The record no longer counts. Raises `NoSuchRecord`."""
    _, families = _holding(ledger, family, record)
    for one in families.values():
        one.withdraw(record, reason, Source(by))
    ledger.save(*families.values())


def _subjects(
    ledger: Ledger, family: UUID, kind: str, person_id: str | None, key: str, *, named: bool = False
) -> dict[str, str]:
    subjects = {"record_id": key, "person_id": person_id or ""}
    if person_id is None or named:
        if "family_id" not in FORMS[kind].names:
            raise NotObserved(f"{kind} is said of a person: name one of the family's members")
        subjects["family_id"] = ledger.register.family_ids([family])[family]
    return subjects


def _row(
    ledger: Ledger, kind: str, subjects: Mapping[str, str], values: Mapping[str, str], today: date
) -> Row:
    """Read and checked as the only row of a file. Raises `NotObserved`."""
    form = FORMS[kind]
    if unknown := sorted(values.keys() - set(form.names) | values.keys() & _SUBJECTS):
        raise NotObserved(f"{kind} has no field {unknown[0]!r} to be given; it has {', '.join(_fields(kind))}")
    cells = {name: cell for name, cell in {**subjects, **values}.items() if name in form.names}

    def rows() -> Iterator[RawRow]:
        yield 1, list(cells), None
        yield 2, list(cells.values()), None

    reading = read_file(SourceFile(kind, kind, "", 1, rows), today, limits_set())
    check_pack({kind: reading}, OnRecord(ledger))
    if not reading.good:
        said = "; ".join(f"{problem.column or kind}: {problem.reason}" for problem in reading.rejected[0].problems)
        raise NotObserved(f"the observation was not recorded: {said}")
    return reading.good[0]


def _fields(kind: str) -> list[str]:
    return [name for name in FORMS[kind].names if name not in _SUBJECTS]


def _person(ledger: Ledger, row: Row) -> str | None:
    person_id = row["person_id"]
    return ledger.register.people([str(person_id)])[str(person_id)].pseudonym if person_id else None


def _refuse_stranger(ledger: Ledger, family: UUID, person_id: str | None) -> None:
    """Before anything else is looked at, and in the same words whether there is such a person or not: whoever may see
    this family alone shall not learn who is on record with others."""
    if person_id is None:
        return
    person = ledger.register.people([person_id]).get(person_id)
    pseudonym = person.pseudonym if person else ""
    if family not in ledger.register.families_of([pseudonym]).get(pseudonym, []):
        raise NotObserved("the person is not, and never was, a member of this family; check the person_id")


def _holding(ledger: Ledger, family: UUID, record: str) -> tuple[Record, dict[UUID, Family]]:
    """The record, and the families in which it counts now."""
    held = ledger.register.records_called([record]).get(record)
    found = ledger.register.families_of([held.person]).get(held.person, []) if held and held.person else [family]
    families = ledger.families({family, *found})
    if held is None or record not in families[family].observations:
        raise NoSuchRecord("the family has no observation of this name that counts now; look at it as it is")
    return held, {one.id: one for one in families.values() if record in one.observations}


def _observation(row: Row, person: str | None) -> Observation:
    fields = {name: value for name, value in row.values.items() if name not in _SUBJECTS}
    assert row.kind in KINDS
    return Observation("", row.kind, person, row["family_id"] is not None, fields)
