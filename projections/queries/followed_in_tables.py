"""What `comparing_work` asks of every family, asked of the tables: they compare the sets of days, and count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg import Cursor

from domain.dates import add_months, date_of
from projections.queries.comparing_work import Cohort, Followed, Lasting

SHORTER_BY_DAYS_MAX = 6
"""Both times that months are counted on, the last day of a shorter month may stand for up to three days more."""

# Those attached early enough to have been followed to the end by the day.
_THOSE = """
WITH those AS MATERIALIZED (
    SELECT family, attached_on, landmark, (landmark + make_interval(months => %(within)s))::date AS last
    FROM attached
    CROSS JOIN LATERAL (SELECT (attached_on + make_interval(months => %(begun)s))::date AS landmark OFFSET 0) AS dated
    WHERE scheme = %(scheme)s AND attached_on <= %(followed_by)s
)
"""
_NOT_YET = """
SELECT count(*) FROM attached WHERE scheme = %(scheme)s AND attached_on <= %(day)s AND attached_on > %(followed_by)s
"""
_HAD = """
had AS MATERIALIZED (
    SELECT DISTINCT ON (family, kind) family, kind,
           least(coalesce(ended_on, %(day)s), %(day)s) - started_on + 1 AS days,
           coalesce(ended_on <= %(day)s, false) AS ended
    FROM those JOIN intervention USING (family)
    WHERE started_on <= landmark AND (ended_on IS NULL OR ended_on >= attached_on)
    ORDER BY family, kind, started_on, known_at, entry
)
"""
_FATE = """
CASE WHEN {result}.met && daterange(attached_on, landmark, '[]') THEN 'reached before'
     WHEN {result}.met && daterange(landmark, last, '(]') THEN 'reached'
     WHEN {result}.unknown @> last THEN 'unknown' ELSE 'not reached' END
"""
_RESULT = """
LEFT JOIN decision AS {result} ON {result}.scheme = %(scheme)s AND {result}.clause = %({result})s
    AND {result}.family = those.family
"""
# Families by their kinds of intervention and fates, and interventions by kind and length: found together, once.
_FATES_AND_LENGTHS = f"""
{_THOSE}, {_HAD}, kinds AS (
    SELECT family, array_agg(kind) AS names FROM had GROUP BY family
)
SELECT coalesce(names, '{{{{}}}}') AS names, ARRAY[{{fates}}]::text[] AS said,
       NULL AS kind, NULL AS days, NULL AS ended, count(*)
FROM those LEFT JOIN kinds USING (family) {{results}} GROUP BY names, said
UNION ALL SELECT NULL, NULL, kind, days, ended, count(*) FROM had GROUP BY kind, days, ended
"""
_SUPPORT = """
SELECT days, ended, count(*) FROM (
    SELECT least(coalesce(closed_on, %(day)s), %(day)s) - least(attached_on, first_on) + 1 AS days,
           coalesce(closed_on <= %(day)s, false) AS ended
    FROM attached LEFT JOIN (SELECT family, min(started_on) AS first_on FROM intervention GROUP BY family) AS begun
        USING (family)
    WHERE scheme = %(scheme)s AND attached_on <= %(day)s
) AS lasted GROUP BY days, ended
"""


def cohort_in(
    tables: Cursor[Any], scheme: str, results: Iterable[str], day: date, begun_months: int, within_months: int
) -> Cohort:
    """As `cohort`."""
    kinds = list(results)
    values: dict[str, Any] = {
        "scheme": scheme, "day": day, "begun": begun_months, "within": within_months,
        "followed_by": followed_by(day, begun_months, within_months)}
    families: list[Followed] = []
    lengths: dict[str, list[Lasting]] = defaultdict(list)
    for names, fates, kind, days, ended, number in _fates_and_lengths(tables, kinds, values):
        if kind is None:
            families.append(Followed(names, dict(zip(kinds, fates, strict=True)), number))
        else:
            lengths[kind] += [(days, ended)] * number
    not_yet = tables.execute(_NOT_YET, values).fetchone()
    support: list[Lasting] = []
    for days, ended, number in tables.execute(_SUPPORT, values).fetchall():
        support += [(days, ended)] * number
    return Cohort(families, not_yet[0] if not_yet else 0, support, lengths)


def _fates_and_lengths(tables: Cursor[Any], kinds: list[str], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = {f"result_{place}": kind for place, kind in enumerate(kinds)}
    statement = _FATES_AND_LENGTHS.format(
        fates=", ".join(_FATE.format(result=name) for name in names),
        results="".join(_RESULT.format(result=name) for name in names))
    return tables.execute(statement, values | names).fetchall()


def followed_by(day: date, begun_months: int, within_months: int) -> date:
    """The last day of attachment of which all months are over by the day: of no later one they are over earlier."""
    found = add_months(day.toordinal(), -begun_months - within_months) + SHORTER_BY_DAYS_MAX
    while add_months(add_months(found, begun_months), within_months) > day.toordinal():
        found -= 1
    return date_of(found)
