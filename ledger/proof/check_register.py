"""Checking the identity register: every row opens, and is found by the number that it holds and by no other's.

The register is no history and nothing signs it. But a row that was put in another's place does not open, and one whose
keyed hash was exchanged for another's is found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, LiteralString

from cryptography.exceptions import InvalidTag
from psycopg import Cursor
from psycopg.rows import tuple_row

from ledger.identity import keyring_of
from ledger.proof.faults import Fault
from ledger.sealing.errors import MasterKeyWrong
from ledger.sealing.register_rows import opened_person, opened_record, person_lookup, record_lookup

ROWS_AT_A_TIME = 5_000

_OF_PEOPLE: LiteralString = (
    "SELECT pseudonym, lookup, sealed, pseudonym, wrapped FROM person"
    " LEFT JOIN person_key ON person_key.person = person.pseudonym")
_OF_RECORDS: LiteralString = (
    "SELECT pseudonym, lookup, sealed, record.person, wrapped FROM record"
    " LEFT JOIN person_key ON person_key.person = record.person")


def check_register(
    cursor: Cursor[Any], progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[int, Fault | None]:
    """How many people are in it, and the first row that is not as it was entered."""
    row = cursor.execute("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM record)").fetchone()
    assert row is not None
    keyring, done = keyring_of(cursor), 0

    def of_person(*said: Any) -> bytes:
        return person_lookup(keyring, opened_person(*said)[0])

    def of_record(*said: Any) -> bytes:
        return record_lookup(keyring, *opened_record(*said))

    for what, statement, lookup_of in (("person", _OF_PEOPLE, of_person), ("record", _OF_RECORDS, of_record)):
        for pseudonym, lookup, sealed, owner, wrapped in _rows(cursor, statement):
            try:
                key = keyring.people.unwrapped(owner, bytes(wrapped)) if wrapped else keyring.register_key
                as_entered = lookup_of(key, pseudonym, bytes(sealed)) == bytes(lookup)
            except (InvalidTag, MasterKeyWrong):
                as_entered = False
            if not as_entered:
                return row[0], Fault(None, f"what the register has of {what} {pseudonym} is not what was entered")
            done += 1
            if done % ROWS_AT_A_TIME == 0:
                progress(done, sum(row))
    return row[0], None


def _rows(cursor: Cursor[Any], statement: LiteralString) -> Iterator[tuple[Any, ...]]:
    with cursor.connection.cursor("rows_of_the_register", row_factory=tuple_row) as own:
        own.execute(statement, binary=True)
        while rows := own.fetchmany(ROWS_AT_A_TIME):
            yield from rows
