"""Referrals, and cases due for review, by family_id, a part at a time (`by_family`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from psycopg import Cursor

from domain.family import Family
from ledger.ledger import Ledger
from projections.queries.as_known import Answer
from projections.queries.asking import scheme_as_known
from projections.queries.by_family import part_by_family
from projections.queries.caseloads import NOBODY, Referral, ReviewDue, referrals, reviews_due
from projections.queries.pages import WHOLE, Page, Part
from projections.queries.since import OF_CLAIMS
from projections.queries.studying import Studied, Study
from projections.queries.work_lists import LED, MADE, WANTED, WORKED_WITH, Wanted

Row = TypeVar("Row")

# Looked for family by family (OFFSET 0), however few of them the planner takes to be wanted: so a page stops early.
_REFERRALS = f"""
SELECT family_id COLLATE "C" AS named, direction, agency, need, referred_on, fate, days, entry
FROM family CROSS JOIN LATERAL (SELECT * FROM ({MADE}) AS made WHERE family = pseudonym AND {WANTED} OFFSET 0) AS made
WHERE pseudonym <> ALL(%(changed)s) AND (%(past)s::text IS NULL OR family_id COLLATE "C" >= %(past)s
    AND (family_id COLLATE "C", referred_on, entry COLLATE "C") > (%(past)s, %(past_on)s::date, %(past_entry)s))
ORDER BY named, referred_on, entry COLLATE "C" LIMIT %(limit)s
"""
_DUE = f"""
SELECT family_id COLLATE "C" AS named, next_on, %(day)s - next_on, board, reviewed_on, decision,
       coalesce(led.name, %(nobody)s)
FROM family JOIN attached ON attached.family = pseudonym CROSS JOIN LATERAL (
    SELECT * FROM review WHERE review.family = pseudonym AND reviewed_on <= %(day)s
    ORDER BY reviewed_on DESC, known_at DESC LIMIT 1
) AS last {LED.format(table="attached")}
WHERE next_on <= %(day)s AND {WORKED_WITH} AND pseudonym <> ALL(%(changed)s)
  AND (%(past)s::text IS NULL OR family_id COLLATE "C" > %(past)s)
ORDER BY named LIMIT %(limit)s
"""


def referrals_page(
    ledger: Ledger, scheme: str, day: date, wanted: Wanted, known: int | None = None, part: Part = WHOLE
) -> Page[Referral]:
    """Those wanted, by `referral_key`. Raises `UnknownScheme`, `NotProjected`."""
    scheme_as_known(ledger, scheme, known)

    def in_tables(tables: Cursor[Any], part: Part, changed: Sequence[UUID]) -> Iterator[Referral]:
        past, on, entry = part.after or (None, None, None)
        values = {"day": day, "only": None, **wanted._asdict(), "past": past, "past_on": on, "past_entry": entry,
                  "limit": part.limit, "changed": changed}  # fmt: skip
        return map(Referral._make, tables.execute(_REFERRALS, values))

    return part_by_family(
        ledger, known, part, OF_CLAIMS, in_tables, lambda position: OfWork(referrals, scheme, day, position),
        referral_key, wanted.holds)


def referral_key(one: Referral) -> tuple[str, str, str]:
    return one.family_id, one.referred_on.isoformat(), one.entry


def reviews_due_page(
    ledger: Ledger, scheme: str, day: date, known: int | None = None, part: Part = WHOLE
) -> Page[ReviewDue]:
    """By (family_id,). Raises `UnknownScheme`, `NotProjected`."""
    scheme_as_known(ledger, scheme, known)

    def in_tables(tables: Cursor[Any], part: Part, changed: Sequence[UUID]) -> Iterator[ReviewDue]:
        values = {"scheme": scheme, "day": day, "nobody": NOBODY, "past": part.first, "limit": part.limit,
                  "changed": changed}  # fmt: skip
        return map(ReviewDue._make, tables.execute(_DUE, values))

    return part_by_family(
        ledger, known, part, OF_CLAIMS, in_tables, lambda position: OfWork(reviews_due, scheme, day, position),
        lambda one: (one.family_id,))


@dataclass(frozen=True, slots=True)
class OfWork(Generic[Row]):
    """Asked of each family as it was known at a position: what is `told` of the work with it by the day."""

    told: Callable[[Iterable[Studied], date], list[Row]]
    scheme: str
    day: date
    known: int

    def of(self, ledger: Ledger) -> Answer[Row]:
        studied = Study(self.scheme, (), self.known).of(ledger)

        def rows(family_id: str, family: Family) -> list[Row]:
            return self.told(studied(family_id, family), self.day)

        return rows
