"""Near misses of a whole ledger: folded from the log, because how far a family is from a rule is in no table."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from domain.rules.nearly import ELIGIBILITY, near_misses
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.errors import ResultUnknown
from projections.queries.asking import scheme_as_known


class NearRow(NamedTuple):
    """`missing` names people by pseudonyms in braces."""

    family_id: str
    what: str
    from_on: date | None
    missing: str


def nearly(
    ledger: Ledger, scheme: str, day: date, within_days: int, known: int | None = None, what: str | None = None
) -> list[NearRow]:
    """Sorted by family_id; eligibility, or the results in the scheme's order. Raises `ResultUnknown`."""
    rules = scheme_as_known(ledger, scheme, known)
    _check(rules, what)
    terms, family_ids = ledger.authority(known).terms.values(), ledger.register.every_family()
    rows: list[tuple[str, list[NearRow]]] = []
    for family in ledger.every_family(known):
        family_id = family_ids.get(family.id, str(family.id))
        found = near_misses(family, terms, rules, day.toordinal(), within_days, what)
        rows.append((family_id, [NearRow(family_id, near.what, near.from_on, near.missing) for near in found]))
    return [row for _, of_family in sorted(rows, key=lambda found: found[0]) for row in of_family]


def _check(scheme: Scheme, what: str | None) -> None:
    if what not in (None, ELIGIBILITY, *scheme.results):
        raise ResultUnknown(
            f"{scheme.name} has no result {what!r}. Choose {ELIGIBILITY}, or one of: {', '.join(scheme.results)}.")
