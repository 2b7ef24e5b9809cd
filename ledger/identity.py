"""The identity register: who the pseudonyms in the events are, and which record of which supplier is which.

Names, UPNs, NI numbers, postcodes and suppliers' own record ids are kept here and nowhere else. The register is no
history: it holds what is so now, names from a later extract overwrite those from an earlier one, and an erased person
is gone from it. A pseudonym is random, so nothing about a person can be worked out from an event.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import tuple_row

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
        return {person.person_id: person for person in self._people("person_id", person_ids)}

    def people_called(self, pseudonyms: Iterable[str]) -> dict[str, Person]:
        """By pseudonym."""
        return {person.pseudonym: person for person in self._people("pseudonym", pseudonyms)}

    def _people(self, column: str, values: Iterable[str]) -> Iterator[Person]:
        return (Person(*row) for row in self._rows(_PEOPLE[column], values))

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
        statement = (
            "SELECT pseudonym, kind, supplier_key, person, family FROM record"
            " WHERE supplier_key = ANY(%s::text[]) AND kind = %s"
        )
        return {row[2]: Record(*row) for row in self._rows(statement, supplier_keys, kind)}

    def records_called(self, pseudonyms: Iterable[str]) -> dict[str, Record]:
        """By pseudonym."""
        statement = (
            "SELECT pseudonym, kind, supplier_key, person, family FROM record WHERE pseudonym = ANY(%s::text[])"
        )
        return {row[0]: Record(*row) for row in self._rows(statement, pseudonyms)}

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


_PEOPLE = {
    column: "SELECT pseudonym, person_id, forename, surname, upn, nino, postcode"
    f" FROM person WHERE {column} = ANY(%s::text[])"
    for column in ("person_id", "pseudonym")
}


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

    def __bool__(self) -> bool:
        return bool(self.people or self.families or self.records_by_key or self.memberships)

    def write(self, cursor: Cursor[Any]) -> None:
        from ledger.registering import write_registration

        with cursor.connection.cursor(row_factory=tuple_row) as own:
            write_registration(own, self)
