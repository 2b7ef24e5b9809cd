"""The numbers that a programme manager asks for: at each claim round, who is eligible, attached and claimable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.asking import rows_of, scheme_as_known

_FAMILIES = """
SELECT day,
       (SELECT count(*) FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> day),
       (SELECT count(*) FROM attached WHERE scheme = %(scheme)s AND attached_on <= day),
       (SELECT count(DISTINCT attached.family) FROM attached JOIN decision USING (family, scheme)
        WHERE scheme = %(scheme)s AND attached_on <= day AND clause = ANY(%(main)s) AND met @> day)
FROM unnest(%(days)s::date[]) AS day ORDER BY day
"""

# `is_new`: claimable in this round and in none of the earlier ones.
_RESULTS = """
SELECT day, clause, attached_on, count(*), count(*) FILTER (WHERE is_new) FROM (
    SELECT day, clause, attached_on, row_number() OVER (PARTITION BY family, clause ORDER BY day) = 1 AS is_new
    FROM unnest(%(days)s::date[]) AS day
    JOIN attached ON attached_on <= day
    JOIN decision USING (family, scheme)
    WHERE scheme = %(scheme)s AND clause = ANY(%(results)s) AND met @> day
) AS claimable GROUP BY day, clause, attached_on
"""


@dataclass(frozen=True, slots=True)
class Claims:
    """Results of one kind, and what they pay, each by itself, if nothing was claimed before.

    `new` are those that could be claimed in none of the earlier rounds.
    """

    results: int = 0
    amount_pence: int = 0
    new_results: int = 0
    new_amount_pence: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """`turned_around` counts the families with a main result claimable on the day; one may have several results."""

    day: date
    eligible: int
    attached: int
    turned_around: int
    claims: dict[str, Claims]


def programme(ledger: Ledger, scheme: str, days: Sequence[date] | None = None) -> list[Round]:
    """At each claim round of the scheme, or on the `days` given, in order, on what is known now."""
    rules = scheme_as_known(ledger, scheme, None)
    asked = sorted(rules.rounds if days is None else days)
    main = [kind for kind, result in rules.results.items() if result.main]
    values = {"scheme": scheme, "days": asked, "main": main, "results": list(rules.results)}
    claims = _claims(rules, rows_of(ledger, _RESULTS, values))
    return [
        Round(day, eligible, attached, turned, {kind: claims.get((day, kind), Claims()) for kind in rules.results})
        for day, eligible, attached, turned in rows_of(ledger, _FAMILIES, values)
    ]


def _claims(scheme: Scheme, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[date, str], Claims]:
    sums: dict[tuple[date, str], Claims] = {}
    for day, kind, attached_on, results, new in rows:
        held, pence = sums.get((day, kind), Claims()), scheme.payments.amount_pence(kind, attached_on, day)
        sums[day, kind] = Claims(
            held.results + results, held.amount_pence + results * pence,
            held.new_results + new, held.new_amount_pence + new * pence)  # fmt: skip
    return sums
