"""Every count of the programme by the district in which families live on the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from psycopg import Cursor

from domain.rules.scheme import Scheme
from projections.queries.caseloads import NOWHERE, in_force, is_worked_with
from projections.queries.studying import Studied
from projections.reported import ELIGIBILITY, main_results


class District(NamedTuple):
    """`claimable` are results that may be claimed on the day, by kind; `paid` claims that were paid by rounds to it.

    `turned_around` has a main result claimable on the day, as in the numbers of the programme.
    """

    district: str
    families: int
    eligible: int
    attached: int
    worked_with: int
    turned_around: int
    claimable: dict[str, int]
    paid: int
    paid_pence: int


def clauses_for_districts(scheme: Scheme) -> tuple[str, ...]:
    return ELIGIBILITY, *scheme.results


# ---- from the tables ---------------------------------------------------------------------------------------------

_COUNTS = f"""
WITH lives AS MATERIALIZED (
    SELECT family, name FROM district WHERE from_on <= %(day)s AND (until_on IS NULL OR until_on > %(day)s)
), held AS MATERIALIZED (
    SELECT attached.family, name, closed_on IS NULL OR closed_on >= %(day)s AS goes_on
    FROM attached LEFT JOIN lives USING (family) WHERE scheme = %(scheme)s AND attached_on <= %(day)s
), may_be_claimed AS MATERIALIZED (
    SELECT family, name, clause FROM decision JOIN held USING (family)
    WHERE scheme = %(scheme)s AND clause = ANY(%(results)s) AND met @> %(day)s
)
SELECT 'families' AS counted, '' AS kind, name, count(*) FROM lives GROUP BY name
UNION ALL SELECT 'families', '', NULL, (SELECT count(*) FROM standing) - (SELECT count(*) FROM lives)
UNION ALL SELECT 'eligible', '', name, count(*) FROM decision LEFT JOIN lives USING (family)
    WHERE scheme = %(scheme)s AND clause = '{ELIGIBILITY}' AND met @> %(day)s GROUP BY name
UNION ALL SELECT 'attached', '', name, count(*) FROM held GROUP BY name
UNION ALL SELECT 'worked_with', '', name, count(*) FROM held WHERE goes_on GROUP BY name
UNION ALL SELECT 'turned_around', '', name, count(DISTINCT family) FROM may_be_claimed
    WHERE clause = ANY(%(main)s) GROUP BY name
UNION ALL SELECT 'claimable', clause, name, count(*) FROM may_be_claimed GROUP BY clause, name
UNION ALL SELECT paid.counted, '', name, paid.number FROM (
    SELECT name, count(*) AS claims, sum(paid_pence)::int8 AS pence FROM claim LEFT JOIN lives USING (family)
    WHERE scheme = %(scheme)s AND status = 'paid' AND round_on <= %(day)s GROUP BY name
) AS summed CROSS JOIN LATERAL (VALUES ('paid', claims), ('paid_pence', pence)) AS paid (counted, number)
"""


def districts_in(tables: Cursor[Any], scheme: Scheme, day: date) -> list[District]:
    """As `districts`, of every family in the tables."""
    values = {
        "scheme": scheme.name, "day": day, "results": list(scheme.results),
        "main": main_results(scheme),
    }  # fmt: skip
    numbers: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for counted, kind, name, number in tables.execute(_COUNTS, values).fetchall():
        if number:
            numbers[name or NOWHERE][counted, kind] = number
    return [_added_up(name, numbers[name], scheme) for name in sorted(numbers)]


def _added_up(name: str, numbers: Counter[tuple[str, str]], scheme: Scheme) -> District:
    return District(
        name, numbers["families", ""], numbers["eligible", ""], numbers["attached", ""], numbers["worked_with", ""],
        numbers["turned_around", ""], {kind: numbers["claimable", kind] for kind in scheme.results},
        numbers["paid", ""], numbers["paid_pence", ""])  # fmt: skip


# ---- of families at hand -----------------------------------------------------------------------------------------


def districts(families: Iterable[Studied], scheme: Scheme, day: date) -> list[District]:
    """Families whose district is not on record are counted under `NOWHERE`: the rows add up to the programme's."""
    held: dict[str, list[Studied]] = defaultdict(list)
    for family in families:
        held[in_force(family.casework.districts, day) or NOWHERE].append(family)
    return [_in_numbers(name, live_there, scheme, day) for name, live_there in sorted(held.items())]


def _in_numbers(district: str, families: list[Studied], scheme: Scheme, day: date) -> District:
    ordinal = day.toordinal()
    attached = [one for one in families if one.attached is not None and one.attached.attached_on <= day]
    claimable = {kind: {one.family_id for one in attached if ordinal in one.outcome(kind).met}
                 for kind in scheme.results}  # fmt: skip
    main = [claimable[kind] for kind in main_results(scheme)]
    paid = [claim for one in families for claim in one.claims if claim.status == "paid" and claim.round_on <= day]
    return District(
        district, len(families), sum(ordinal in one.outcome(ELIGIBILITY).met for one in families), len(attached),
        sum(is_worked_with(one.attached, day) for one in attached), len(set().union(*main)),
        {kind: len(found) for kind, found in claimable.items()}, len(paid), sum(claim.paid_pence for claim in paid))
