"""How a registration is written: a few statements, however many rows, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import Cursor

from ledger.errors import RegisterConflict

if TYPE_CHECKING:
    from ledger.identity import Registration

# Each statement updates only the row with the pseudonym that we think is there, so it touches fewer rows than it was
# given exactly when someone else has entered another one since we looked.
_PEOPLE: LiteralString = """
INSERT INTO person (pseudonym, person_id, forename, surname, upn, nino, postcode)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
ON CONFLICT (person_id) DO UPDATE
SET forename = excluded.forename, surname = excluded.surname, upn = excluded.upn, nino = excluded.nino,
    postcode = excluded.postcode
WHERE person.pseudonym = excluded.pseudonym
"""
_FAMILIES: LiteralString = """
INSERT INTO family (family_id, pseudonym) SELECT * FROM unnest(%b::text[], %b::uuid[])
ON CONFLICT (family_id) DO UPDATE SET family_id = excluded.family_id WHERE family.pseudonym = excluded.pseudonym
"""
_RECORDS: LiteralString = """
INSERT INTO record (pseudonym, kind, supplier_key, person, family)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::uuid[])
ON CONFLICT (kind, supplier_key) DO UPDATE SET person = excluded.person, family = excluded.family
WHERE record.pseudonym = excluded.pseudonym
"""
_MEMBERSHIPS: LiteralString = """
INSERT INTO membership (person, family) SELECT * FROM unnest(%b::text[], %b::uuid[]) ON CONFLICT DO NOTHING
"""


def write_registration(cursor: Cursor[Any], registration: Registration) -> None:
    """Raises `RegisterConflict` for a person, family or record that has got another pseudonym meanwhile."""
    people = [
        (person.pseudonym, person.person_id, person.forename, person.surname, person.upn, person.nino, person.postcode)
        for person in registration.people.values()
    ]
    records = [
        (record.pseudonym, record.kind, record.supplier_key, record.person, record.family)
        for record in registration.records_by_key.values()
    ]
    _write(cursor, "family", _FAMILIES, sorted(registration.families.items()))
    _write(cursor, "person", _PEOPLE, people)
    _write(cursor, "record", _RECORDS, records)
    if registration.memberships:
        cursor.execute(_MEMBERSHIPS, _columns(registration.memberships))


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
