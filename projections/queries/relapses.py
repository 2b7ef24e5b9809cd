"""After the claim: whether what a paid result said was gone has come back, in the months after its round.

What was gone on the day of the round are the criteria by which the family had been attached and which did not hold any
more, and the measures of the result that were met. A criterion that holds again, or a measure that is met no more, is a
relapse, on exactly the days on which the rules say so. Every claim that was ever paid is followed, repaid ones too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor

from domain.dates import add_months, date_of
from domain.days import Days, union
from domain.family import Family
from domain.rules.scheme import Scheme
from domain.statistics import wilson
from ledger.ledger import Ledger
from projections.queries.as_known import Answer
from projections.queries.asking import scheme_as_known
from projections.queries.by_family import part_by_family
from projections.queries.pages import WHOLE, Page, Part
from projections.queries.since import OF_CASEWORK
from projections.queries.studying import Studied, Study
from projections.reported import measures_used
from projections.rows import ClaimRow

FOLLOWED_MONTHS = 24
PAID = ("paid", "repaid")

Fate = Literal["relapsed", "held", "unknown"]


class Relapse(NamedTuple):
    """One paid result. `conditions` are those that were gone; `came_back` those that hold again, from `first_on`.

    `until` is the last day looked at; `to_the_end` whether that is the last of the months. `days` on which any holds.
    """

    family_id: str
    claim: str
    result: str
    round_on: date
    until: date
    to_the_end: bool
    fate: Fate
    first_on: date | None
    days: int
    conditions: tuple[str, ...]
    came_back: tuple[str, ...]


class RelapsesOfKind(NamedTuple):
    """`followed` to the end; the share is of those of which it can be said. `not_yet` are not followed so long."""

    result: str
    followed: int
    relapsed: int
    held: int
    unknown: int
    share: float | None
    low: float | None
    high: float | None
    not_yet: int
    relapsed_so_far: int


class _Condition(NamedTuple):
    name: str
    again: Days
    unknown: Days


def clauses_followed(scheme: Scheme) -> tuple[str, ...]:
    return *scheme.criteria, *scheme.measures


def relapses(families: Iterable[Studied], scheme: Scheme, day: date, months: int = FOLLOWED_MONTHS) -> list[Relapse]:
    """Of every claim paid for a round before the day; by family and claim."""
    found = [_followed(family, claim, scheme, day, months) for family in families for claim in family.claims
             if claim.status in PAID and claim.round_on < day]  # fmt: skip
    return sorted(found, key=relapse_key)


def relapse_key(one: Relapse) -> tuple[str, str]:
    return one.family_id, one.claim


def _followed(family: Studied, claim: ClaimRow, scheme: Scheme, day: date, months: int) -> Relapse:
    on = claim.round_on.toordinal()
    end = add_months(on, months)
    until = min(end, day.toordinal())
    window = Days.between(on + 1, until)
    conditions = list(_gone(family, claim, scheme))
    again = {one.name: one.again & window for one in conditions}
    days = union(again.values())
    unknown = not conditions or any(one.unknown & window for one in conditions)
    first = days.first
    return Relapse(
        family.family_id, claim.claim, claim.result, claim.round_on, date_of(until), until == end,
        "relapsed" if days else "unknown" if unknown else "held", None if first is None else date_of(first),
        days.length, tuple(again), tuple(name for name, held in again.items() if held))


def _gone(family: Studied, claim: ClaimRow, scheme: Scheme) -> Iterator[_Condition]:
    """What the result said was gone. None where the family is not attached any more."""
    if family.attached is None:
        return
    attached_on, on = family.attached.attached_on.toordinal(), claim.round_on.toordinal()
    for name in scheme.criteria:
        outcome = family.outcome(name)
        if attached_on in outcome.met and outcome.on(on) in ("not met", "not relevant"):
            yield _Condition(name, outcome.met, outcome.unknown)
    for name in measures_used(scheme, claim.result):
        outcome = family.outcome(name)
        if on in outcome.met:
            yield _Condition(name, outcome.failed, outcome.unknown)


# ---- from the tables ---------------------------------------------------------------------------------------------

_RELAPSES = """
WITH followed AS MATERIALIZED (
    SELECT family_id COLLATE "C" AS named, claim.family, claim.claim COLLATE "C" AS claim, claim.result, round_on,
           attached_on, last_on, datemultirange(daterange(round_on, least(last_on, %(day)s), '(]')) AS looked_at
    FROM family JOIN claim ON claim.family = pseudonym LEFT JOIN attached USING (scheme, family)
    CROSS JOIN LATERAL (SELECT (round_on + make_interval(months => %(months)s))::date AS last_on) AS ending
    WHERE scheme = %(scheme)s AND status = ANY(%(paid)s) AND round_on < %(day)s AND pseudonym <> ALL(%(changed)s)
      AND (%(past)s::text IS NULL OR family_id COLLATE "C" >= %(past)s
           AND (family_id COLLATE "C", claim.claim COLLATE "C") > (%(past)s, %(past_claim)s))
    ORDER BY named, claim LIMIT %(limit)s
), asked AS (
    SELECT NULL AS result, clause, place, true AS criterion
    FROM unnest(%(criteria)s::text[]) WITH ORDINALITY AS one (clause, place)
    UNION ALL
    SELECT result, clause, place, false
    FROM unnest(%(results)s::text[], %(measures)s::text[], %(places)s::int8[]) AS one (result, clause, place)
), gone AS (
    SELECT claim, asked.clause, criterion, place,
           CASE WHEN criterion THEN met * looked_at ELSE looked_at - met - unknown - irrelevant END AS again,
           unknown && looked_at AS unknown
    FROM followed JOIN decision ON decision.scheme = %(scheme)s AND decision.family = followed.family
    JOIN asked ON asked.clause = decision.clause AND (asked.result IS NULL OR asked.result = followed.result)
    WHERE CASE WHEN criterion THEN met @> attached_on AND NOT met @> round_on AND NOT unknown @> round_on
               ELSE attached_on IS NOT NULL AND met @> round_on END
), told AS (
    SELECT claim, array_agg(clause ORDER BY criterion DESC, place) AS conditions,
           array_agg(clause ORDER BY criterion DESC, place) FILTER (WHERE NOT isempty(again)) AS came_back,
           bool_or(unknown) AS unknown
    FROM gone GROUP BY claim
), again AS (
    SELECT claim, sum(upper(span) - lower(span))::int AS days, min(lower(span)) AS first_on
    FROM (SELECT claim, unnest(range_agg(span)) AS span FROM gone, unnest(again) AS span GROUP BY claim) AS joined
    GROUP BY claim
)
SELECT named, claim, result, round_on,
       least(last_on, %(day)s), last_on <= %(day)s,
       CASE WHEN days IS NOT NULL THEN 'relapsed' WHEN coalesce(told.unknown, true) THEN 'unknown' ELSE 'held' END,
       first_on, coalesce(days, 0), coalesce(conditions, '{}'), coalesce(came_back, '{}')
FROM followed LEFT JOIN told USING (claim) LEFT JOIN again USING (claim) ORDER BY named, claim
"""


def relapses_in(
    tables: Cursor[Any], scheme: Scheme, day: date, months: int = FOLLOWED_MONTHS, part: Part = WHOLE,
    changed: Sequence[UUID] = (),
) -> Iterator[Relapse]:  # fmt: skip
    """As `relapses`, of families in the tables: they work out the days, and give a row for each claim."""
    measures = [
        (kind, name, place) for kind in scheme.results for place, name in enumerate(measures_used(scheme, kind))]
    past, past_claim = part.after or (None, None)
    values = {
        "scheme": scheme.name, "day": day, "months": months, "paid": list(PAID), "criteria": list(scheme.criteria),
        "results": [kind for kind, _, _ in measures], "measures": [name for _, name, _ in measures],
        "places": [place for _, _, place in measures], "past": past, "past_claim": past_claim, "limit": part.limit,
        "changed": list(changed),
    }  # fmt: skip
    for row in tables.execute(_RELAPSES, values):
        yield Relapse._make((*row[:9], tuple(row[9]), tuple(row[10])))


def relapses_page(
    ledger: Ledger, scheme: str, day: date, months: int, known: int | None = None, part: Part = WHOLE
) -> Page[Relapse]:
    """By `relapse_key`. Raises `UnknownScheme`, `NotProjected`."""
    rules = scheme_as_known(ledger, scheme, known)
    return part_by_family(
        ledger, known, part, OF_CASEWORK, lambda tables, part, changed: relapses_in(
            tables, rules, day, months, part, changed),
        lambda position: Followed(scheme, day, months, position), relapse_key)


@dataclass(frozen=True, slots=True)
class Followed:
    """Asked of each family as it was known at a position."""

    scheme: str
    day: date
    months: int
    known: int

    def of(self, ledger: Ledger) -> Answer[Relapse]:
        rules = scheme_as_known(ledger, self.scheme, self.known)
        studied = Study(self.scheme, clauses_followed(rules), self.known).of(ledger)

        def rows(family_id: str, family: Family) -> list[Relapse]:
            return relapses(studied(family_id, family), rules, self.day, self.months)

        return rows


def by_kind(followed: Iterable[Relapse], scheme: Scheme) -> list[RelapsesOfKind]:
    """Every kind of result of the scheme, those without a paid claim too."""
    held: dict[str, list[Relapse]] = defaultdict(list)
    for one in followed:
        held[one.result].append(one)
    return [_in_numbers(kind, held[kind]) for kind in scheme.results]


def _in_numbers(kind: str, found: list[Relapse]) -> RelapsesOfKind:
    fates = [one.fate for one in found if one.to_the_end]
    relapsed, held = fates.count("relapsed"), fates.count("held")
    said = relapsed + held
    low, high = wilson(relapsed, said) if said else (None, None)
    not_yet = [one.fate for one in found if not one.to_the_end]
    return RelapsesOfKind(
        kind, len(fates), relapsed, held, fates.count("unknown"), relapsed / said if said else None,
        low, high, len(not_yet), not_yet.count("relapsed"))
