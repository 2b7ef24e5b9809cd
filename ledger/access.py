"""The access log: who looked at what of a family, when and for what. Rows are added and never changed.

Two things that people confuse have two names: history is what was recorded and decided; this is who looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.ledger import Ledger

ENTRIES_MAX = 1_000


class Access(NamedTuple):
    """`view` is what was shown, such as `trail`; `subject` of what in particular, such as a claim's id.

    A list has no `family`: its filter is the `subject`, and it was true as of `position`.
    """

    entry: int
    looked_at: datetime
    by: str
    family: UUID | None
    view: str
    subject: str | None
    purpose: str | None
    position: int | None
    through: str
    token: str | None


_COLUMNS = ", ".join(Access._fields)
_NOTE = """
INSERT INTO access_log (by, family, view, subject, purpose, position, through, token)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def note_access(
    ledger: Ledger, by: str, family: UUID | None, view: str, subject: str | None = None, purpose: str | None = None,
    *, position: int | None = None, through: str = "command line", token: str | None = None,
) -> None:  # fmt: skip
    """To be called before anything is shown: what could not be noted is not shown."""
    with ledger.database.cursor(ledger.schema) as cursor:
        cursor.execute(_NOTE, (by, family, view, subject, purpose, position, through, token))


def note_accesses(
    ledger: Ledger, by: str, told: Iterable[tuple[UUID, str | None]], view: str, purpose: str | None = None,
    *, through: str = "command line", token: str | None = None,
) -> None:  # fmt: skip
    """As `note_access`, of several families at once, each with its subject: all are noted, or (raising) none."""
    with ledger.transaction() as cursor:
        cursor.executemany(
            _NOTE, [(by, family, view, subject, purpose, None, through, token) for family, subject in told])


def accesses(ledger: Ledger, family: UUID) -> list[Access]:
    """Every access to the family, in order; lists apart."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            f"SELECT {_COLUMNS} FROM access_log WHERE family = %s ORDER BY entry", (family,)).fetchall()
    return [Access(*row) for row in rows]


def access_log(
    ledger: Ledger, after: int = 0, *, family: UUID | None = None, by: str | None = None,
    since: datetime | None = None, before: datetime | None = None, view: str | None = None, most: int = ENTRIES_MAX,
) -> list[Access]:  # fmt: skip
    """At most so many entries past the entry `after`, in order."""
    values = {"after": after, "family": family, "by": by, "since": since, "before": before, "view": view,
              "most": most, "slack": _OUT_OF_ORDER_MAX}  # fmt: skip
    conditions = " AND ".join(said for name, said in _CONDITIONS.items() if values[name] is not None)
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            f"SELECT {_COLUMNS} FROM access_log WHERE {conditions} ORDER BY entry LIMIT %(most)s", values).fetchall()
    return [Access(*row) for row in rows]


_OUT_OF_ORDER_MAX = 10_000
"""Entries are numbered as they are noted, but for those noted at the same time: no more than this lie between."""
_CONDITIONS = {
    "after": "entry > %(after)s",
    "family": "family = %(family)s",
    "by": "by = %(by)s",
    "view": "view = %(view)s",
    "since": "looked_at >= %(since)s AND entry >= coalesce((SELECT entry FROM access_log WHERE looked_at >= %(since)s"
             " ORDER BY looked_at LIMIT 1), 0) - %(slack)s",
    "before": "looked_at < %(before)s AND entry <= coalesce((SELECT entry FROM access_log WHERE looked_at < %(before)s"
              " ORDER BY looked_at DESC LIMIT 1), 0) + %(slack)s",
}  # fmt: skip
"""By the index of days the search begins and ends near where it has to: a day of a million looks is found at once."""
