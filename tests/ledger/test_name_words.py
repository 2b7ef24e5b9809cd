"""People are found by the words of their names, as they are known now, and not any more when they were erased."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from ledger.identity import Person, Registration, new_person_pseudonym
from ledger.ledger import Ledger
from ledger.name_words import families_with
from ledger.sealing.erasing import erase_person


def _registered(ledger: Ledger, forename: str | None, surname: str | None) -> tuple[str, UUID]:
    person, family, registration = new_person_pseudonym(), uuid4(), Registration()
    registration.person(Person(person, f"P-{person}", forename, surname))
    registration.family(f"F-{family}", family)
    registration.membership(person, family)
    ledger.save(register=registration)
    return person, family


@pytest.mark.parametrize(
    ("sought", "found"),
    [("o'connor", True), ("OCONNOR", True), ("zoe", True), ("Zoë O’Connor", True), ("smith connor", False),
     ("O'Connor-Smith", True), ("Smith", True), ("Smi", False), ("Zoe Jones", False), ("", False), ("--", False)],
)  # fmt: skip
def test_by_whole_words_however_they_are_written(ledger: Ledger, sought: str, found: bool) -> None:
    _, family = _registered(ledger, "Zoë", "O'Connor-Smith")
    _registered(ledger, None, None)
    assert families_with(ledger, sought) == ([family] if found else [])


def test_a_new_name_takes_the_place_of_the_old_one(ledger: Ledger) -> None:
    person, family = _registered(ledger, "Amy", "Before")
    registration = Registration()
    registration.person(Person(person, f"P-{person}", "Amy", "After"))
    ledger.save(register=registration)
    assert (families_with(ledger, "Before"), families_with(ledger, "After")) == ([], [family])


def test_nobody_who_was_erased_is_found(ledger: Ledger) -> None:
    person, _ = _registered(ledger, "Amy", "Gone")
    erase_person(ledger, person, "asked for", "Data protection officer", by="tests")
    assert families_with(ledger, "Gone") == []
    with ledger.transaction() as cursor:
        assert cursor.execute("SELECT count(*) FROM name_word WHERE person = %s", (person,)).fetchone() == (0,)
