"""Who is eligible on a day, and which criteria are met: every family on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.family import Family
from domain.rules.deciding import standing
from ledger.ledger import Ledger
from projections.errors import CriterionUnknown
from projections.folding import unfoldable
from projections.queries.as_known import Answer
from projections.queries.asking import scheme_as_known
from projections.queries.by_family import families_looked_at, part_by_family
from projections.queries.pages import WHOLE, Page, Part
from projections.queries.results import EligibilityRow
from projections.queries.since import OF_CLAIMS_AND_CASEWORK

# `{of_listed}` is empty where every family is listed: joining them all is quicker than looking for each.
_ON_DAY = """
WITH listed AS MATERIALIZED (
    SELECT family_id COLLATE "C" AS named, pseudonym AS family FROM family JOIN standing ON standing.family = pseudonym
    WHERE (%(after)s::text IS NULL OR family_id COLLATE "C" > %(after)s) AND pseudonym <> ALL(%(changed)s)
    ORDER BY named LIMIT %(families)s
), met AS MATERIALIZED (
    SELECT family, array_agg(clause ORDER BY clause COLLATE "C") AS clauses FROM decision
    WHERE scheme = %(scheme)s AND clause = ANY(%(criteria)s) AND met @> %(day)s::date {of_listed} GROUP BY family
), eligible AS MATERIALIZED (
    SELECT family FROM decision
    WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date {of_listed}
)
SELECT named, eligible.family IS NOT NULL, coalesce(clauses, '{{}}')
FROM listed LEFT JOIN eligible USING (family) LEFT JOIN met USING (family) ORDER BY named
"""
_OF_LISTED = "AND family = ANY(ARRAY(SELECT family FROM listed))"


def eligibility(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[EligibilityRow]:
    """Every family on record, sorted by family_id. A parked family is missing from the tables, and so from the list.

    `known` is a position in the log: what was recorded after it does not exist.
    """
    return eligibility_page(ledger, scheme, day, known).rows


def eligibility_page(
    ledger: Ledger, scheme: str, day: date, known: int | None = None, part: Part = WHOLE,
    eligible: bool | None = None, criterion: str | None = None,
) -> Page[EligibilityRow]:  # fmt: skip
    """As `eligibility`, of the families that are (or are not) `eligible` and meet the `criterion`, by (family_id,)."""
    rules = scheme_as_known(ledger, scheme, known)
    if criterion not in (None, *rules.criteria):
        raise CriterionUnknown(f"{scheme} has no criterion of that name. Choose one of: {', '.join(rules.criteria)}.")
    def wanted(row: EligibilityRow) -> bool:
        return eligible in (None, row.eligible) and (criterion is None or criterion in row.criteria)

    def in_tables(tables: Cursor[Any], part: Part, changed: Sequence[UUID]) -> Iterator[EligibilityRow]:
        values = {"scheme": scheme, "day": day, "criteria": list(rules.criteria), "changed": changed}
        return filter(wanted, _from_tables(tables, part, values))

    return part_by_family(
        ledger, known, part, OF_CLAIMS_AND_CASEWORK, in_tables, lambda position: Eligible(scheme, day, position),
        lambda row: (row.family_id,), wanted)


def _from_tables(tables: Cursor[Any], part: Part, values: dict[str, Any]) -> Iterator[EligibilityRow]:
    """A row of each family, some families at a time: which of them are wanted is not asked here."""
    statement = _ON_DAY.format(of_listed="" if part.limit is None else _OF_LISTED)
    after, families = part.first, families_looked_at(part)
    while rows := tables.execute(statement, {**values, "after": after, "families": families}).fetchall():
        yield from map(EligibilityRow._make, rows)
        if len(rows) != families:
            return
        after = rows[-1][0]


@dataclass(frozen=True, slots=True)
class Eligible:
    """Asked of each family as it was known at a position."""

    scheme: str
    on: date
    known: int

    def of(self, ledger: Ledger) -> Answer[EligibilityRow]:
        scheme, day = scheme_as_known(ledger, self.scheme, self.known), self.on.toordinal()
        terms = ledger.authority(self.known).terms.values()

        def rows(family_id: str, family: Family) -> Iterator[EligibilityRow]:
            with unfoldable(family):
                decided = standing(family, terms, scheme)
                yield EligibilityRow(family_id, day in decided.eligible, decided.criteria_on(day))

        return rows
