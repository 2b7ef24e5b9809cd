"""What may be claimed on a day, and why not the rest: every family attached by then, every kind of result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any

from psycopg import Cursor

from domain.family import Family
from domain.rules.deciding import Verdict, standing
from domain.rules.outcome import Answer
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.as_known import Answer as AnswerOf
from projections.queries.as_known import answers
from projections.queries.asking import check_result, scheme_as_known
from projections.queries.pages import WHOLE, Page, Part, moment
from projections.queries.results import ClaimableRow, claimable_rows, results_asked
from projections.reported import clauses_of_attached

_ON_DAY = """
WITH listed AS MATERIALIZED (
    SELECT coalesce(family_id, attached.family::text) COLLATE "C" AS named, attached.family, attached_on
    FROM attached LEFT JOIN family ON pseudonym = attached.family
    WHERE scheme = %(scheme)s AND attached_on <= %(day)s
      AND (%(past)s::text IS NULL OR coalesce(family_id, attached.family::text) COLLATE "C" > %(past)s
           OR %(with_it)s AND coalesce(family_id, attached.family::text) = %(past)s)
    ORDER BY named LIMIT %(families)s
)
SELECT named, attached_on, clause,
       CASE WHEN met @> %(day)s::date THEN 'met' WHEN unknown @> %(day)s::date THEN 'unknown'
            WHEN irrelevant @> %(day)s::date THEN 'not relevant' ELSE 'not met' END
FROM listed
LEFT JOIN decision ON decision.family = listed.family AND scheme = %(scheme)s AND clause = ANY(%(clauses)s)
ORDER BY named
"""


def claimable(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[ClaimableRow]:
    """Sorted by family_id, the results of each in the scheme's order. Parked families are missing, as elsewhere."""
    return claimable_page(ledger, scheme, day, known).rows


def claimable_page(
    ledger: Ledger, scheme: str, day: date, known: int | None = None, part: Part = WHOLE,
    result: str | None = None, verdict: Verdict | None = None,
) -> Page[ClaimableRow]:  # fmt: skip
    """As `claimable`, of one `result` or `verdict`, by (family_id, result). Raises `ResultUnknown`."""
    rules = scheme_as_known(ledger, scheme, known)
    check_result(rules, result)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return Page(position, _chosen(rules, _from_tables(tables, rules, day, part), part, result, verdict))
    found = answers(ledger, position, part, Claimable(scheme, day, position))
    return Page(position, _chosen(rules, found, part, result, verdict))


def _chosen(
    scheme: Scheme, rows: Iterator[ClaimableRow], part: Part, result: str | None, verdict: Verdict | None
) -> list[ClaimableRow]:
    places = {kind: place for place, kind in enumerate(scheme.results)}
    after = None if part.after is None else (part.after[0], places[part.after[1]])
    chosen = (
        row for row in rows
        if (after is None or (row.family_id, places[row.result]) > after)
        and result in (None, row.result) and verdict in (None, row.verdict))  # fmt: skip
    return list(islice(chosen, part.limit))


def _from_tables(tables: Cursor[Any], scheme: Scheme, day: date, part: Part) -> Iterator[ClaimableRow]:
    """As many families at a time as rows are wanted: each has a row at least, but which of them are chosen?"""
    clauses = sorted({clause for asked in results_asked(scheme) for clause in asked.clauses})
    values = {"scheme": scheme.name, "day": day, "clauses": clauses, "families": part.limit}
    rows_for, past, with_it, families = claimable_rows(scheme), part.first, True, part.limit
    while families == part.limit:
        found = tables.execute(_ON_DAY, {**values, "past": past, "with_it": with_it})
        families = 0
        of_each = groupby(found.fetchall(), key=lambda row: row[:2])
        for families, ((past, attached_on), rows) in enumerate(of_each, 1):  # noqa: B007
            answers: dict[str, Answer] = {clause: answer for _, _, clause, answer in rows}
            yield from rows_for(past, attached_on, day, answers)
        with_it = False


@dataclass(frozen=True, slots=True)
class Claimable:
    """Asked of each family as it was known at a position."""

    scheme: str
    on: date
    known: int

    def of(self, ledger: Ledger) -> AnswerOf[ClaimableRow]:
        scheme, day = scheme_as_known(ledger, self.scheme, self.known), self.on.toordinal()
        terms, rows_for = ledger.authority(self.known).terms.values(), claimable_rows(scheme)

        def rows(family_id: str, family: Family) -> Iterator[ClaimableRow]:
            attachment = family.attachments.get(scheme.name)
            if attachment is None or attachment.attached_on > self.on:
                return
            with unfoldable(family):
                case = standing(family, terms, scheme).prospects(attachment).case
                said = {name: clause.outcome(case).on(day) for name, clause in clauses_of_attached(scheme)}
            yield from rows_for(family_id, attachment.attached_on, self.on, said)

        return rows
