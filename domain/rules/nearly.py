"""Near misses: who is not eligible yet, or may not claim yet, and is not far from it.

Three kinds, which are what authorities ask for: eligible or claimable within some days if nothing changes, because
time alone passes; one criterion short of eligible; and on hold, with the evidence that is missing. 'If nothing changes'
means: on what is known, spells without an end go on, and the terms of the calendar come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.authority import Term
from domain.dates import Day, date_of
from domain.days import Days
from domain.family import Family
from domain.rules.deciding import Prospects, Standing, standing
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme
from domain.rules.shortfall import cannot_say_yet, shortfall

ELIGIBILITY = "eligibility"


@dataclass(frozen=True, slots=True)
class Near:
    """`what` is eligibility or a kind of result; `from_on` the first day within the time asked on which it is met.

    `missing` is what lacks on the day asked about, and names people by their pseudonyms in braces.
    """

    what: str
    from_on: date | None
    missing: str


def near_misses(
    family: Family, terms: Iterable[Term], scheme: Scheme, day: Day, within_days: int, what: str | None = None
) -> list[Near]:
    """Eligibility for a family that is not attached by the day, each result for one that is; of `what` alone if given.

    A family that is eligible, or may claim, on the day itself is no near miss.
    """
    decided = standing(family, terms, scheme)
    attachment = family.attachments.get(scheme.name)
    if attachment is None or attachment.attached_on.toordinal() > day:
        return list(_eligibility(decided, day, within_days)) if what in (None, ELIGIBILITY) else []
    prospects = decided.prospects(attachment)
    asked = [kind for kind in scheme.results if what in (None, kind)]
    return [near for kind in asked for near in _result(prospects, kind, day, within_days)]


def _eligibility(decided: Standing, day: Day, within_days: int) -> Iterator[Near]:
    outcome = decided.scheme.eligibility.outcome(decided.case)
    if day in outcome.met:
        return
    from_on = first_within(outcome.met, day, within_days)
    short = shortfall(decided.scheme.eligibility, decided.case, day)
    if from_on is not None or short.lacking == 1 or day in outcome.unknown:
        yield Near(ELIGIBILITY, from_on, short.said)


def _result(prospects: Prospects, kind: str, day: Day, within_days: int) -> Iterator[Near]:
    verdict = prospects.verdict(kind, day)
    from_on = first_within(prospects.outcome(kind).met, day, within_days)
    if verdict == "valid" or (verdict == "not-valid" and from_on is None):
        return
    reason = prospects.reason(kind, day)
    yield Near(kind, from_on, cannot_say_yet(reason) if verdict == "hold" else "; ".join(_not_met(reason)))


def first_within(days: Days, day: Day, within_days: int) -> date | None:
    """The first day of the set after the day, and at most so many days after it."""
    first = days.first_on_or_after(day + 1)
    return date_of(first) if first is not None and first <= day + within_days else None


def _not_met(reason: Reason) -> Iterator[str]:
    """The labels of the topmost parts that fail, and what is missing in those that nobody can say."""
    for part in reason.parts:
        if part.answer == "not met":
            failing = [f"{under.clause}, {under.label}" for under in part.parts if under.answer == "not met"]
            yield f"not met: {part.label}" + (f" ({'; '.join(failing)})" if failing else "")
        elif part.answer == "unknown":
            yield cannot_say_yet(part)
