"""What standing claims hold, checked and written in the transaction that records the claims.

The append lock is held while this writes, so what it reads is what is so when the claims are recorded. What may be
held beside what is the domain's to say (domain/claims/holding.py).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from psycopg import Cursor

from domain.claims.holding import FUNDED, Hold, Holds

_COLUMNS = "scheme, kind, subject, family, claim"


@dataclass(frozen=True, slots=True)
class WriteHolds:
    """Rows beside events: see `Ledger.save`. Raises ClaimTaken, and so nothing is recorded."""

    holds: Holds

    def __bool__(self) -> bool:
        return bool(self.holds)

    def write(self, cursor: Cursor[Any]) -> None:
        self.holds.applied_to(self._held_beside(cursor))
        cursor.execute("DELETE FROM claimed WHERE claim = ANY(%s)", (self.holds.ended,))
        cursor.executemany("DELETE FROM claimed WHERE claim = %s AND subject = %s", self.holds.released)
        if self.holds.taken:
            cursor.execute(
                f"INSERT INTO claimed ({_COLUMNS})"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[], %s::text[])"
                " ON CONFLICT DO NOTHING",
                [list(column) for column in zip(*map(astuple, self.holds.taken), strict=True)])

    def _held_beside(self, cursor: Cursor[Any]) -> list[Hold]:
        subjects = list({hold.subject for hold in self.holds.taken})
        cursor.execute(
            f"SELECT {_COLUMNS} FROM claimed WHERE subject = ANY(%s) OR (kind = %s AND scheme = ANY(%s))",
            (subjects, FUNDED, list(self.holds.funded_most)))
        return [Hold(*row) for row in cursor.fetchall()]


def held(cursor: Cursor[Any], scheme: str) -> list[Hold]:
    """Everything that standing claims of the scheme hold. `cursor` gives tuples."""
    return [Hold(*row) for row in cursor.execute(f"SELECT {_COLUMNS} FROM claimed WHERE scheme = %s", (scheme,))]
