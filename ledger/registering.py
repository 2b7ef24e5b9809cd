"""How a registration is written: sealed, and in a few statements, however many rows, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, LiteralString

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Cursor

from domain.matching.spelling import plain_nino, plain_upn
from ledger.errors import RegisterConflict
from ledger.identity import keyring_of
from ledger.name_words import write_name_words
from ledger.sealing.people import Key
from ledger.sealing.register_rows import (
    closed_person,
    closed_record,
    number_lookup,
    person_lookup,
    record_lookup,
)

if TYPE_CHECKING:
    from ledger.identity import Registration

# Each statement updates only the row with the pseudonym that we think is there, so it touches fewer rows than it was
# given exactly when someone else has entered another one since we looked.
_PEOPLE: LiteralString = """
INSERT INTO person (pseudonym, lookup, sealed) SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[])
ON CONFLICT (lookup) DO UPDATE SET sealed = excluded.sealed, compared = false
WHERE person.pseudonym = excluded.pseudonym
"""
_FAMILIES: LiteralString = """
INSERT INTO family (family_id, pseudonym) SELECT * FROM unnest(%b::text[], %b::uuid[])
ON CONFLICT (family_id) DO UPDATE SET family_id = excluded.family_id WHERE family.pseudonym = excluded.pseudonym
"""
_RECORDS: LiteralString = """
INSERT INTO record (pseudonym, lookup, sealed, person, family)
SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[], %b::text[], %b::uuid[])
ON CONFLICT (lookup) DO UPDATE SET sealed = excluded.sealed, person = excluded.person, family = excluded.family
WHERE record.pseudonym = excluded.pseudonym
"""
_MEMBERSHIPS: LiteralString = """
INSERT INTO membership (person, family) SELECT * FROM unnest(%b::text[], %b::uuid[]) ON CONFLICT DO NOTHING
"""


def write_registration(cursor: Cursor[Any], registration: Registration) -> None:
    """Raises `RegisterConflict` for a person, family or record that has got another pseudonym meanwhile."""
    keyring = keyring_of(cursor)
    keys = keyring.keys_for_writing(cursor, registration.everyone())
    people = [
        (person.pseudonym, person_lookup(keyring, person.person_id),
         closed_person(_key(keys, person.pseudonym), person))
        for person in registration.people.values()
    ]  # fmt: skip
    records = [
        (record.pseudonym, record_lookup(keyring, record.kind, record.supplier_key),
         closed_record(_key(keys, record.person) if record.person else keyring.register_key, record),
         record.person, record.family)
        for record in registration.records_by_key.values()
    ]  # fmt: skip
    _write(cursor, "family", _FAMILIES, sorted(registration.families.items()))
    _write(cursor, "person", _PEOPLE, people)
    write_numbers(cursor, {
        person.pseudonym: (plain_upn(person.upn), plain_nino(person.nino))
        for person in registration.people.values()})
    write_name_words(cursor, registration.people.values())
    _write(cursor, "record", _RECORDS, records)
    if registration.memberships:
        cursor.execute(_MEMBERSHIPS, _columns(registration.memberships))


def write_numbers(cursor: Cursor[Any], numbers: Mapping[str, tuple[str | None, str | None]]) -> None:
    """UPN and NI number of each subject, in plain form, in place of those that it had."""
    if not numbers:
        return
    keyring = keyring_of(cursor)
    rows = [
        (number_lookup(keyring, kind, number), subject)
        for subject, both in numbers.items()
        for kind, number in zip(("upn", "nino"), both, strict=True)
        if number
    ]
    cursor.execute("DELETE FROM identifier WHERE subject = ANY(%b::text[])", (list(numbers),))
    if rows:
        cursor.execute("INSERT INTO identifier (lookup, subject) SELECT * FROM unnest(%b::bytea[], %b::text[])"
                       " ON CONFLICT DO NOTHING", _columns(rows))


def _key(keys: Mapping[str, Key], person: str) -> AESGCM:
    key = keys[person]
    assert key is not None, f"the keys of {person} were to be made before"
    return key


def _write(cursor: Cursor[Any], what: str, statement: LiteralString, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    cursor.execute(statement, _columns(rows))
    if cursor.rowcount != len(rows):
        raise RegisterConflict(
            f"The register was not changed: {len(rows) - cursor.rowcount} of {len(rows)} {what} rows were entered by"
            " someone else meanwhile, under other pseudonyms. Look them up again and decide anew."
        )


def _columns(rows: Collection[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
