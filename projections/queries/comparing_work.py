"""What works: families that had a kind of intervention beside those who had not, followed for as long.

Both are followed from one and the same moment, some months after their attachment (the landmark): an intervention that
began later, for which a family must have stayed so long, helps nobody into the first group. Families that had come to
the result by then, and those of which it cannot be said, are set aside for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from domain.dates import add_months
from domain.days import Days
from domain.statistics import quantile_of_lasting, wilson
from projections.queries.studying import Studied
from projections.rows import InterventionRow

Fate = Literal["reached", "not reached", "reached before", "unknown"]
WEEK_DAYS = 7
BEGUN_WITHIN_MONTHS, WITHIN_MONTHS = 6, 12


Lasting = tuple[int, bool]
"""How many days something has lasted, and whether it has ended."""


@dataclass(frozen=True, slots=True)
class Followed:
    """As many families as `number` says, with the same `kinds` of intervention by the landmark and the same fates."""

    kinds: Collection[str]
    fates: Mapping[str, Fate]
    number: int = 1


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those followed to their end, how many attached families are not yet, and how long each had support, and of those
    followed each kind of intervention."""

    families: list[Followed]
    not_yet: int
    support: list[Lasting]
    kinds: Mapping[str, list[Lasting]]


class Group(NamedTuple):
    """`reached` and the share with its 95% interval are None where they are withheld."""

    families: int
    reached: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


class Compared(NamedTuple):
    """One kind of intervention and one of result. None: withheld, because a group is smaller than may be told."""

    kind: str
    result: str
    had: Group | None
    had_not: Group | None


class Lasted(NamedTuple):
    """In whole weeks, so that no family's days are told; None where so many have not ended."""

    what: str
    lower_quartile_weeks: int | None
    median_weeks: int | None
    upper_quartile_weeks: int | None


def cohort(
    families: Collection[Studied], results: Iterable[str], day: date, begun_months: int, within_months: int
) -> Cohort:
    """Of every family attached by the day."""
    kinds, found, not_yet = tuple(results), [], 0
    lengths: dict[str, list[Lasting]] = defaultdict(list)
    for family in families:
        if family.attached is None or family.attached.attached_on > day:
            continue
        landmark = add_months(family.attached.attached_on.toordinal(), begun_months)
        last = add_months(landmark, within_months)
        if last > day.toordinal():
            not_yet += 1
            continue
        had = _had(family, landmark, day)
        found.append(Followed(had.keys(), {kind: _fate(family, kind, landmark, last) for kind in kinds}))
        for kind, lasting in had.items():
            lengths[kind].append(lasting)
    return Cohort(found, not_yet, support(families, day), lengths)


def _fate(family: Studied, result: str, landmark: int, last: int) -> Fate:
    """The result counts on the first day on which it may be claimed; `last` is the last day looked at."""
    assert family.attached is not None
    outcome = family.outcome(result)
    before = Days.between(family.attached.attached_on.toordinal(), landmark)
    if outcome.met & before:
        return "reached before"
    if outcome.met & Days.between(landmark + 1, last):
        return "reached"
    return "unknown" if last in outcome.unknown else "not reached"


def _had(family: Studied, landmark: int, day: date) -> dict[str, Lasting]:
    """Interventions begun by the landmark that had not ended before the attachment; of a kind the first."""
    assert family.attached is not None
    had: dict[str, Lasting] = {}
    for one in sorted(family.casework.interventions, key=lambda one: one.started_on):
        ended_before = one.ended_on is not None and one.ended_on < family.attached.attached_on
        if one.started_on.toordinal() <= landmark and not ended_before:
            had.setdefault(one.kind, _days(one, day))
    return had


def _days(one: InterventionRow, day: date) -> Lasting:
    ended = one.ended_on is not None and one.ended_on <= day
    return ((one.ended_on if ended and one.ended_on else day) - one.started_on).days + 1, ended


# ---- groups, and what of them may be told ----------------------------------------------------------------------------


def kinds_told(families: list[Followed], smallest: int) -> tuple[list[str], int]:
    """Kinds that at least `smallest` families had and as many had not; and how many other kinds there are."""
    every = {kind for family in families for kind in family.kinds}
    whole = sum(family.number for family in families)
    had = {kind: sum(family.number for family in families if kind in family.kinds) for kind in every}
    told = [kind for kind in sorted(every) if smallest <= had[kind] <= whole - smallest]
    return told, len(every) - len(told)


def compare(families: list[Followed], kind: str, result: str, smallest: int) -> Compared:
    """Told whole where all four numbers (reached or not, of both groups) are at least `smallest`.

    Else no number of the four is told, because one could be worked out from the others and the sums: only how large
    the groups are, where both are large enough. What follows is that each number that is withheld could be one of more
    than `smallest`, whatever is told of other kinds; docs/casework.md has the proof, a test the law.
    """
    numbers = [_with(families, kind, result, had, fate) for had in (True, False) for fate in ("reached", "not reached")]
    had, had_not = numbers[0] + numbers[1], numbers[2] + numbers[3]
    if min(had, had_not) < smallest:
        return Compared(kind, result, None, None)
    if min(numbers) < smallest:
        return Compared(kind, result, Group(had), Group(had_not))
    return Compared(kind, result, _told(numbers[0], had), _told(numbers[2], had_not))


def _with(families: list[Followed], kind: str, result: str, had: bool, fate: str) -> int:
    return sum(family.number for family in families
               if (kind in family.kinds) is had and family.fates[result] == fate)  # fmt: skip


def _told(reached: int, families: int) -> Group:
    return Group(families, reached, reached / families, *wilson(reached, families))


def set_aside(families: list[Followed], results: Iterable[str], smallest: int) -> dict[str, tuple[int, int]] | None:
    """Of each result, how many had reached it before and of how many it cannot be said.

    None, for all results together, where any of these numbers is small: the sum of all followed is the same for each.
    """
    found = {result: (sum(family.number for family in families if family.fates[result] == "reached before"),
                      sum(family.number for family in families if family.fates[result] == "unknown"))
             for result in results}  # fmt: skip
    small = any(0 < number < smallest for numbers in found.values() for number in numbers)
    return None if small else found


def lasted(what: str, lengths: list[Lasting], smallest: int) -> Lasted:
    """Withheld where fewer than `smallest` have ended."""
    if sum(ended for _, ended in lengths) < smallest:
        return Lasted(what, None, None, None)
    quartiles = [quantile_of_lasting(lengths, share) for share in (0.25, 0.5, 0.75)]
    return Lasted(what, *(None if days is None else round(days / WEEK_DAYS) for days in quartiles))


def support(families: Iterable[Studied], day: date) -> list[Lasting]:
    """Of every family attached by the day: days from the first of attachment and interventions to its last day."""
    found = []
    for family in families:
        if family.attached is None or family.attached.attached_on > day:
            continue
        begun = min([family.attached.attached_on, *(one.started_on for one in family.casework.interventions)])
        closed_on = family.attached.closed_on
        ended = closed_on is not None and closed_on <= day
        found.append((((closed_on if ended and closed_on else day) - begun).days + 1, ended))
    return found
