"""After the claim: whether what a paid result said was gone has come back, in the months after its round.

What was gone on the day of the round are the criteria by which the family had been attached and which did not hold any
more, and the measures of the result that were met. A criterion that holds again, or a measure that is met no more, is a
relapse, on exactly the days on which the rules say so. Every claim that was ever paid is followed, repaid ones too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from domain.dates import add_months, date_of
from domain.days import Days, union
from domain.rules.scheme import Scheme
from domain.statistics import wilson
from projections.queries.studying import Studied
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
    """Of every claim paid for a round before the day; by round, family and claim."""
    found = [_followed(family, claim, scheme, day, months) for family in families for claim in family.claims
             if claim.status in PAID and claim.round_on < day]  # fmt: skip
    return sorted(found, key=lambda one: (one.round_on, one.family_id, one.claim))


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
