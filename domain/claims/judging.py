"""The verdict on a result as a claim needs it: what the rules say, and a named decider's equivalent progress.

rules.md section 2: an authority's plan may allow equivalent progress by a named decider with a reason. It stands for
the progress alone; a plan that does not allow it (`equivalent-progress`: refused) leaves the rules their word.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.dates import Day
from domain.family import Equivalence, Family
from domain.rules.deciding import Prospects, Verdict
from domain.rules.scheme import Scheme
from domain.rules.words.progress import ProgressOnEach

ALLOWED = "equivalent-progress"


@dataclass(frozen=True, slots=True)
class Judged:
    """`equivalent` is given where the result is valid by it alone."""

    verdict: Verdict
    equivalent: Equivalence | None = None


def judged(family: Family, prospects: Prospects, result: str, day: Day) -> Judged:
    verdict = prospects.verdict(result, day)
    if verdict == "valid":
        return Judged(verdict)
    equivalence = family.equivalences.get((prospects.scheme.name, result))
    if equivalence is None or equivalence.judged_on.toordinal() > day or not is_allowed(prospects.scheme, result, day):
        return Judged(verdict)
    others = [part.outcome(prospects.case).on(day) for part in prospects.scheme.results[result].clause.parts()
              if not isinstance(part, ProgressOnEach)]
    if "not met" in others:
        return Judged("not-valid")
    return Judged("hold") if "unknown" in others else Judged("valid", equivalence)


def is_allowed(scheme: Scheme, result: str, day: Day) -> bool:
    """Whether the plan in force on the day allows it, and the result asks for progress at all."""
    value = scheme.values.get(ALLOWED)
    asked = any(isinstance(part, ProgressOnEach) for part in scheme.results[result].clause.parts())
    return asked and value is not None and value.in_force(day).value == "allowed"
