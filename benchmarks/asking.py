"""Asking the tables of 100,000 families who is eligible on a day: the sets of days answer it by index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from benchmarks.stage import Stage
from ledger.ledger import Ledger
from projections.queries.asking import rows_of
from projections.queries.eligible import eligibility
from projections.runner import catch_up

FAMILIES, OWN_FAMILIES = 100_000, 400
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
FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date
"""


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.new_ledger()
    record_terms(ledger)
    next(record(ledger, 1, cohort=OWN_FAMILIES))
    catch_up(ledger)
    _grow(ledger)
    counts, ids, lists = [], [], []
    for round_ in range(ROUNDS):
        values = {"scheme": SCHEME, "day": DAY + timedelta(30 * round_)}
        counts.append(1000 * timed(rows_of, ledger, f"SELECT count(*) {_ELIGIBLE_ON}", values))
        ids.append(1000 * timed(rows_of, ledger, f"SELECT family {_ELIGIBLE_ON}", values))
        lists.append(1000 * timed(eligibility, ledger, SCHEME, values["day"]))
    what = f"how many of {FAMILIES:,} families are eligible on D"
    yield Line(what, "ms", counts, TENS_OF_MILLISECONDS, less_is_more=True)
    yield Line("their ids, in Python (nine families in ten)", "ms", ids)
    yield Line("the whole list, each with its criteria, by family_id", "ms", lists)


def _grow(ledger: Ledger) -> None:
    """The decisions of the families that there are, again and again under other ids."""
    with ledger.transaction() as cursor:
        cursor.execute(_MORE_FAMILIES, {"copies": FAMILIES // OWN_FAMILIES - 1})
    with ledger.database.cursor(ledger.schema) as cursor:
        cursor.execute("VACUUM ANALYZE decision, standing")
