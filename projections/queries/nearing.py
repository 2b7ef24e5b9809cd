"""Near misses of a whole ledger: folded from the log, because how far a family is from a rule is in no table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from domain.family import Family
from domain.rules.nearly import ELIGIBILITY, near_misses
from ledger.ledger import Ledger
from projections.queries.as_known import Answer, answers
from projections.queries.asking import check_result, scheme_as_known
from projections.queries.pages import WHOLE, Page, Part


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
    return nearly_page(ledger, scheme, day, within_days, known, WHOLE, what).rows


def nearly_page(
    ledger: Ledger, scheme: str, day: date, within_days: int, known: int | None = None, part: Part = WHOLE,
    what: str | None = None,
) -> Page[NearRow]:  # fmt: skip
    """As `nearly`, by (family_id, what)."""
    rules = scheme_as_known(ledger, scheme, known)
    check_result(rules, what, ELIGIBILITY)
    position = ledger.position() if known is None else known
    places = {name: place for place, name in enumerate((ELIGIBILITY, *rules.results))}
    after = None if part.after is None else (part.after[0], places[part.after[1]])
    found = (
        row for row in answers(ledger, position, part, Near(scheme, day, within_days, position, what))
        if after is None or (row.family_id, places[row.what]) > after)  # fmt: skip
    return Page(position, list(islice(found, part.limit)))


@dataclass(frozen=True, slots=True)
class Near:
    """Asked of each family as it was known at a position."""

    scheme: str
    day: date
    within_days: int
    known: int
    what: str | None

    def of(self, ledger: Ledger) -> Answer[NearRow]:
        rules, terms = scheme_as_known(ledger, self.scheme, self.known), ledger.authority(self.known).terms.values()

        def rows(family_id: str, family: Family) -> Iterator[NearRow]:
            for near in near_misses(family, terms, rules, self.day.toordinal(), self.within_days, self.what):
                yield NearRow(family_id, near.what, near.from_on, near.missing)

        return rows
