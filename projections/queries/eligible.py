"""Who is eligible on a day, and which criteria are met: every family on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from domain.family import Family
from domain.rules.deciding import standing
from ledger.ledger import Ledger
from projections.errors import CriterionUnknown
from projections.folding import unfoldable
from projections.queries.as_known import Answer, answers
from projections.queries.asking import scheme_as_known
from projections.queries.pages import WHOLE, Page, Part, moment
from projections.queries.results import EligibilityRow

_ON_DAY = """
WITH met AS MATERIALIZED (
    SELECT family, array_agg(clause ORDER BY clause COLLATE "C") AS clauses FROM decision
    WHERE scheme = %(scheme)s AND clause = ANY(%(criteria)s) AND met @> %(day)s::date GROUP BY family
), eligible AS MATERIALIZED (
    SELECT family FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date
)
SELECT * FROM (
    SELECT coalesce(family_id, standing.family::text) COLLATE "C" AS named,
           eligible.family IS NOT NULL AS is_eligible, coalesce(clauses, '{}') AS criteria
    FROM standing
    LEFT JOIN family ON pseudonym = standing.family
    LEFT JOIN eligible ON eligible.family = standing.family
    LEFT JOIN met ON met.family = standing.family
) AS listed
WHERE (%(after)s::text IS NULL OR named > %(after)s) AND (%(eligible)s::bool IS NULL OR is_eligible = %(eligible)s)
  AND (%(criterion)s::text IS NULL OR %(criterion)s = ANY(criteria))
ORDER BY named LIMIT %(limit)s
"""


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
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values = {"scheme": scheme, "day": day, "criteria": list(rules.criteria), "after": part.first,
                      "limit": part.limit, "eligible": eligible, "criterion": criterion}  # fmt: skip
            return Page(position, [EligibilityRow(*row) for row in tables.execute(_ON_DAY, values)])
    found = (
        row for row in answers(ledger, position, part, Eligible(scheme, day, position)) if row.family_id != part.first
        and eligible in (None, row.eligible) and (criterion is None or criterion in row.criteria))  # fmt: skip
    return Page(position, list(islice(found, part.limit)))


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
