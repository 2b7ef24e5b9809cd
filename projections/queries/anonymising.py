"""Rows for researchers: no id of ours, months for days, and nobody alone in what may be known from elsewhere.

What somebody may know of a family from elsewhere (when it was attached, where it lives, what was done with it) is told
as finely as at least k families share it, or else more coarsely, or else the row is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.rules.scheme import Scheme
from projections.queries.caseloads import NOWHERE, in_force
from projections.queries.comparing_work import support
from projections.queries.studying import Studied

LEVELS = (
    "month of attachment, district and kinds of intervention", "quarter, district and kinds", "quarter and kinds",
    "year and kinds", "year, and whether there was any intervention", "whether there was any intervention",
)  # fmt: skip
"""How finely a row may be told, the finest first."""

_BANDS_MONTHS = (6, 12, 18, 24)
_DAYS_OF_MONTH = 30.4375


class Subject(NamedTuple):
    """`levels` are what may be known from elsewhere (attached, district, kinds), by `LEVELS`; `told` is the rest."""

    levels: tuple[tuple[str, str, str], ...]
    told: tuple[str, ...]


class Anonymous(NamedTuple):
    """`by_level` is how many rows are told how finely."""

    rows: list[tuple[str, ...]]
    by_level: tuple[int, ...]
    withheld: int


def columns(scheme: Scheme) -> tuple[str, ...]:
    return "attached", "district", "interventions", "support_months", "work_ended", *(
        f"{kind}_months" for kind in scheme.results)


def subjects(families: Iterable[Studied], scheme: Scheme, day: date) -> Iterator[Subject]:
    """Every family attached to the scheme by the day."""
    for family in families:
        if family.attached is None or family.attached.attached_on > day:
            continue
        on = family.attached.attached_on
        ((lasted, ended),) = support([family], day)
        results = [_months_until(on, family.outcome(kind).met.first_on_or_after(on.toordinal()), day)
                   for kind in scheme.results]  # fmt: skip
        yield Subject(_levels(family, on, day), (_band(lasted), "yes" if ended else "no", *results))


def _levels(family: Studied, on: date, day: date) -> tuple[tuple[str, str, str], ...]:
    district = in_force(family.casework.districts, on) or NOWHERE
    kinds = ";".join(sorted({one.kind for one in family.casework.interventions if one.started_on <= day})) or "none"
    some = "none" if kinds == "none" else "some"
    month, quarter, year = f"{on:%Y-%m}", f"{on.year}-Q{(on.month + 2) // 3}", str(on.year)
    return ((month, district, kinds), (quarter, district, kinds), (quarter, "", kinds), (year, "", kinds),
            (year, "", some), ("", "", some))  # fmt: skip


def _band(days: int) -> str:
    months = days / _DAYS_OF_MONTH
    for low, high in zip((0, *_BANDS_MONTHS), _BANDS_MONTHS, strict=False):
        if months < high:
            return f"{low} to {high}"
    return f"{_BANDS_MONTHS[-1]} and more"


def _months_until(on: date, first: int | None, day: date) -> str:
    """Whole months from the month of attachment; blank where it was not reached by the day."""
    if first is None or first > day.toordinal():
        return ""
    reached = date.fromordinal(first)
    return str((reached.year - on.year) * 12 + reached.month - on.month)


def anonymous(found: Sequence[Subject], smallest: int) -> Anonymous:
    """Every first three values of a row are those of at least `smallest` rows."""
    left, rows, by_level = list(found), [], []
    for level in range(len(LEVELS)):
        groups: dict[tuple[str, str, str], list[Subject]] = defaultdict(list)
        for subject in left:
            groups[subject.levels[level]].append(subject)
        told = [subject for group in groups.values() if len(group) >= smallest for subject in group]
        rows += [(*subject.levels[level], *subject.told) for subject in told]
        by_level.append(len(told))
        left = [subject for group in groups.values() if len(group) < smallest for subject in group]
    return Anonymous(rows, tuple(by_level), len(left))
