"""What `comparing_work` asks of every family, asked of the tables: they compare the sets of days, and count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg import Cursor

from projections.queries.comparing_work import Cohort, Followed, Lasting

_THOSE = """
WITH dated AS (
    SELECT family, attached_on, (attached_on + make_interval(months => %(begun)s))::date AS landmark FROM attached
    WHERE scheme = %(scheme)s AND attached_on <= %(day)s
), those AS MATERIALIZED (
    SELECT *, (landmark + make_interval(months => %(within)s))::date AS last FROM dated
)
"""
_NOT_YET = f"{_THOSE} SELECT count(*) FROM those WHERE last > %(day)s"
_HAD = """
had AS MATERIALIZED (
    SELECT DISTINCT ON (family, kind) family, kind,
           least(coalesce(ended_on, %(day)s), %(day)s) - started_on + 1 AS days,
           coalesce(ended_on <= %(day)s, false) AS ended
    FROM those JOIN intervention USING (family)
    WHERE last <= %(day)s AND started_on <= landmark AND (ended_on IS NULL OR ended_on >= attached_on)
    ORDER BY family, kind, started_on, known_at, entry
)
"""
_FATES = f"""
{_THOSE}, {_HAD}, said AS MATERIALIZED (
    SELECT family, clause, met, unknown FROM decision WHERE scheme = %(scheme)s AND clause = ANY(%(results)s)
), fates AS (
    SELECT those.family, array_agg(
        CASE WHEN met && daterange(attached_on, landmark, '[]') THEN 'reached before'
             WHEN met && daterange(landmark, last, '(]') THEN 'reached'
             WHEN unknown @> last THEN 'unknown' ELSE 'not reached' END ORDER BY place) AS said
    FROM those CROSS JOIN unnest(%(results)s::text[]) WITH ORDINALITY AS asked (clause, place)
    LEFT JOIN said USING (clause, family) WHERE last <= %(day)s GROUP BY those.family
), kinds AS (
    SELECT family, array_agg(kind) AS names FROM had GROUP BY family
)
SELECT coalesce(names, '{{}}'), said, count(*) FROM fates LEFT JOIN kinds USING (family) GROUP BY names, said
"""
_LENGTHS = f"{_THOSE}, {_HAD} SELECT kind, days, ended, count(*) FROM had GROUP BY kind, days, ended"
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
    values = {"scheme": scheme, "results": kinds, "day": day, "begun": begun_months, "within": within_months}
    families = [Followed(names, dict(zip(kinds, fates, strict=True)), number)
                for names, fates, number in tables.execute(_FATES, values).fetchall()]  # fmt: skip
    not_yet = tables.execute(_NOT_YET, values).fetchone()
    support: list[Lasting] = []
    for days, ended, number in tables.execute(_SUPPORT, values).fetchall():
        support += [(days, ended)] * number
    lengths: dict[str, list[Lasting]] = defaultdict(list)
    for kind, days, ended, number in tables.execute(_LENGTHS, values).fetchall():
        lengths[kind] += [(days, ended)] * number
    return Cohort(families, not_yet[0] if not_yet else 0, support, lengths)
