"""The identity register: who the pseudonyms in the events are, and which record of which supplier is which.

Names, UPNs, NI numbers, postcodes and suppliers' own record ids are kept here and nowhere else, sealed with the
person's own key, and looked up by a keyed hash of the number that somebody has in hand. The register is no history: it
holds what is so now, names from a later extract overwrite those from an earlier one, and an erased person is gone from
it. A pseudonym is random, so nothing about a person can be worked out from an event.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString, Self
from uuid import UUID, uuid4

from psycopg import Cursor

from ledger.sealing.register_rows import opened_person, opened_record, person_lookup, record_lookup

if TYPE_CHECKING:
    from ledger.sealing.keyring import Keyring

Cursors = Callable[[], AbstractContextManager[Cursor[Any]]]


@dataclass(frozen=True, slots=True)
class Person:
    """`person_id` is the authority's own; `pseudonym` the ledger's."""

    pseudonym: str
    person_id: str
    forename: str | None = None
    surname: str | None = None
    upn: str | None = None
    nino: str | None = None
    postcode: str | None = None
    born_on: str | None = None
    sex: str | None = None
    address: str | None = None
    uprn: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A supplier's record. `supplier_key` is its record_id, or `content:` and the SHA-256 of a row that has none.

    `person` and `family` say whom the record is about now; either may be unknown, and both may be given.
    """

    pseudonym: str
    kind: str
    supplier_key: str
    person: str | None = None
    family: UUID | None = None


def new_person_pseudonym() -> str:
    """80 random bits as 16 characters of base32: a to z and 2 to 7."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


new_record_pseudonym = new_person_pseudonym
new_family_pseudonym = uuid4


class RecordPseudonyms:
    """Pseudonyms for records that are entered together. They begin alike, with 25 random bits, and go on with 55.

    So they lie side by side in the register's index. Wholly random ones would touch a page of it each, which in a
    large ledger costs more than all else of entering a record.
    """

    _ALIKE, _OWN = 5, 11
    _DRAWN_AT_ONCE = 200

    def __init__(self) -> None:
        self._beginning = new_record_pseudonym()[: self._ALIKE]
        self._drawn: list[str] = []

    def new(self) -> str:
        if not self._drawn:
            drawn = base64.b32encode(secrets.token_bytes(5 * self._OWN * self._DRAWN_AT_ONCE // 8)).decode().lower()
            self._drawn = [drawn[place : place + self._OWN] for place in range(0, len(drawn), self._OWN)]
        return self._beginning + self._drawn.pop()



class IdentityRegister:
    """Looks up in batches; every answer leaves out what is not on record. Writing is `Registration`'s."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    @classmethod
    def within(cls, cursor: Cursor[Any]) -> Self:
        """Reads in the caller's transaction, its own uncommitted rows included. `cursor` gives tuples."""
        return cls(lambda: nullcontext(cursor))

    def people(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """By the authority's own person_id."""
        with self._cursors() as cursor:
            keyring = keyring_of(cursor)
            found = _people(cursor, "lookup", [person_lookup(keyring, person_id) for person_id in person_ids])
        return {person.person_id: person for person in found}

    def people_called(self, pseudonyms: Iterable[str]) -> dict[str, Person]:
        """By pseudonym."""
        with self._cursors() as cursor:
            found = _people(cursor, "pseudonym", list(pseudonyms))
        return {person.pseudonym: person for person in found}

    def every_person(self) -> list[Person]:
        """All of them opened and held at once: for comparing, and for nothing that can ask for fewer."""
        with self._cursors() as cursor:
            rows = cursor.execute(_PERSON_ROWS, binary=True).fetchall()
            return opened_people(cursor, rows)

    def families(self, family_ids: Iterable[str]) -> dict[str, UUID]:
        """The family streams, by the authority's own family_id."""
        return dict(self._rows("SELECT family_id, pseudonym FROM family WHERE family_id = ANY(%s::text[])", family_ids))

    def family_ids(self, families: Iterable[UUID]) -> dict[UUID, str]:
        return dict(self._rows("SELECT pseudonym, family_id FROM family WHERE pseudonym = ANY(%s::uuid[])", families))

    def every_family(self) -> dict[UUID, str]:
        """The family_id of every family on record."""
        with self._cursors() as cursor:
            return dict(cursor.execute("SELECT pseudonym, family_id FROM family ORDER BY family_id").fetchall())

    def records(self, kind: str, supplier_keys: Iterable[str]) -> dict[str, Record]:
        """By the supplier's key, within one kind of record."""
        with self._cursors() as cursor:
            keyring = keyring_of(cursor)
            wanted = {record_lookup(keyring, kind, key): key for key in supplier_keys}
            rows = _asked(
                cursor, "SELECT lookup, pseudonym, person, family FROM record WHERE lookup = ANY(%b)", list(wanted))
        keys = ((wanted[bytes(lookup)], pseudonym, person, family) for lookup, pseudonym, person, family in rows)
        return {key: Record(pseudonym, kind, key, person, family) for key, pseudonym, person, family in keys}

    def records_called(self, pseudonyms: Iterable[str]) -> dict[str, Record]:
        """By pseudonym."""
        statement = (
            "SELECT pseudonym, sealed, record.person, family, wrapped FROM record"
            " LEFT JOIN person_key ON person_key.person = record.person WHERE pseudonym = ANY(%s::text[])"
        )
        found = {}
        with self._cursors() as cursor:
            keyring = keyring_of(cursor)
            for pseudonym, sealed, person, family, wrapped in _asked(cursor, statement, list(pseudonyms)):
                key = keyring.people.unwrapped(person, bytes(wrapped)) if wrapped else keyring.register_key
                found[pseudonym] = Record(pseudonym, *opened_record(key, pseudonym, bytes(sealed)), person, family)
        return found

    def families_of(self, people: Iterable[str]) -> dict[str, list[UUID]]:
        """The families in which each person, by pseudonym, has or had a stay."""
        statement = "SELECT person, array_agg(family ORDER BY family) FROM membership WHERE person = ANY(%s::text[])"
        return dict(self._rows(statement + " GROUP BY person", people))

    def _rows(self, statement: str, values: Iterable[Any], *more: Any) -> list[tuple[Any, ...]]:
        wanted = list(values)
        if not wanted:
            return []
        with self._cursors() as cursor:
            return cursor.execute(statement, (wanted, *more)).fetchall()


def keyring_of(cursor: Cursor[Any]) -> Keyring:
    """The keys of the ledger to which the cursor's connection is lent."""
    keyring: Keyring = cursor.connection.keyring  # type: ignore[attr-defined]
    return keyring


_PERSON_ROWS: LiteralString = (
    "SELECT pseudonym, sealed, wrapped FROM person JOIN person_key ON person_key.person = person.pseudonym"
)


def _people(cursor: Cursor[Any], column: LiteralString, wanted: list[Any]) -> list[Person]:
    """The key comes with the row: in a transaction that enters a person, nobody else can see it yet."""
    return opened_people(cursor, _asked(cursor, f"{_PERSON_ROWS} WHERE person.{column} = ANY(%b)", wanted))


def opened_people(cursor: Cursor[Any], rows: Iterable[tuple[str, bytes, bytes]]) -> list[Person]:
    people = keyring_of(cursor).people
    return [
        Person(pseudonym, *opened_person(people.unwrapped(pseudonym, bytes(wrapped)), pseudonym, bytes(sealed)))
        for pseudonym, sealed, wrapped in rows
    ]


def _asked(cursor: Cursor[Any], statement: LiteralString, wanted: list[Any]) -> list[tuple[Any, ...]]:
    return cursor.execute(statement, (wanted,), binary=True).fetchall() if wanted else []


class Registration:
    """What is to be entered in the register together with some events, in their transaction.

    Entering again what is there already is right, and changes names and whom a record is about. Entering another
    pseudonym for a person, family or record that has one raises `RegisterConflict`: someone else was quicker.
    """

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.families: dict[str, UUID] = {}
        self.records_by_key: dict[tuple[str, str], Record] = {}
        self.memberships: set[tuple[str, UUID]] = set()

    def person(self, person: Person) -> None:
        self.people[person.person_id] = person

    def family(self, family_id: str, family: UUID) -> None:
        self.families[family_id] = family

    def record(self, record: Record) -> None:
        self.records_by_key[record.kind, record.supplier_key] = record

    def membership(self, person: str, family: UUID) -> None:
        """`person` by pseudonym."""
        self.memberships.add((person, family))

    def everyone(self) -> set[str]:
        """The pseudonyms of all whose rows are entered, sealed with their keys."""
        of_records = {record.person for record in self.records_by_key.values() if record.person}
        return of_records | {person.pseudonym for person in self.people.values()}

    def __bool__(self) -> bool:
        return bool(self.people or self.families or self.records_by_key or self.memberships)

    def write(self, cursor: Cursor[Any]) -> None:
        from ledger.registering import write_registration

        write_registration(cursor, self)
