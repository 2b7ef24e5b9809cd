"""The register says who is who to whoever has the keys, and to nobody else."""

from __future__ import annotations

from uuid import UUID, uuid4

from ledger.identity import Person, Record, Registration, new_person_pseudonym, new_record_pseudonym
from ledger.ledger import Ledger

SECRETS = ("Zebedee", "Quartermaine", "A820200112011", "QQ123456C", "OX9 9ZZ", "P-4711", "REC-0815", "content:abc")


def test_nothing_of_it_stands_in_clear(ledger: Ledger) -> None:
    zeb = Person(new_person_pseudonym(), "P-4711", "Zebedee", "Quartermaine", "A820200112011", "QQ123456C", "OX9 9ZZ")
    registration = Registration()
    registration.person(zeb)
    records = [Record(new_record_pseudonym(), "offences", "REC-0815", zeb.pseudonym),
               Record(new_record_pseudonym(), "asb", "content:abc", None, UUID(int=5))]  # fmt: skip
    for record in records:
        registration.record(record)
    ledger.save(register=registration)
    with ledger.transaction() as cursor:
        rows = str([[bytes(c) if isinstance(c, memoryview) else c for c in row] for table in ("person", "record")
                    for row in cursor.execute(f"SELECT * FROM {table}").fetchall()])  # fmt: skip
    assert not [secret for secret in (*SECRETS, "offences", "'asb'") if secret in rows]
    assert ledger.register.people(["P-4711"]) == {"P-4711": zeb}
    assert ledger.register.records("offences", ["REC-0815"]) == {"REC-0815": records[0]}
    assert set(ledger.register.records_called([one.pseudonym for one in records]).values()) == set(records)


def test_the_same_number_is_found_by_a_hash_that_only_the_ledger_can_make(ledger: Ledger, new_ledger) -> None:
    other = new_ledger()
    assert ledger.keyring.lookup("person", "P1") == ledger.keyring.lookup("person", "P1")
    assert ledger.keyring.lookup("person", "P1") != other.keyring.lookup("person", "P1")
    assert ledger.keyring.lookup("record", "asb", "1") != ledger.keyring.lookup("record", "as", "b1")


def test_a_record_that_moves_to_another_person_is_sealed_with_that_persons_key(ledger: Ledger) -> None:
    ann, bob, record = new_person_pseudonym(), new_person_pseudonym(), new_record_pseudonym()
    for person in (ann, bob):
        registration = Registration()
        registration.record(Record(record, "asb", "7", person, uuid4()))
        ledger.save(register=registration)
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM person_key WHERE person = %s", (ann,))
    ledger.keyring.people.forget()
    assert ledger.register.records_called([record])[record].supplier_key == "7"
