"""The measures of the action plan: each counted on a day, as known now or at any position of the log.

What was known at a position does not change, so what was counted of then is kept for the next who ask.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from domain.planning.measures import MEASURES, Value
from ledger.ledger import Ledger
from projections.queries.asking import number_of, scheme_as_known
from projections.queries.caseloads import referrals, reviews_due
from projections.queries.claiming import claimable
from projections.queries.glance import Glance, glance
from projections.queries.studying import studied

VALUES_REMEMBERED_MAX = 1_000
_ERASED = "SELECT count(*) FROM erased_person"

Count = Callable[[Ledger, str, date, int | None], Value]


def measured(ledger: Ledger, measure: str, scheme: str, day: date, known: int | None = None) -> Value:
    """Raises `UnknownScheme`, `NotProjected`."""
    if known is None:
        return _COUNTS[measure](ledger, scheme, day, None)
    return _as_known(ledger, measure, scheme, day, known, number_of(ledger, _ERASED))


@lru_cache(maxsize=VALUES_REMEMBERED_MAX)
def _as_known(ledger: Ledger, measure: str, scheme: str, day: date, known: int, erased: int) -> Value:
    """How many people are `erased` is in the key: that alone changes what can be read of then."""
    return _COUNTS[measure](ledger, scheme, day, known)


def _attached(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(_glance(ledger, scheme, day, known).days[0].attached)


def _eligible(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(_glance(ledger, scheme, day, known).days[0].eligible)


def _turned_around(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(_glance(ledger, scheme, day, known).days[0].turned_around)


def _of_the_target(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(_turned_around(ledger, scheme, day, known).number, ledger.authority(known).target)


def _at_risk(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(sum(one.at_risk for one in _glance(ledger, scheme, day, known).rounds))


def _claimable(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(sum(row.verdict == "valid" for row in claimable(ledger, scheme, day, known)))


def _reviews_due(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    return Value(len(reviews_due(studied(ledger, scheme, (), known).rows, day)))


def _referrals_waiting(ledger: Ledger, scheme: str, day: date, known: int | None) -> Value:
    made = referrals(studied(ledger, scheme, (), known).rows, day)
    return Value(sum(one.fate == "waiting" for one in made))


def _glance(ledger: Ledger, scheme: str, day: date, known: int | None) -> Glance:
    return glance(ledger, scheme_as_known(ledger, scheme, known), [day], known)


_COUNTS: dict[str, Count] = {
    "families-attached": _attached, "families-eligible": _eligible, "results-claimable": _claimable,
    "families-turned-around": _turned_around, "target-claimed": _of_the_target, "claims-at-risk": _at_risk,
    "reviews-due": _reviews_due, "referrals-waiting": _referrals_waiting,
}  # fmt: skip
assert _COUNTS.keys() == MEASURES.keys()
