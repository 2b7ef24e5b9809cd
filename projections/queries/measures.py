"""The measures of the action plan: each counted on a day, as known now or at any position of the log.

Of the tables as they stand, with the families folded of which something was recorded since. What was known at a
position does not change, so what was counted of then is kept for the next who ask.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from domain.claims.claim import ENDED
from domain.planning.measures import MEASURES, Value
from ledger.ledger import Ledger
from projections.queries.as_known import Question
from projections.queries.asking import scheme_as_known
from projections.queries.brought_in import BroughtIn
from projections.queries.caseloads import referrals, reviews_due
from projections.queries.claim_pages import claims_page
from projections.queries.claiming import Claimable
from projections.queries.claims import ClaimListed, Wanted
from projections.queries.eligible import Eligible
from projections.queries.glance import erased_people
from projections.queries.since import OF_CLAIMS, OF_CLAIMS_AND_CASEWORK, since, the_others
from projections.queries.studying import studied

VALUES_REMEMBERED_MAX = 1_000
_ATTACHED = """
SELECT count(*) FROM attached
WHERE scheme = %(scheme)s AND attached_on <= %(day)s AND family <> ALL(%(changed)s)
"""
_ELIGIBLE = """
SELECT count(*) FROM decision
WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> %(day)s::date AND family <> ALL(%(changed)s)
"""
_CLAIMABLE = """
SELECT count(*) FROM attached JOIN decision USING (family, scheme)
WHERE scheme = %(scheme)s AND attached_on <= %(day)s AND clause = ANY(%(results)s) AND met @> %(day)s::date
  AND family <> ALL(%(changed)s)
"""

Count = Callable[[Ledger, str, date, int | None], Value]


def measured(ledger: Ledger, measure: str, scheme: str, day: date, known: int | None = None) -> Value:
    """Raises `UnknownScheme`, `NotProjected`."""
    if known is None:
        return _COUNTS[measure](ledger, scheme, day, None)
    return _as_known(ledger, measure, scheme, day, known, erased_people(ledger))


@lru_cache(maxsize=VALUES_REMEMBERED_MAX)
def _as_known(ledger: Ledger, measure: str, scheme: str, day: date, known: int, erased: int) -> Value:
    """How many people are `erased` is in the key: that alone changes what can be read of then."""
    return _COUNTS[measure](ledger, scheme, day, known)


# ---- what rules decide -------------------------------------------------------------------------------------------


def _attached(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return _counted(ledger, scheme, day, known, _ATTACHED, lambda at: BroughtIn(scheme, day), lambda row: True)


def _eligible(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return _counted(
        ledger, scheme, day, known, _ELIGIBLE, lambda at: Eligible(scheme, day, at), lambda row: bool(row.eligible))


def _claimable(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return _counted(
        ledger, scheme, day, known, _CLAIMABLE, lambda at: Claimable(scheme, day, at),
        lambda row: bool(row.verdict == "valid"))


def _counted(
    ledger: Ledger, scheme: str, day: date, known: int | None, statement: str,
    question: Callable[[int], Question[Any]], counts: Callable[[Any], bool],
) -> Value:  # fmt: skip
    """`question` is what `statement` asks, as known at a position."""
    rules, number = scheme_as_known(ledger, scheme, known), 0
    with since(ledger, known, OF_CLAIMS_AND_CASEWORK) as held:
        if held.tables is not None:
            values = {"scheme": scheme, "day": day, "results": list(rules.results), "changed": held.changed}
            [(number,)] = held.tables.execute(statement, values).fetchall()
    return Value(number + sum(map(counts, the_others(ledger, held, question(held.position)))))


# ---- what was claimed --------------------------------------------------------------------------------------------


def _turned_around(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    results = scheme_as_known(ledger, scheme, known).results
    stand = (row for row in _claims(ledger, scheme, day, known) if row.status not in ENDED)
    return Value(len({row.family_id for row in stand if results[row.result].main}))


def _of_the_target(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(_turned_around(ledger, scheme, day, known).number, ledger.authority(known).target)


def _at_risk(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(sum(row.risk is not None for row in _claims(ledger, scheme, day, known)))


def _claims(ledger: Ledger, scheme: str, day: date, known: int | None) -> list[ClaimListed]:
    """Of rounds up to the day."""
    return [row for row in claims_page(ledger, Wanted(scheme), known).rows if row.round_on <= day]


# ---- the work ----------------------------------------------------------------------------------------------------


def _reviews_due(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(len(reviews_due(studied(ledger, scheme, (), known, OF_CLAIMS).rows, day)))


def _referrals_waiting(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    families = studied(ledger, scheme, (), known, OF_CLAIMS).rows
    return Value(sum(one.fate == "waiting" for one in referrals(families, day)))


_COUNTS: dict[str, Count] = {
    "families-attached": _attached, "families-eligible": _eligible, "results-claimable": _claimable,
    "families-turned-around": _turned_around, "target-claimed": _of_the_target, "claims-at-risk": _at_risk,
    "reviews-due": _reviews_due, "referrals-waiting": _referrals_waiting,
}  # fmt: skip
assert _COUNTS.keys() == MEASURES.keys()
