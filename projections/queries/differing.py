"""Which families of a ledger two rule sets decide differently on a day. What is on record is the same for both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.rules.deciding_differently import Turned, decided_differently
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.as_known import families_as_known
from projections.queries.pages import WHOLE, Part


def differing(
    ledger: Ledger, first: Scheme, second: Scheme, day: date, known: int, part: Part = WHOLE
) -> Iterator[tuple[str, list[Turned]]]:
    """Every family with the decisions that differ, if any, by (family_id, what): those of the part from its first row
    on."""
    terms = ledger.authority(known).terms.values()
    for family_id, family in families_as_known(ledger, known, part):
        found = decided_differently(first, second, family, terms, day.toordinal())
        if part.after is not None and family_id == part.first:
            found = found[[one.what for one in found].index(part.after[1]) + 1 :]
        yield family_id, found
