"""Which families are assigned to which workers: it says who may look, and is no part of the programme's history."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from ledger.ledger import Ledger

_NOW = "SELECT DISTINCT ON (family, worker) family, worker, assigned FROM assignment"


def assign(ledger: Ledger, family: UUID, workers: Iterable[str], by: str) -> None:
    """From now on these workers have the family, and no others."""
    wanted = set(workers)
    with ledger.transaction() as cursor:
        cursor.execute("LOCK TABLE assignment IN SHARE ROW EXCLUSIVE MODE")
        rows = cursor.execute(
            f"SELECT worker FROM ({_NOW} WHERE family = %s ORDER BY family, worker, entry DESC) AS now WHERE assigned",
            (family,)).fetchall()
        had = {str(row[0]) for row in rows}
        cursor.executemany(
            "INSERT INTO assignment (family, worker, assigned, by) VALUES (%s, %s, %s, %s)",
            [(family, worker, worker in wanted, by) for worker in sorted(wanted ^ had)])


def workers_of(ledger: Ledger, family: UUID) -> list[str]:
    """Sorted."""
    with ledger.database.cursor(ledger.schema) as cursor:
        rows = cursor.execute(
            f"SELECT worker FROM ({_NOW} WHERE family = %s ORDER BY family, worker, entry DESC) AS now"
            " WHERE assigned ORDER BY worker", (family,)).fetchall()
    return [str(row[0]) for row in rows]


def families_of(ledger: Ledger, worker: str) -> list[UUID]:
    """Sorted."""
    with ledger.database.cursor(ledger.schema) as cursor:
        rows = cursor.execute(
            f"SELECT family FROM ({_NOW} WHERE worker = %s ORDER BY family, worker, entry DESC) AS now"
            " WHERE assigned ORDER BY family", (worker,)).fetchall()
    return [row[0] for row in rows]


_IN_ORDER = """
SELECT family_id, worker FROM family CROSS JOIN LATERAL (
    SELECT DISTINCT ON (worker) worker, assigned FROM assignment
    WHERE family = pseudonym AND (%(worker)s::text IS NULL OR worker = %(worker)s) ORDER BY worker, entry DESC
) AS now
WHERE assigned
  AND (%(worker)s::text IS NULL OR pseudonym IN (SELECT family FROM assignment WHERE worker = %(worker)s))
  AND (%(family_id)s::text IS NULL OR (family_id COLLATE "C", worker COLLATE "C") > (%(family_id)s, %(past)s))
ORDER BY family_id COLLATE "C", worker COLLATE "C" LIMIT %(limit)s
"""


def assignments(
    ledger: Ledger, worker: str | None = None, after: tuple[str, str] | None = None, limit: int | None = None
) -> list[tuple[str, str]]:
    """The family_id of every family with each practitioner whom it is assigned to, in their order; the first after a

    pair, at most so many; or those of one practitioner.
    """
    family_id, past = after or (None, None)
    values = {"worker": worker, "family_id": family_id, "past": past, "limit": limit}
    with ledger.database.cursor(ledger.schema) as cursor:
        return cursor.execute(_IN_ORDER, values).fetchall()


def is_assigned(ledger: Ledger, family: UUID, worker: str) -> bool:
    with ledger.database.cursor(ledger.schema) as cursor:
        row = cursor.execute(
            "SELECT assigned FROM assignment WHERE family = %s AND worker = %s ORDER BY entry DESC LIMIT 1",
            (family, worker)).fetchone()
    return bool(row and row[0])
