"""What may be claimed on a day, and why not the rest: every family attached by then, every kind of result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.family import Family
from domain.rules.deciding import Verdict, standing
from domain.rules.outcome import Answer
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.as_known import Answer as AnswerOf
from projections.queries.asking import check_result, scheme_as_known
from projections.queries.by_family import families_looked_at, part_by_family
from projections.queries.pages import WHOLE, Page, Part
from projections.queries.results import ClaimableRow, claimable_rows, results_asked
from projections.queries.since import OF_CLAIMS_AND_CASEWORK
from projections.reported import clauses_of_attached

_ON_DAY = """
WITH listed AS MATERIALIZED (
    SELECT family_id COLLATE "C" AS named, attached.family, attached_on
    FROM family JOIN attached ON attached.family = pseudonym
    WHERE scheme = %(scheme)s AND attached_on <= %(day)s AND pseudonym <> ALL(%(changed)s)
      AND (%(past)s::text IS NULL OR family_id COLLATE "C" > %(past)s OR %(with_it)s AND family_id = %(past)s)
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
    places = {kind: place for place, kind in enumerate(rules.results)}

    def key(row: ClaimableRow) -> tuple[str, int]:
        return row.family_id, places[row.result]

    def wanted(row: ClaimableRow) -> bool:
        return result in (None, row.result) and verdict in (None, row.verdict)

    def in_tables(tables: Cursor[Any], part: Part, changed: Sequence[UUID]) -> Iterator[ClaimableRow]:
        rows = _from_tables(tables, rules, day, part, changed)
        return (row for row in rows if (part.after is None or key(row) > part.after) and wanted(row))

    if part.after is not None:
        part = Part((part.after[0], places[part.after[1]]), part.limit)
    return part_by_family(
        ledger, known, part, OF_CLAIMS_AND_CASEWORK, in_tables, lambda position: Claimable(scheme, day, position), key,
        wanted)


def _from_tables(
    tables: Cursor[Any], scheme: Scheme, day: date, part: Part, changed: Sequence[UUID]
) -> Iterator[ClaimableRow]:
    """From the first family of the part on, some families at a time: which of their rows are wanted is not asked."""
    clauses = sorted({clause for asked in results_asked(scheme) for clause in asked.clauses})
    some = families_looked_at(part)
    values = {"scheme": scheme.name, "day": day, "clauses": clauses, "families": some, "changed": changed}
    rows_for, past, with_it, families = claimable_rows(scheme), part.first, True, some
    while families == some:
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
