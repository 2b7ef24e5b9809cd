"""After an erasure nothing about the person can be read, and everything else is as it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from family_builders import ANN, BY, observed, stay
from tampering import tampered

from domain.events.erasure import Erased, PersonErased
from domain.family import Family
from domain.observations import Observation
from ledger.database import Database
from ledger.identity import Person, Record, Registration
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.proof.check import check_log
from ledger.proof.checkpointing import seal
from ledger.sealing.erased_list import Erasure, add_to_list, read_list
from ledger.sealing.erasing import erase_person, erasures
from ledger.sealing.errors import KeyLost, NobodyToErase
from ledger.sealing.errors import PersonErased as ErasedMeanwhile
from ledger.sealing.ledger_keys import public_key

BOB = "bobbobbobbobbobb"


@pytest.fixture
def home(ledger: Ledger) -> UUID:
    """A family of Ann, of whom there are three observations (one corrected, one withdrawn), and Bob, of whom one."""
    family = Family(uuid4())
    family.record_stay(stay(ANN), BY)
    family.record_stay(stay(BOB), BY)
    for record in ("one", "two", "three"):
        observed(family, record)
    observed(family, "two", sessions=9)
    family.withdraw("three", "a test", BY)
    family.observe("bobs", Observation("", "offences", BOB, False, {"proven_on": "2012-05-01"}), BY)
    registration = Registration()
    for name, person in (("P1", ANN), ("P2", BOB)):
        registration.person(Person(person, name, "Zebedee", "Quartermaine"))
        registration.record(Record(f"record{name}", "offences", f"R{name}", person))
        registration.membership(person, family.id)
    ledger.save(family, register=registration)
    return family.id


def erase(ledger: Ledger, person: str = ANN) -> list[UUID]:
    return erase_person(ledger, person, "asked to be forgotten", "the data protection officer", "tests")


def test_the_decision_is_recorded_and_stays(ledger: Ledger, home: UUID) -> None:
    assert erase(ledger) == [home]
    *_, last = ledger.history(home)
    assert isinstance(last.event, PersonErased)
    assert last.event.sentence() == (
        f"What was known of {{{ANN}}} was erased by decision of the data protection officer: asked to be forgotten.")
    [listed] = erasures(ledger)
    assert (listed.person, listed.decided_by) == (ANN, "the data protection officer")


def test_nothing_of_the_person_can_be_read_as_known_at_any_position(ledger: Ledger, home: UUID) -> None:
    before = ledger.position()
    erase(ledger)
    for known in (None, before):
        of_ann = [entry.event for entry in ledger.history(home, known) if getattr(entry.event, "person", "") == ANN]
        assert len(of_ann) == 5 and all(isinstance(event, Erased) for event in of_ann)
        assert {event.sentence() for event in of_ann} == {f"What was recorded here of {{{ANN}}} was erased."}
        family = ledger.family(home, known)
        assert {person for person, _ in family.stays} == {BOB}
        assert set(family.observations) == {"bobs"} and family.erased == {ANN}
        assert family.erased_observations == {"one": "one.1", "two": "two.2"}
    assert ledger.register.people(["P1", "P2"]).keys() == {"P2"}
    assert ledger.register.records("offences", ["RP1", "RP2"]).keys() == {"RP2"}
    assert ledger.register.people_called([ANN]) == {}


def test_topics_positions_and_versions_stay(ledger: Ledger, home: UUID) -> None:
    def outline() -> list[tuple[Any, ...]]:
        return [(e.position, e.recorded_at, e.event.topic, e.event.originator_version, e.event.by)
                for e in ledger.history(home)]  # fmt: skip

    before = outline()
    erase(ledger)
    assert outline()[:-1] == before


def test_the_fold_comes_to_the_same_whether_or_not_the_key_was_still_in_memory(ledger: Ledger, home: UUID) -> None:
    keys = ledger.keyring.people.keys_of([ANN])
    erase(ledger)
    without = ledger.family(home)
    ledger.keyring.people._held.update(keys)
    with_key = ledger.family(home)
    assert without == with_key


def test_proofs_hold_and_the_log_is_still_found_whole(ledger: Ledger, home: UUID) -> None:
    seal(ledger)
    erase(ledger)
    seal(ledger)
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        assert key is not None
        assert check_log(cursor, [key]).fault is None


def test_a_process_that_had_read_the_key_forgets_it(ledger: Ledger, home: UUID, monkeypatch) -> None:
    monkeypatch.setattr("ledger.sealing.people.TRUSTED_SECONDS", 0.0)
    with Database(ledger.database.conninfo) as database:
        far = open_ledger(database, ledger.name)
        assert len(far.family(home).stays) == 2
        erase(ledger)
        assert len(far.family(home).stays) == 1
        assert [event.event for event in far.history(home) if isinstance(event.event, Erased)]


def test_a_key_that_is_gone_without_a_decision_is_lost_and_not_erased(ledger: Ledger, home: UUID) -> None:
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM person_key WHERE person = %s", (ANN,))
    ledger.keyring.people.forget()
    with pytest.raises(KeyLost, match="nobody was erased"):
        ledger.family(home)


def test_a_writer_that_had_looked_the_person_up_before_is_told(ledger: Ledger, home: UUID) -> None:
    with Database(ledger.database.conninfo) as database:
        far = open_ledger(database, ledger.name)
        stale = Family(uuid4())
        stale.record_stay(stay(ANN), BY)
        far.family(home)
        erase(ledger)
        registration = Registration()
        registration.person(Person(ANN, "P1", "Zebedee"))
        with pytest.raises(ErasedMeanwhile):
            far.save_in_bulk([stale], registration)
        with pytest.raises(ErasedMeanwhile):
            far.save_in_bulk([stale], registration)
        assert ledger.register.people(["P1"]) == {}


def test_nothing_is_ever_sealed_for_an_erased_person_again(ledger: Ledger, home: UUID) -> None:
    erase(ledger)
    again = Family(uuid4())
    again.record_stay(stay(ANN), BY)
    with pytest.raises(ErasedMeanwhile):
        ledger.save(again)
    assert ledger.family(again.id).version == 0


def test_whoever_is_not_there_cannot_be_erased(ledger: Ledger, home: UUID) -> None:
    with pytest.raises(NobodyToErase):
        erase(ledger, "nobodynobodynobo")
    erase(ledger)
    with pytest.raises(NobodyToErase):
        erase(ledger)


def test_the_family_goes_on(ledger: Ledger, home: UUID) -> None:
    erase(ledger)
    family = ledger.family(home)
    family.withdraw("bobs", "a test", BY)
    ledger.save(family)
    assert ledger.family(home).observations == {}


def test_a_restored_backup_brings_nobody_back(ledger: Ledger, home: UUID) -> None:
    """The tables of before the erasure are put back, as a backup would; the list lies beside the master key."""
    tables = ("event", "person_key", "person", "record", "membership", "erased_person")
    with ledger.transaction() as cursor:
        kept = {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    erase(ledger)
    assert [one.person for one in read_list(ledger.database.erased_list) if one.ledger == ledger.name] == [ANN]
    with tampered(ledger) as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
            for row in kept[table]:
                cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
    with Database(ledger.database.conninfo) as database:
        restored = open_ledger(database, ledger.name)
        assert {person for person, _ in restored.family(home).stays} == {BOB}
        assert restored.register.people(["P1"]) == {}
        assert isinstance(restored.history(home)[-1].event, PersonErased)
        assert len(restored.history(home)) == len(open_ledger(database, ledger.name).history(home))


def test_a_list_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path) -> None:
    file = tmp_path / "keys" / "erased.jsonl"
    one, two = (Erasure("kent", person, "r", "d", "2026-01-01T00:00:00+00:00") for person in ("a", "b"))
    add_to_list(file, [one])
    file.write_bytes(file.read_bytes() + b'{"ledger":"kent","pers')
    assert read_list(file) == [one]
    add_to_list(file, [two])
    assert read_list(file) == [one, two]
