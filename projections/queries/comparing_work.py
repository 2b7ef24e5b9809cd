"""What works: families that had a kind of intervention beside those who had not, followed for as long.

Both are followed from one and the same moment, some months after their attachment (the landmark): an intervention that
began later, for which a family must have stayed so long, helps nobody into the first group. Families that had come to
the result by then, and those of which it cannot be said, are set aside for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Followed:
    """`kinds` are the interventions that it had by the landmark, with the days each lasted and whether it has ended."""

    kinds: Mapping[str, tuple[int, bool]]
    fates: Mapping[str, Fate]


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


def followed(
    families: Iterable[Studied], results: Iterable[str], day: date, begun_months: int, within_months: int
) -> tuple[list[Followed], int]:
    """Those followed to their end by the day, and how many attached families are not yet."""
    kinds, found, not_yet = tuple(results), [], 0
    for family in families:
        if family.attached is None or family.attached.attached_on > day:
            continue
        landmark = add_months(family.attached.attached_on.toordinal(), begun_months)
        last = add_months(landmark, within_months)
        if last > day.toordinal():
            not_yet += 1
            continue
        fates = {kind: _fate(family, kind, landmark, last) for kind in kinds}
        found.append(Followed(_had(family, landmark, day), fates))
    return found, not_yet


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


def _had(family: Studied, landmark: int, day: date) -> dict[str, tuple[int, bool]]:
    """Interventions begun by the landmark that had not ended before the attachment; of a kind the first."""
    assert family.attached is not None
    had: dict[str, tuple[int, bool]] = {}
    for one in sorted(family.casework.interventions, key=lambda one: one.started_on):
        ended_before = one.ended_on is not None and one.ended_on < family.attached.attached_on
        if one.started_on.toordinal() <= landmark and not ended_before:
            had.setdefault(one.kind, _days(one, day))
    return had


def _days(one: InterventionRow, day: date) -> tuple[int, bool]:
    ended = one.ended_on is not None and one.ended_on <= day
    return ((one.ended_on if ended and one.ended_on else day) - one.started_on).days + 1, ended


# ---- groups, and what of them may be told ----------------------------------------------------------------------------


def kinds_told(families: list[Followed], smallest: int) -> tuple[list[str], int]:
    """Kinds that at least `smallest` families had and as many had not; and how many other kinds there are."""
    every = {kind for family in families for kind in family.kinds}
    had = {kind: sum(kind in family.kinds for family in families) for kind in every}
    told = [kind for kind in sorted(every) if smallest <= had[kind] <= len(families) - smallest]
    return told, len(every) - len(told)


def compare(families: list[Followed], kind: str, result: str, smallest: int) -> Compared:
    """Told whole where all four numbers (reached or not, of both groups) are at least `smallest`.

    Else no number of the four is told, because one could be worked out from the others and the sums: only how large
    the groups are, where both are large enough. What follows is that each number that is withheld could be one of more
    than `smallest`, whatever is told of other kinds; docs/casework.md has the proof, a test the law.
    """
    counted = [family for family in families if family.fates[result] in ("reached", "not reached")]
    had = [family.fates[result] == "reached" for family in counted if kind in family.kinds]
    had_not = [family.fates[result] == "reached" for family in counted if kind not in family.kinds]
    if min(len(had), len(had_not)) < smallest:
        return Compared(kind, result, None, None)
    numbers = [sum(had), len(had) - sum(had), sum(had_not), len(had_not) - sum(had_not)]
    if min(numbers) < smallest:
        return Compared(kind, result, Group(len(had)), Group(len(had_not)))
    return Compared(kind, result, _told(sum(had), len(had)), _told(sum(had_not), len(had_not)))


def _told(reached: int, families: int) -> Group:
    return Group(families, reached, reached / families, *wilson(reached, families))


def set_aside(families: list[Followed], results: Iterable[str], smallest: int) -> dict[str, tuple[int, int]] | None:
    """Of each result, how many had reached it before and of how many it cannot be said.

    None, for all results together, where any of these numbers is small: the sum of all followed is the same for each.
    """
    found = {result: (sum(family.fates[result] == "reached before" for family in families),
                      sum(family.fates[result] == "unknown" for family in families))
             for result in results}  # fmt: skip
    small = any(0 < number < smallest for numbers in found.values() for number in numbers)
    return None if small else found


def lasted(what: str, lengths: list[tuple[int, bool]], smallest: int) -> Lasted:
    """Withheld where fewer than `smallest` have ended."""
    if sum(ended for _, ended in lengths) < smallest:
        return Lasted(what, None, None, None)
    quartiles = [quantile_of_lasting(lengths, share) for share in (0.25, 0.5, 0.75)]
    return Lasted(what, *(None if days is None else round(days / WEEK_DAYS) for days in quartiles))


def support(families: Iterable[Studied], day: date) -> list[tuple[int, bool]]:
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
