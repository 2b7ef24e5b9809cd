"""The access log: who looked at what of a family, when and for what. Rows are added and never changed.

Two things that people confuse have two names: history is what was recorded and decided; this is who looked.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.ledger import Ledger


class Access(NamedTuple):
    """`view` is what was shown, such as `trail`; `subject` of what in particular, such as a claim's id."""

    looked_at: datetime
    by: str
    family: UUID
    view: str
    subject: str | None
    purpose: str | None


def note_access(
    ledger: Ledger, by: str, family: UUID, view: str, subject: str | None = None, purpose: str | None = None
) -> None:
    """To be called before anything is shown: what could not be noted is not shown."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO access_log (by, family, view, subject, purpose) VALUES (%s, %s, %s, %s, %s)",
            (by, family, view, subject, purpose))


def accesses(ledger: Ledger, family: UUID) -> list[Access]:
    """Every access to the family, in order."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT looked_at, by, family, view, subject, purpose FROM access_log WHERE family = %s ORDER BY entry",
            (family,)).fetchall()
    return [Access(*row) for row in rows]
