"""The programme at a glance: who was eligible, attached and turned around on each day asked, and every round's money.

As known now from the tables; as known then by folding every family once, which is kept for the next who ask the same:
what was known then does not change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from domain.claims.claim import ENDED
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.claims import claim_rows
from projections.folding import unfoldable
from projections.queries.as_known import answers, telling
from projections.queries.asking import number_of, rows_of, scheme_as_known
from projections.queries.pages import WHOLE
from projections.queries.unmoved import while_unmoved
from projections.rows import ClaimRow

GLANCES_REMEMBERED_MAX = 64


class OnDay(NamedTuple):
    """Families. `turned_around` are those with a main result claimed by the day, in a claim that stands."""

    day: date
    eligible: int
    attached: int
    turned_around: int


class OfRound(NamedTuple):
    """The claims of a round that have the status; sums in pence."""

    round_on: date
    status: str
    claims: int
    claimed_pence: int
    paid_pence: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Glance:
    """`days` are those asked about, in order; `rounds` those of which claims were made by the last of them."""

    families: int
    days: list[OnDay]
    rounds: list[OfRound]


_FAMILIES = "SELECT count(*) FROM standing"
_ERASED = "SELECT count(*) FROM erased_person"
_DAYS = """
SELECT day, (SELECT count(*) FROM decision WHERE scheme = %(scheme)s AND clause = 'eligibility' AND met @> day),
       (SELECT count(*) FROM attached WHERE scheme = %(scheme)s AND attached_on <= day)
FROM unnest(%(days)s::date[]) AS day ORDER BY day
"""
_TURNED = """
SELECT first_on, count(*) FROM (
    SELECT min(round_on) AS first_on FROM claim
    WHERE scheme = %(scheme)s AND main AND status <> ALL(%(ended)s) GROUP BY family
) AS turned GROUP BY first_on
"""
_ROUNDS = """
SELECT round_on, status, count(*), sum(amount_pence)::bigint, sum(paid_pence)::bigint,
       count(*) FILTER (WHERE risk_why IS NOT NULL)
FROM claim WHERE scheme = %(scheme)s AND round_on <= %(last)s GROUP BY round_on, status ORDER BY round_on, status
"""


def families_on_record(ledger: Ledger) -> int:
    return number_of(ledger, _FAMILIES)


def has_more_families_than(ledger: Ledger, number: int) -> bool:
    """Without counting them all."""
    return bool(rows_of(ledger, "SELECT FROM standing OFFSET %(number)s LIMIT 1", {"number": number}))


def erased_people(ledger: Ledger) -> int:
    """In the key of whatever is remembered of what was known then: that alone changes what can be read of it."""
    return number_of(ledger, _ERASED)


def glance(ledger: Ledger, scheme: Scheme, days: Sequence[date], known: int | None = None) -> Glance:
    if known is not None:
        return _as_known(ledger, scheme.name, tuple(sorted(days)), known, erased_people(ledger))
    asked = ("glance", scheme.name, tuple(sorted(days)))
    return while_unmoved(ledger, asked, lambda: _glance_now(ledger, scheme, days))


def _glance_now(ledger: Ledger, scheme: Scheme, days: Sequence[date]) -> Glance:
    values = {"scheme": scheme.name, "days": sorted(days), "last": max(days), "ended": sorted(ENDED)}
    turned = dict(rows_of(ledger, _TURNED, values))
    on_days = [OnDay(day, eligible, attached, _by(turned, day))
               for day, eligible, attached in rows_of(ledger, _DAYS, values)]  # fmt: skip
    rounds = [OfRound(*row) for row in rows_of(ledger, _ROUNDS, values)]
    return Glance(rows_of(ledger, _FAMILIES, {})[0][0], on_days, rounds)


def _by(first_on: dict[date, int], day: date) -> int:
    return sum(count for on, count in first_on.items() if on <= day)


# ---- as known then -----------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """Of one family, by the days asked about: whether it was eligible, and attached."""

    eligible: tuple[bool, ...]
    attached_on: date | None
    claims: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class Seen:
    """Asked of each family as it was known at a position."""

    scheme: str
    days: tuple[date, ...]
    known: int

    def of(self, ledger: Ledger) -> _Answer:
        return _Answer(self, scheme_as_known(ledger, self.scheme, self.known), ledger)


class _Answer:
    def __init__(self, asked: Seen, scheme: Scheme, ledger: Ledger) -> None:
        self._asked = asked
        self._scheme = scheme
        self._terms = list(ledger.authority(asked.known).terms.values())

    def __call__(self, family_id: str, family: Family) -> Iterable[_Seen]:
        with unfoldable(family):
            eligible = standing(family, self._terms, self._scheme).eligible
        attachment = family.attachments.get(self._scheme.name)
        yield _Seen(
            tuple(day.toordinal() in eligible for day in self._asked.days),
            attachment.attached_on if attachment else None,
            [row for row in claim_rows(family) if row.scheme == self._scheme.name])  # fmt: skip


@lru_cache(maxsize=GLANCES_REMEMBERED_MAX)
def _as_known(ledger: Ledger, scheme: str, days: tuple[date, ...], known: int, erased: int) -> Glance:
    return GlanceThen(scheme, days, known, erased)(ledger, lambda *told: None)


@dataclass(frozen=True, slots=True)
class GlanceThen:
    """What `glance` is as known at a position; of a large ledger, for a process of its own.

    How many people are `erased` is in the key of what is remembered: that alone changes what can be read of then.
    """

    scheme: str
    days: tuple[date, ...]
    known: int
    erased: int

    def __call__(self, ledger: Ledger, tell: Tell) -> Glance:
        with telling(tell):
            seen = list(answers(ledger, self.known, WHOLE, Seen(self.scheme, self.days, self.known)))
        return _glanced(seen, self.days)


def _glanced(seen: list[_Seen], days: tuple[date, ...]) -> Glance:
    first_on = Counter(found for one in seen if (found := _turned_on(one.claims)) is not None)
    on_days = [
        OnDay(day, sum(one.eligible[place] for one in seen),
              sum(one.attached_on is not None and one.attached_on <= day for one in seen), _by(first_on, day))
        for place, day in enumerate(days)
    ]  # fmt: skip
    return Glance(len(seen), on_days, list(_rounds(seen, max(days))))


def _turned_on(claims: list[ClaimRow]) -> date | None:
    return min((claim.round_on for claim in claims if claim.main and claim.status not in ENDED), default=None)


def _rounds(seen: list[_Seen], last: date) -> Iterator[OfRound]:
    groups: dict[tuple[date, str], list[ClaimRow]] = {}
    for one in seen:
        for claim in one.claims:
            if claim.round_on <= last:
                groups.setdefault((claim.round_on, claim.status), []).append(claim)
    for (round_on, status), claims in sorted(groups.items()):
        yield OfRound(
            round_on, status, len(claims), sum(claim.amount_pence for claim in claims),
            sum(claim.paid_pence for claim in claims), sum(claim.risk_why is not None for claim in claims))  # fmt: skip
