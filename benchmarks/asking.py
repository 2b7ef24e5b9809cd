"""Asking the tables of 100,000 families who is eligible on a day: the sets of days answer it by index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.national.households import SCHEME
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from projections.queries.asking import rows_of
from projections.queries.eligible import eligibility
from projections.runner import catch_up

FAMILIES = 100_000
TENS_OF_MILLISECONDS = 100
DAY = date(2017, 3, 31)

_MORE_FAMILIES = """
WITH copied AS MATERIALIZED (
    SELECT family, copy, md5(family::text || copy)::uuid AS new FROM standing, generate_series(1, %(copies)s) AS copy
), said AS (
    INSERT INTO decision SELECT scheme, clause, new, met, unknown, irrelevant FROM decision JOIN copied USING (family)
    ORDER BY scheme, clause
)
INSERT INTO standing SELECT new, version, position, members, observations FROM standing JOIN copied USING (family)
"""
_ELIGIBLE_ON = """
SELECT family FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date
"""


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.national
    catch_up(ledger)
    _grow(ledger)
    ids, lists = [], []
    for round_ in range(ROUNDS):
        values = {"scheme": SCHEME, "day": DAY + timedelta(30 * round_)}
        ids.append(1000 * timed(rows_of, ledger, _ELIGIBLE_ON, values))
        lists.append(1000 * timed(eligibility, ledger, SCHEME, values["day"]))
    yield Line(f"who is eligible on D, of {FAMILIES:,} families", "ms", ids, TENS_OF_MILLISECONDS, less_is_more=True)
    yield Line("the whole list, each with its criteria, by family_id", "ms", lists)


def _grow(ledger: Ledger) -> None:
    """The decisions of the families that there are, again and again under other ids."""
    with ledger.transaction() as cursor:
        row = cursor.execute("SELECT count(*) FROM standing").fetchone()
        assert row is not None
        cursor.execute(_MORE_FAMILIES, {"copies": FAMILIES // row[0]})
    with ledger.database.cursor(ledger.schema) as cursor:
        cursor.execute("VACUUM ANALYZE decision, standing")
