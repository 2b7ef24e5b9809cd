"""What a database administrator can do to the register, and what of it a check finds."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from family_builders import ANN, BY, observed, stay

from domain.family import Family
from ledger.identity import Person, Record, Registration
from ledger.ledger import Ledger
from ledger.proof.check_contents import check_contents
from ledger.proof.check_register import check_register
from ledger.sealing.erasing import erase_person

BOB = "bobbobbobbobbobb"


@pytest.fixture
def home(ledger: Ledger) -> UUID:
    family, registration = Family(uuid4()), Registration()
    for name, person in (("P1", ANN), ("P2", BOB)):
        family.record_stay(stay(person), BY)
        registration.person(Person(person, name, "Zebedee", "Quartermaine"))
        registration.record(Record(f"record{name}", "offences", f"R{name}", person))
        registration.membership(person, family.id)
    registration.record(Record("nobodys", "offences", "R3"))
    observed(family, "one")
    ledger.save(family, register=registration)
    return family.id


def found(ledger: Ledger) -> str | None:
    with ledger.transaction() as cursor:
        people, fault = check_register(cursor)
    assert people == 2
    return None if fault is None else str(fault)


OTHER = "FROM {0} AS one WHERE one.{1} <> {0}.{1}"

EXCHANGES = {
    "numbers of two people": "UPDATE person SET lookup = one.lookup " + OTHER.format("person", "pseudonym"),
    "names of two people": "UPDATE person SET sealed = one.sealed " + OTHER.format("person", "pseudonym"),
    "whose record it is": f"UPDATE record SET person = '{BOB}' WHERE pseudonym = 'recordP1'",
    "a record taken from its person": "UPDATE record SET person = NULL WHERE pseudonym = 'recordP1'",
    "a person's key": "UPDATE person_key SET wrapped = one.wrapped " + OTHER.format("person_key", "person"),
}


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_row_that_was_exchanged_is_found(ledger: Ledger, home: UUID, exchange: str) -> None:
    assert found(ledger) is None
    with ledger.transaction() as cursor:
        if exchange == "numbers of two people":
            cursor.execute("ALTER TABLE person DROP CONSTRAINT person_registered_once")
        cursor.execute(EXCHANGES[exchange])
    ledger.keyring.people.forget()
    assert "is not what was entered" in (found(ledger) or "")


def test_a_key_destroyed_in_the_database_is_no_erasure(ledger: Ledger, home: UUID) -> None:
    """Also where the table of erased persons says that it was one: the decision is in the log, or nowhere."""
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM person_key WHERE person = %s", (BOB,))
        cursor.execute("INSERT INTO erased_person (person, reason, decided_by) VALUES (%s, 'asked', 'nobody')", (BOB,))
    ledger.keyring.people.forget()
    with ledger.transaction() as cursor:
        _, fault = check_contents(cursor, ledger)
    assert fault is not None and "is missing, and nobody was erased" in str(fault)


def test_an_erasure_that_was_decided_is_none(ledger: Ledger, home: UUID) -> None:
    erase_person(ledger, BOB, "asked to be forgotten", "the data protection officer", "tests")
    with ledger.transaction() as cursor:
        closed, fault = check_contents(cursor, ledger)
        people, wrong = check_register(cursor)
    assert (closed, fault, people, wrong) == (1, None, 1, None)
