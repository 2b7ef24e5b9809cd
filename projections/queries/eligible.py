"""Who is eligible on a day, and which criteria are met: every family on record."""

from __future__ import annotations

from datetime import date

from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.asking import families_as_known, rows_of, scheme_as_known
from projections.queries.results import EligibilityRow

_ON_DAY = """
WITH met AS MATERIALIZED (
    SELECT family, array_agg(clause ORDER BY clause COLLATE "C") AS clauses FROM decision
    WHERE scheme = %(scheme)s AND clause = ANY(%(criteria)s) AND met @> %(day)s::date GROUP BY family
), eligible AS MATERIALIZED (
    SELECT family FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date
)
SELECT coalesce(family_id, standing.family::text) COLLATE "C" AS named,
       eligible.family IS NOT NULL, coalesce(clauses, '{}')
FROM standing
LEFT JOIN family ON pseudonym = standing.family
LEFT JOIN eligible ON eligible.family = standing.family
LEFT JOIN met ON met.family = standing.family
ORDER BY named
"""


def eligibility(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[EligibilityRow]:
    """Every family on record, sorted by family_id. A parked family is missing from the tables, and so from the list.

    `known` is a position in the log: what was recorded after it does not exist.
    """
    rules = scheme_as_known(ledger, scheme, known)
    if known is not None:
        return sorted(_as_known(ledger, rules, day, known))
    values = {"scheme": scheme, "day": day, "criteria": list(rules.criteria)}
    return [EligibilityRow(*row) for row in rows_of(ledger, _ON_DAY, values)]


def _as_known(ledger: Ledger, scheme: Scheme, on: date, known: int) -> list[EligibilityRow]:
    terms, family_ids, day = ledger.authority(known).terms.values(), ledger.register.every_family(), on.toordinal()
    rows = []
    for family in families_as_known(ledger, known):
        with unfoldable(family):
            decided = standing(family, terms, scheme)
            family_id = family_ids.get(family.id, str(family.id))
            rows.append(EligibilityRow(family_id, day in decided.eligible, decided.criteria_on(day)))
    return rows
