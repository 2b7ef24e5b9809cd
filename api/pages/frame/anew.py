"""What is asked as known then of every family is folded from the log: too much to wait for, of a large ledger."""

from __future__ import annotations

from api.pages.frame.visiting import Visit
from projections.queries.glance import families_on_record

FAMILIES_DECIDED_ANEW_MAX = 5_000


def is_too_much(visit: Visit) -> bool:
    return visit.clocks.known is not None and is_large(visit)


def is_large(visit: Visit) -> bool:
    return families_on_record(visit.ledger) > FAMILIES_DECIDED_ANEW_MAX
