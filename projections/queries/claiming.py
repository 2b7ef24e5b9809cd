"""What may be claimed on a day, and why not the rest: every family attached by then, every kind of result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from domain.rules.deciding import standing
from domain.rules.outcome import Answer
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.asking import families_as_known, rows_of, scheme_as_known
from projections.queries.results import ClaimableRow, claimable_rows, results_asked
from projections.reported import clauses_of_attached

_ON_DAY = """
SELECT coalesce(family_id, attached.family::text) COLLATE "C" AS named, attached_on, clause,
       CASE WHEN met @> %(day)s::date THEN 'met' WHEN unknown @> %(day)s::date THEN 'unknown'
            WHEN irrelevant @> %(day)s::date THEN 'not relevant' ELSE 'not met' END
FROM attached
LEFT JOIN family ON pseudonym = attached.family
LEFT JOIN decision ON decision.family = attached.family AND decision.scheme = attached.scheme
    AND clause = ANY(%(clauses)s)
WHERE attached.scheme = %(scheme)s AND attached_on <= %(day)s
ORDER BY named
"""


def claimable(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[ClaimableRow]:
    """Sorted by family_id, the results of each in the scheme's order. Parked families are missing, as elsewhere."""
    rules = scheme_as_known(ledger, scheme, known)
    if known is not None:
        families = sorted(_as_known(ledger, rules, day, known))
        return [row for _, rows in families for row in rows]
    clauses = sorted({clause for asked in results_asked(rules) for clause in asked.clauses})
    values = {"scheme": scheme, "day": day, "clauses": clauses}
    return list(_from_tables(rules, day, rows_of(ledger, _ON_DAY, values)))


def _from_tables(scheme: Scheme, day: date, found: list[tuple[Any, ...]]) -> Iterator[ClaimableRow]:
    rows_for = claimable_rows(scheme)
    for (family_id, attached_on), rows in groupby(found, key=lambda row: row[:2]):
        answers: dict[str, Answer] = {clause: answer for _, _, clause, answer in rows}
        yield from rows_for(family_id, attached_on, day, answers)


def _as_known(ledger: Ledger, scheme: Scheme, on: date, known: int) -> Iterator[tuple[str, list[ClaimableRow]]]:
    terms, family_ids, day = ledger.authority(known).terms.values(), ledger.register.every_family(), on.toordinal()
    rows_for = claimable_rows(scheme)
    for family in families_as_known(ledger, known):
        attachment = family.attachments.get(scheme.name)
        if attachment is None or attachment.attached_on > on:
            continue
        with unfoldable(family):
            case = standing(family, terms, scheme).prospects(attachment).case
            answers = {name: clause.outcome(case).on(day) for name, clause in clauses_of_attached(scheme)}
        family_id = family_ids.get(family.id, str(family.id))
        yield family_id, list(rows_for(family_id, attachment.attached_on, on, answers))
