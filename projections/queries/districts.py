"""Every count of the programme by the district in which families live on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from psycopg import Cursor

from domain.rules.scheme import Scheme
from projections.queries.caseloads import NOWHERE, in_force, is_worked_with
from projections.queries.studying import Studied
from projections.reported import ELIGIBILITY


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

_LIVES = """
WITH lives AS MATERIALIZED (
    SELECT standing.family, coalesce(name, %(nowhere)s) COLLATE "C" AS there FROM standing
    LEFT JOIN district ON district.family = standing.family AND from_on <= %(day)s
        AND (until_on IS NULL OR until_on > %(day)s)
)
"""
_COUNTED = f"""
{_LIVES}, eligible AS MATERIALIZED (
    SELECT family FROM decision WHERE scheme = %(scheme)s AND clause = '{ELIGIBILITY}' AND met @> %(day)s
), held AS MATERIALIZED (
    SELECT family, closed_on FROM attached WHERE scheme = %(scheme)s AND attached_on <= %(day)s
), turned AS MATERIALIZED (
    SELECT DISTINCT family FROM decision WHERE scheme = %(scheme)s AND clause = ANY(%(main)s) AND met @> %(day)s
), paid AS MATERIALIZED (
    SELECT family, count(*) AS claims, sum(paid_pence) AS pence FROM claim
    WHERE scheme = %(scheme)s AND status = 'paid' AND round_on <= %(day)s GROUP BY family
)
SELECT there, count(*), count(eligible.family), count(held.family),
       count(*) FILTER (WHERE held.family IS NOT NULL AND (closed_on IS NULL OR closed_on >= %(day)s)),
       count(*) FILTER (WHERE held.family IS NOT NULL AND turned.family IS NOT NULL),
       coalesce(sum(paid.claims), 0)::int, coalesce(sum(paid.pence), 0)::int8
FROM lives LEFT JOIN eligible USING (family) LEFT JOIN held USING (family) LEFT JOIN turned USING (family)
    LEFT JOIN paid USING (family)
GROUP BY there ORDER BY there
"""
_CLAIMABLE = f"""
{_LIVES}
SELECT there, clause, count(*) FROM decision JOIN attached USING (scheme, family) JOIN lives USING (family)
WHERE scheme = %(scheme)s AND clause = ANY(%(results)s) AND met @> %(day)s AND attached_on <= %(day)s
GROUP BY there, clause
"""


def districts_of(tables: Cursor[Any], scheme: Scheme, day: date) -> list[District]:
    """As `districts`, of every family in the tables."""
    values = {
        "scheme": scheme.name, "day": day, "nowhere": NOWHERE, "results": list(scheme.results),
        "main": [kind for kind, result in scheme.results.items() if result.main],
    }  # fmt: skip
    claimable: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(scheme.results, 0))
    for district, kind, number in tables.execute(_CLAIMABLE, values).fetchall():
        claimable[district][kind] = number
    return [District._make((*row[:6], claimable[row[0]], *row[6:]))
            for row in tables.execute(_COUNTED, values).fetchall()]  # fmt: skip


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
    main = [claimable[kind] for kind, result in scheme.results.items() if result.main]
    paid = [claim for one in families for claim in one.claims if claim.status == "paid" and claim.round_on <= day]
    return District(
        district, len(families), sum(ordinal in one.outcome(ELIGIBILITY).met for one in families), len(attached),
        sum(is_worked_with(one.attached, day) for one in attached), len(set().union(*main)),
        {kind: len(found) for kind, found in claimable.items()}, len(paid), sum(claim.paid_pence for claim in paid))
