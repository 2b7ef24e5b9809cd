from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from family_builders import family_of

from ledger.errors import RegisterConflict
from ledger.identity import (
    IdentityRegister,
    Person,
    Record,
    RecordPseudonyms,
    Registration,
    new_family_pseudonym,
    new_person_pseudonym,
    new_record_pseudonym,
)
from ledger.ledger import Ledger


def enter(ledger: Ledger, *entries: Person | Record | tuple[str, UUID]) -> None:
    registration = Registration()
    for entry in entries:
        match entry:
            case Person():
                registration.person(entry)
            case Record():
                registration.record(entry)
            case family_id, family:
                registration.family(family_id, family)
    ledger.save(register=registration)


def test_pseudonyms_of_records_entered_together_begin_alike_and_are_never_the_same() -> None:
    together, others = RecordPseudonyms(), RecordPseudonyms()
    drawn = [together.new() for _ in range(1000)]
    assert len({*drawn, *(others.new() for _ in range(1000))}) == 2000
    assert {len(one) for one in drawn} == {16}
    assert len({one[:5] for one in drawn}) == 1
    assert set("".join(drawn)) == set("abcdefghijklmnopqrstuvwxyz234567")


def test_pseudonyms_are_random_and_of_one_form() -> None:
    drawn = {new_person_pseudonym() for _ in range(1000)} | {new_record_pseudonym() for _ in range(1000)}
    assert len(drawn) == 2000
    assert all(re.fullmatch("[a-z2-7]{16}", pseudonym) for pseudonym in drawn)
    assert new_family_pseudonym().version == 4


def test_there_and_back(ledger: Ledger) -> None:
    ann = Person(new_person_pseudonym(), "P1", "Ann", "O’Connor", "A123", "QQ123456C", "OX1 1AA")
    bob = Person(new_person_pseudonym(), "P2")
    family = uuid4()
    asb = Record(new_record_pseudonym(), "asb", "content:" + "f" * 64, ann.pseudonym, family)
    enter(ledger, ann, bob, ("F1", family), asb)
    register = ledger.register
    assert register.people(["P1", "P2", "P3"]) == {"P1": ann, "P2": bob}
    assert register.people_called([ann.pseudonym]) == {ann.pseudonym: ann}
    assert register.families(["F1", "F2"]) == {"F1": family}
    assert register.family_ids([family]) == {family: "F1"}
    assert register.every_family() == {family: "F1"}
    assert register.records("asb", [asb.supplier_key, "x"]) == {asb.supplier_key: asb}
    assert register.records("needs", [asb.supplier_key]) == {}
    assert register.records_called([asb.pseudonym]) == {asb.pseudonym: asb}
    assert register.people([]) == {}


def test_a_later_name_overwrites_and_a_record_may_move(ledger: Ledger) -> None:
    ann, record = new_person_pseudonym(), new_record_pseudonym()
    enter(ledger, Person(ann, "P1", "Anne", upn="A1"), Record(record, "asb", "7", ann))
    enter(ledger, Person(ann, "P1", "Ann"), Record(record, "asb", "7", "another", UUID(int=1)))
    assert ledger.register.people(["P1"]) == {"P1": Person(ann, "P1", "Ann")}
    assert ledger.register.records("asb", ["7"]) == {"7": Record(record, "asb", "7", "another", UUID(int=1))}


@pytest.mark.parametrize(
    "entry",
    [lambda: Person(new_person_pseudonym(), "P1"), lambda: ("F1", uuid4()),
     lambda: Record(new_record_pseudonym(), "asb", "7")],
    ids=["person", "family", "record"],
)  # fmt: skip
def test_no_one_gets_a_second_pseudonym(ledger: Ledger, entry) -> None:
    enter(ledger, entry())
    before = ledger.event_count()
    registration = Registration()
    match entry():
        case Person() as person:
            registration.person(person)
        case Record() as record:
            registration.record(record)
        case family_id, family:
            registration.family(family_id, family)
    with pytest.raises(RegisterConflict, match="Look them up again"):
        ledger.save(family_of(2), register=registration)
    with pytest.raises(RegisterConflict):
        ledger.save_in_bulk([family_of(2)], register=registration)
    assert ledger.event_count() == before


def test_the_families_of_a_person(ledger: Ledger) -> None:
    ann, bob, first, second = new_person_pseudonym(), new_person_pseudonym(), UUID(int=1), UUID(int=2)
    registration = Registration()
    for person, family in ((ann, second), (ann, first), (bob, second), (ann, first)):
        registration.membership(person, family)
    ledger.save(register=registration)
    ledger.save(register=registration)
    assert ledger.register.families_of([ann, bob, "nobody"]) == {ann: [first, second], bob: [second]}


def test_the_callers_transaction_sees_its_own_rows_and_can_be_undone(ledger: Ledger) -> None:
    registration = Registration()
    registration.family("F1", uuid4())
    with pytest.raises(RuntimeError), ledger.transaction() as cursor:
        registration.write(cursor)
        assert IdentityRegister.within(cursor).families(["F1"]) == registration.families
        raise RuntimeError("undone")
    assert ledger.register.families(["F1"]) == {}


def test_an_empty_registration_is_nothing_to_save(ledger: Ledger) -> None:
    assert ledger.save(register=Registration()).events == 0
