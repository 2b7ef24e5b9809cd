"""Rows of the identity register, sealed and opened: who is who, under the person's own key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.sealing.boxes import close, opened
from ledger.sealing.keyring import Keyring

if TYPE_CHECKING:
    from ledger.identity import Person, Record

PERSON, RECORD = "person", "record"


def person_lookup(keyring: Keyring, person_id: str) -> bytes:
    return keyring.lookup(PERSON, person_id)


def record_lookup(keyring: Keyring, kind: str, supplier_key: str) -> bytes:
    return keyring.lookup(RECORD, kind, supplier_key)


def closed_person(key: AESGCM, person: Person) -> bytes:
    said = [person.person_id, person.forename, person.surname, person.upn, person.nino, person.postcode,
            person.born_on, person.sex, person.address, person.uprn]
    return close(key, orjson.dumps(said), _place(PERSON, person.pseudonym))


def opened_person(key: AESGCM, pseudonym: str, sealed: bytes) -> list[Any]:
    """All but the pseudonym, in the order of `Person`; rows from before a field was added end before it."""
    said: list[Any] = orjson.loads(opened(key, sealed, _place(PERSON, pseudonym)))
    return said


def closed_record(key: AESGCM, record: Record) -> bytes:
    said = [record.kind, record.supplier_key]
    return close(key, orjson.dumps(said), _place(RECORD, record.pseudonym))


def opened_record(key: AESGCM, pseudonym: str, sealed: bytes) -> tuple[str, str]:
    """Kind and supplier's key."""
    kind, supplier_key = orjson.loads(opened(key, sealed, _place(RECORD, pseudonym)))
    return kind, supplier_key


def _place(what: str, pseudonym: str) -> bytes:
    return f"{what} {pseudonym}".encode()


def number_lookup(keyring: Keyring, kind: str, number: str) -> bytes:
    """`kind` is upn or nino; the number in plain form."""
    return keyring.lookup("number", kind, number)


def agency_person_lookup(keyring: Keyring, agency: str, person_id: str) -> bytes:
    return keyring.lookup("agency person", agency, person_id)


def closed_about(key: AESGCM, what: str, pseudonym: str, said: Any) -> bytes:
    """Whatever JSON is `said`, bound to the row that it stands in."""
    return close(key, orjson.dumps(said), _place(what, pseudonym))


def opened_about(key: AESGCM, what: str, pseudonym: str, sealed: bytes) -> Any:
    return orjson.loads(opened(key, sealed, _place(what, pseudonym)))
