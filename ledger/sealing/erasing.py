"""Erasing a person: the decision is recorded, the key destroyed, and every row that says who it was removed.

One transaction. Afterwards nothing that was said of the person can be read, as known at whatever position; positions,
hashes, counts and payments stay as they were, and can still be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.family import Family
from ledger.agency_people import agency_people
from ledger.ledger import Ledger
from ledger.sealing.erased_list import Erasure, add_to_list, read_list
from ledger.sealing.errors import NobodyToErase

ON_RESTORE = "list of erased persons"

_FAMILIES = """
SELECT family FROM membership WHERE person = %(person)s
UNION SELECT family FROM record WHERE person = %(person)s AND family IS NOT NULL
"""
_RECORDS = "SELECT pseudonym FROM agency_person WHERE pseudonym = %(person)s OR linked_to = %(person)s"
_GONE = (
    ("person_key", "person"), ("person", "pseudonym"), ("record", "person"), ("membership", "person"),
    ("agency_person", "pseudonym"), ("identifier", "subject"), ("name_word", "person"), ("restricted_person", "person"),
    ("likeness", "person"), ("likeness", "record"), ("home_word", "record"),
)  # fmt: skip
"""Tables, each with the column that says whose a row is."""


@dataclass(frozen=True, slots=True)
class _Destruction:
    """Of everyone named, by pseudonym: people of ours, and agencies' records of people."""

    people: list[str]
    reason: str
    decided_by: str
    erased_at: str

    def write(self, cursor: Cursor[Any]) -> None:
        cursor.execute("UPDATE agency_person SET compared = false WHERE pseudonym IN"
                       " (SELECT record FROM likeness WHERE person = ANY(%s))", (self.people,))
        for table, column in _GONE:
            cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", (self.people,))
        cursor.execute(
            "INSERT INTO erased_person (person, reason, decided_by, erased_at)"
            " SELECT person, %s, %s, %s FROM unnest(%s::text[]) AS erased (person) ON CONFLICT DO NOTHING",
            (self.reason, self.decided_by, self.erased_at, self.people),
        )


def erase_person(
    ledger: Ledger, person: str, reason: str, decided_by: str, by: str, *, deposited: bool = False
) -> list[UUID]:
    """`person` is a pseudonym; returns the families in whose streams the decision was recorded. What agencies' records
    that are linked with the person say goes as well, and so does what was found of likeness.

    With `deposited` a custodian has been given the key (see deposits.py), and the decision says so. The reason and the
    decider stay for ever: they must not say who it was. Raises `NobodyToErase`, `ConflictingWrite`.
    """
    families = _erase(ledger, Erasure(ledger.name, person, reason, decided_by, _now()), by, deposited)
    keep_list(ledger)
    return families


def erase_unlinked(ledger: Ledger, records: Sequence[str], reason: str, decided_by: str, by: str) -> int:
    """Of these agencies' records, by pseudonym, those that are linked with nobody; returns how many. One transaction:
    keep it to thousands. `keep_list` is to follow. Raises `ConflictingWrite` where one was linked meanwhile."""
    found = [one for one in agency_people(ledger, records).values() if one.version and not one.linked_to]
    for record in found:
        record.erase(reason, decided_by, by)
    erased = [record.pseudonym for record in found if record.pending]
    if erased:
        ledger.save_in_bulk(found, _Destruction(erased, reason, decided_by, _now()))
        ledger.keyring.people.forget()
    return len(erased)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _erase(ledger: Ledger, erasure: Erasure, by: str, deposited: bool = False) -> list[UUID]:
    with ledger.transaction() as cursor:
        held = cursor.execute("SELECT 1 FROM person_key WHERE person = %s", (erasure.person,)).fetchone()
        if held is None:
            raise NobodyToErase(
                f"There is no person {erasure.person} in ledger {ledger.name!r}, or not any more. Nothing was changed.")
        wanted = [row[0] for row in cursor.execute(_FAMILIES, {"person": erasure.person}).fetchall()]
        records = [row[0] for row in cursor.execute(_RECORDS, {"person": erasure.person}).fetchall()]
    families: Iterable[Family] = ledger.families(wanted).values()
    for family in families:
        family.erase(erasure.person, erasure.reason, erasure.decided_by, by, deposited)
    of_agencies = agency_people(ledger, records).values()
    for record in of_agencies:
        record.erase(erasure.reason, erasure.decided_by, by)
    ledger.save(*families, *of_agencies, register=_Destruction(
        [erasure.person, *records], erasure.reason, erasure.decided_by, erasure.erased_at))
    ledger.keyring.people.forget()
    return wanted


# ---- the list --------------------------------------------------------------------------------------------------------


def apply_list(ledger: Ledger) -> list[str]:
    """Erases again whomever the list beside the master key names and this ledger can still read; returns them.

    Done whenever a ledger is opened, so that a restored backup brings nobody back.
    """
    listed = [erasure for erasure in read_list(ledger.database.erased_list) if erasure.ledger == ledger.name]
    if not listed:
        return []
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT person FROM person_key WHERE person = ANY(%s)", ([erasure.person for erasure in listed],)
        ).fetchall()
    back = {row[0] for row in rows}
    for erasure in listed:
        if erasure.person in back:
            _erase(ledger, erasure, ON_RESTORE)
    return sorted(back)


def keep_list(ledger: Ledger) -> None:
    """Adds to the list whatever this ledger erased and it does not have yet."""
    file = ledger.database.erased_list
    if file is None:
        return
    listed = {(erasure.ledger, erasure.person) for erasure in read_list(file)}
    add_to_list(file, [one for one in erasures(ledger) if (one.ledger, one.person) not in listed])


_ERASURES = """
SELECT person, reason, decided_by, decided_at FROM (
    SELECT *, date_trunc('second', erased_at) AS decided_at FROM erased_person
) AS erased
WHERE (%(since)s::timestamptz IS NULL OR (decided_at, person COLLATE "C") > (%(since)s, %(past)s))
ORDER BY decided_at, person COLLATE "C" LIMIT %(limit)s
"""


def erasures(ledger: Ledger, after: tuple[str, str] | None = None, limit: int | None = None) -> list[Erasure]:
    """Everyone whom this ledger has forgotten, in the order of the decisions; the first after (erased_at, person)."""
    since, past = after or (None, None)
    with ledger.transaction() as cursor:
        rows = cursor.execute(_ERASURES, {"since": since, "past": past, "limit": limit}).fetchall()
    return [
        Erasure(ledger.name, person, reason, decided_by, at.astimezone(UTC).isoformat(timespec="seconds"))
        for person, reason, decided_by, at in rows
    ]
