"""When the ledger learned what: the entry that an answer is true as of, and when it was recorded."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ledger.ledger import Ledger
from projections.queries.asking import rows_of

_LAST = """
SELECT notification_id, recorded_at FROM event WHERE notification_id <= %(known)s
ORDER BY notification_id DESC LIMIT 1
"""


class LastEntry(NamedTuple):
    """`position` 0 and no time in a ledger that held nothing yet."""

    position: int
    recorded_at: datetime | None


def last_entry(ledger: Ledger, known: int) -> LastEntry:
    """The last one recorded up to the position `known`."""
    found = rows_of(ledger, _LAST, {"known": known})
    return LastEntry(*found[0]) if found else LastEntry(0, None)
