"""Noticing that the tables stand beside another log than the one they have read: a backup, or another ledger's.

The mark of a position is a hash over two leaves of the log: the first, in which a ledger was founded, and the one at
the position. A leaf holds the moment of its recording, by the microsecond, and sealed bytes that are never twice the
same, so whatever was recorded after a restore has another one. That nothing in between was changed is what checkpoints
are for (`outcomes check`), and would cost a pass over the log here.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from psycopg import Cursor

from ledger.ledger import Ledger
from ledger.proof.leaves import leaf_hashes
from ledger.proof.rows import first_and_at
from projections.errors import OtherLog


def mark_of(cursor: Cursor[Any], position: int) -> bytes | None:
    """None where the log has no event at this position. Before the first event, the mark is of the ledger alone."""
    rows = first_and_at(cursor, position)
    if not rows or (position and rows[-1].position != position):
        return None
    return sha256(b"".join(leaf_hashes(rows))).digest()


def rests_on(cursor: Cursor[Any], position: int, mark: bytes | None) -> bool:
    """Whether what was marked so had read the log that is here now. What was never marked is believed."""
    return mark is None or bytes(mark) == mark_of(cursor, position)


def ensure_same_log(cursor: Cursor[Any], ledger: Ledger, position: int, mark: bytes | None) -> None:
    """Raises `OtherLog`."""
    if not rests_on(cursor, position, mark):
        raise OtherLog(
            f"The tables of ledger {ledger.name!r} have read another log than the one that is here, up to position"
            f" {position}: the events were restored from a backup, or the tables are another ledger's. Make sure that"
            " this is the right database, then run `outcomes rebuild` to make the tables from the log that is here."
        )
