"""The numbers that a programme manager asks for: at each claim round, who is eligible, attached and claimable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.pages import Page
from projections.queries.since import OF_CLAIMS_AND_CASEWORK, since, the_others
from projections.queries.studying import Studied, Study
from projections.reported import ELIGIBILITY, main_results

_FAMILIES = """
SELECT day,
       (SELECT count(*) FROM decision
        WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> day AND family <> ALL(%(changed)s)),
       (SELECT count(*) FROM attached
        WHERE scheme = %(scheme)s AND attached_on <= day AND family <> ALL(%(changed)s)),
       (SELECT count(DISTINCT attached.family) FROM attached JOIN decision USING (family, scheme)
        WHERE scheme = %(scheme)s AND attached_on <= day AND clause = ANY(%(main)s) AND met @> day
          AND family <> ALL(%(changed)s))
FROM unnest(%(days)s::date[]) AS day ORDER BY day
"""

# `is_new`: claimable in this round and in none of the earlier ones.
_RESULTS = """
SELECT day, clause, attached_on, count(*), count(*) FILTER (WHERE is_new) FROM (
    SELECT day, clause, attached_on, row_number() OVER (PARTITION BY family, clause ORDER BY day) = 1 AS is_new
    FROM unnest(%(days)s::date[]) AS day
    JOIN attached ON attached_on <= day
    JOIN decision USING (family, scheme)
    WHERE scheme = %(scheme)s AND clause = ANY(%(results)s) AND met @> day AND family <> ALL(%(changed)s)
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

    def with_more(self, results: int, new: int, pence: int) -> Claims:
        """`pence` for each."""
        return Claims(self.results + results, self.amount_pence + results * pence,
                      self.new_results + new, self.new_amount_pence + new * pence)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """`turned_around` counts the families with a main result claimable on the day; one may have several results."""

    day: date
    eligible: int
    attached: int
    turned_around: int
    claims: dict[str, Claims]


def programme(ledger: Ledger, scheme: str, days: Sequence[date] | None = None) -> list[Round]:
    """At each claim round of the scheme, or on the `days` given, in order."""
    return programme_known(ledger, scheme, days).rows


def programme_known(
    ledger: Ledger, scheme: str, days: Sequence[date] | None = None, known: int | None = None
) -> Page[Round]:
    """As `programme`, with the position that it is true as of. Raises `UnknownScheme`, `NotProjected`."""
    rules = scheme_as_known(ledger, scheme, known)
    counted = _Counted(rules, sorted(rules.rounds if days is None else days))
    with since(ledger, known, OF_CLAIMS_AND_CASEWORK) as held:
        if held.tables is not None:
            counted.take_tables(held.tables, held.changed)
    for family in the_others(ledger, held, Study(scheme, (ELIGIBILITY, *rules.results), held.position)):
        counted.take(family)
    return Page(held.position, counted.rounds())


class _Counted:
    """By day; the results by day, kind and day of attachment, and of these those that are new."""

    def __init__(self, rules: Scheme, days: list[date]) -> None:
        self._rules = rules
        self._days = days
        self._eligible, self._attached, self._turned = Counter[date](), Counter[date](), Counter[date]()
        self._results, self._new = Counter[tuple[date, str, date]](), Counter[tuple[date, str, date]]()

    def take_tables(self, tables: Cursor[Any], changed: Sequence[UUID]) -> None:
        values = {"scheme": self._rules.name, "days": self._days, "main": main_results(self._rules),
                  "results": list(self._rules.results), "changed": changed}  # fmt: skip
        for day, eligible, attached, turned in tables.execute(_FAMILIES, values):
            self._eligible[day], self._attached[day], self._turned[day] = eligible, attached, turned
        for *alike, results, new in tables.execute(_RESULTS, values):
            self._results[tuple(alike)], self._new[tuple(alike)] = results, new

    def take(self, family: Studied) -> None:
        self._eligible.update(day for day in self._days if day.toordinal() in family.outcome(ELIGIBILITY).met)
        if family.attached is None:
            return
        on, claimed = family.attached.attached_on, set[str]()
        for day in (day for day in self._days if on <= day):
            holds = [kind for kind in self._rules.results if day.toordinal() in family.outcome(kind).met]
            self._attached[day] += 1
            self._turned[day] += not {*holds}.isdisjoint(main_results(self._rules))
            self._results.update((day, kind, on) for kind in holds)
            self._new.update((day, kind, on) for kind in holds if kind not in claimed)
            claimed.update(holds)

    def rounds(self) -> list[Round]:
        claims = defaultdict[tuple[date, str], Claims](Claims)
        for (day, kind, on), results in self._results.items():
            claims[day, kind] = claims[day, kind].with_more(
                results, self._new[day, kind, on], self._rules.payments.amount_pence(kind, on, day))
        return [
            Round(day, self._eligible[day], self._attached[day], self._turned[day],
                  {kind: claims[day, kind] for kind in self._rules.results}) for day in self._days]  # fmt: skip
