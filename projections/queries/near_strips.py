"""Families that are nearly eligible, as known now, each with what is missing: found by the tables, told by the log.

Which ones it might be the tables tell: those that are eligible soon, that cannot be judged, or that meet enough
criteria to be but one short. How far they are from it is in no table, so each of these is decided; a page looks at no
more of them than it can.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.authority import Term
from domain.family import Family
from domain.rules.clause import Clause
from domain.rules.nearly import ELIGIBILITY as NEAR_ELIGIBILITY
from domain.rules.nearly import Near, near_misses
from domain.rules.scheme import Scheme
from domain.rules.words.changing import Changing
from domain.rules.words.combining import AllOf, AnyOf, AtLeast, Criterion, Measures, NoneOf
from domain.rules.words.dependants import ProblemsAtLeast
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.asking import rows_of
from projections.queries.strips import SOON_DAYS, Page, Row, Wanted, conditions_of, strips_of, values_of
from projections.reported import ELIGIBILITY

WALKED_MAX, DECIDED_MAX = 2_000, 60
"""Families that a page passes over by the tables, and of these those that it decides."""
_DECIDED_AT_A_TIME = 15

_WALKED = """
    SELECT family_id COLLATE "C" AS named, pseudonym FROM family
    WHERE family_id COLLATE "C" > %(after)s{plainly} ORDER BY named LIMIT %(walked)s
"""
# In their order, so that no more families are asked about than it takes to find so many.
_CANDIDATES = f"""
SELECT named, pseudonym FROM ({_WALKED}) AS walked CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(clause = 'eligibility' AND (unknown @> %(day)s OR met && %(soon)s::daterange)), false)
           OR count(*) FILTER (WHERE clause <> 'eligibility' AND met @> %(day)s) >= %(enough)s AS near
    FROM decision WHERE family = pseudonym AND scheme = %(scheme)s AND clause = ANY(%(clauses)s)
    HAVING NOT coalesce(bool_or(clause = 'eligibility' AND met @> %(day)s), false)
) AS told
WHERE told.near AND NOT EXISTS (
    SELECT FROM attached WHERE family = pseudonym AND scheme = %(scheme)s AND attached_on <= %(day)s OFFSET 0
){{conditions}} ORDER BY named LIMIT %(candidates)s
"""
_LAST = f"SELECT max(named), count(*) FROM ({_WALKED}) AS walked"


def near_strips(ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, after: str, limit: int) -> Page:
    """Those with an id after `after`. There may be more on the next page though this one is short, or empty."""
    values = values_of(scheme, wanted, day) | {
        "after": after, "walked": WALKED_MAX, "clauses": [ELIGIBILITY, *scheme.criteria],
        "enough": criteria_needed(scheme, day) - 1, "candidates": DECIDED_MAX + 1,
    }  # fmt: skip
    said = {
        "plainly": _conditions(Wanted(reference=wanted.reference, only=wanted.only)),
        "conditions": _conditions(replace(wanted, reference="", only=None)),
    }
    candidates = [(family_id, family) for family_id, family in rows_of(ledger, _CANDIDATES.format(**said), values)]
    last, walked = rows_of(ledger, _LAST.format(**said), values)[0]
    near, looked_at = _near(ledger, scheme, candidates[:DECIDED_MAX], day, limit)
    goes_on = last if walked == WALKED_MAX else None
    if looked_at < len(candidates):
        goes_on = candidates[looked_at - 1][0]
    rows = strips_of(ledger, scheme, [(family_id, family) for family_id, family, _ in near])
    told = {family: found for _, family, found in near}
    return Page([row._replace(near=told[row.family]) for row in rows], goes_on, None, looked_at)


def what_is_missing(ledger: Ledger, scheme: Scheme, rows: Sequence[Row], day: date) -> list[Row]:
    """The rows of a page, with what is missing of eligibility, or of each result."""
    terms, families = ledger.authority().terms.values(), ledger.families([row.family for row in rows])
    return [row._replace(near=_missing(families[row.family], terms, scheme, day)) for row in rows]


def criteria_needed(scheme: Scheme, day: date) -> int:
    """At the least so many criteria have to be met for a family to be eligible; 0 where it can be without any."""
    return _needed(scheme.eligibility, day, scheme.criteria)


def _needed(clause: Clause, day: date, criteria: Container[str]) -> int:
    if isinstance(clause, Criterion) or clause.path in criteria:
        return 1
    parts = [_needed(part, day, criteria) for part in clause.parts()]
    match clause:
        case Changing():
            return _needed(clause.in_force(day.toordinal()), day, criteria)
        case AtLeast() | ProblemsAtLeast():
            return clause.number.on(day.toordinal()) if all(parts) else 0
        case AllOf() if not isinstance(clause, Measures):
            named = [name for part in clause.clauses for name in set(_criteria_in(part, criteria))]
            return sum(parts) if len(set(named)) == len(named) else max(parts)
        case AnyOf() if not isinstance(clause, NoneOf):
            return min(parts)
    return 0


def _conditions(wanted: Wanted) -> str:
    return "".join(f" AND {one}" for one in conditions_of(wanted, of_each=True))


def _criteria_in(clause: Clause, criteria: Container[str]) -> Iterator[str]:
    if isinstance(clause, Criterion):
        yield clause.name
    elif clause.path in criteria:
        yield clause.path
    else:
        for part in clause.parts():
            yield from _criteria_in(part, criteria)


def _near(
    ledger: Ledger, scheme: Scheme, candidates: Sequence[tuple[str, UUID]], day: date, limit: int
) -> tuple[list[tuple[str, UUID, list[Near]]], int]:
    """Those that are near, and how many were looked at to find them."""
    terms = ledger.authority().terms.values()
    found: list[tuple[str, UUID, list[Near]]] = []
    for place in range(0, len(candidates), _DECIDED_AT_A_TIME):
        batch = candidates[place : place + _DECIDED_AT_A_TIME]
        families = ledger.families([family for _, family in batch])
        for number, (family_id, family) in enumerate(batch, 1):
            near = _missing(families[family], terms, scheme, day, NEAR_ELIGIBILITY)
            if near:
                found.append((family_id, family, near))
            if len(found) == limit:
                return found, place + number
    return found, len(candidates)


def _missing(
    family: Family, terms: Iterable[Term], scheme: Scheme, day: date, what: str | None = None
) -> list[Near]:  # fmt: skip
    if family.version == 0:
        return []
    with unfoldable(family):
        return near_misses(family, terms, scheme, day.toordinal(), SOON_DAYS, what)
