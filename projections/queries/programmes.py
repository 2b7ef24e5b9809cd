"""The numbers that a programme manager asks for: at each claim round, who is eligible, attached and claimable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Cursor

from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.as_known import answers
from projections.queries.asking import scheme_as_known
from projections.queries.pages import WHOLE, Page, moment
from projections.queries.studying import Studied, Study
from projections.reported import ELIGIBILITY

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


def programme(
    ledger: Ledger, scheme: str, days: Sequence[date] | None = None, known: int | None = None
) -> list[Round]:
    """At each claim round of the scheme, or on the `days` given, in order."""
    return programme_known(ledger, scheme, days, known).rows


def programme_known(
    ledger: Ledger, scheme: str, days: Sequence[date] | None = None, known: int | None = None
) -> Page[Round]:
    """As `programme`, with the position that it is true as of. Raises `UnknownScheme`, `NotProjected`."""
    rules = scheme_as_known(ledger, scheme, known)
    asked = sorted(rules.rounds if days is None else days)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return Page(position, _from_tables(tables, rules, asked))
    clauses = (ELIGIBILITY, *rules.results)
    families = answers(ledger, position, WHOLE, Study(scheme, clauses, position))
    return Page(position, _counted(families, rules, asked))


def _from_tables(tables: Cursor[Any], rules: Scheme, asked: list[date]) -> list[Round]:
    values = {"scheme": rules.name, "days": asked, "main": _main(rules), "results": list(rules.results)}
    claims = _claims(rules, tables.execute(_RESULTS, values).fetchall())
    return [
        Round(day, eligible, attached, turned, {kind: claims.get((day, kind), Claims()) for kind in rules.results})
        for day, eligible, attached, turned in tables.execute(_FAMILIES, values).fetchall()
    ]


def _counted(families: Iterable[Studied], rules: Scheme, asked: list[date]) -> list[Round]:
    """The same, of families folded from the log."""
    eligible, attached, turned = Counter[date](), Counter[date](), Counter[date]()
    results: Counter[tuple[date, str, date, bool]] = Counter()
    for family in families:
        eligible.update(day for day in asked if day.toordinal() in family.outcome(ELIGIBILITY).met)
        if family.attached is None:
            continue
        on, claimed = family.attached.attached_on, set[str]()
        for day in (day for day in asked if on <= day):
            holds = [kind for kind in rules.results if day.toordinal() in family.outcome(kind).met]
            attached[day] += 1
            turned[day] += not {*holds}.isdisjoint(_main(rules))
            results.update((day, kind, on, kind not in claimed) for kind in holds)
            claimed.update(holds)
    claims = _claims(rules, ((day, kind, on, number, number if new else 0)
                             for (day, kind, on, new), number in results.items()))  # fmt: skip
    return [
        Round(day, eligible[day], attached[day], turned[day],
              {kind: claims.get((day, kind), Claims()) for kind in rules.results}) for day in asked]  # fmt: skip


def _main(rules: Scheme) -> list[str]:
    return [kind for kind, result in rules.results.items() if result.main]


def _claims(scheme: Scheme, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[date, str], Claims]:
    sums: dict[tuple[date, str], Claims] = {}
    for day, kind, attached_on, results, new in rows:
        held, pence = sums.get((day, kind), Claims()), scheme.payments.amount_pence(kind, attached_on, day)
        sums[day, kind] = Claims(
            held.results + results, held.amount_pence + results * pence,
            held.new_results + new, held.new_amount_pence + new * pence)  # fmt: skip
    return sums
