"""Which families of a ledger two rule sets decide differently on a day. What is on record is the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.rules.deciding_differently import Turned, decided_differently
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Differing:
    """`families` is how many were looked at; `turned` the decisions that differ, by family_id and sorted."""

    families: int
    turned: list[tuple[str, Turned]]


def differing(ledger: Ledger, first: Scheme, second: Scheme, day: date, known: int | None = None) -> Differing:
    terms, family_ids = ledger.authority(known).terms.values(), ledger.register.every_family()
    turned: list[tuple[str, list[Turned]]] = []
    for family in ledger.every_family(known):
        found = decided_differently(first, second, family, terms, day.toordinal())
        turned.append((family_ids.get(family.id, str(family.id)), found))
    ordered = sorted(turned, key=lambda pair: pair[0])
    return Differing(len(turned), [(family_id, one) for family_id, found in ordered for one in found])
