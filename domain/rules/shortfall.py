"""How far from met: how many criteria are lacking on a day, and which ones would do, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.dates import FIRST_DAY, Day
from domain.rules.case import Case
from domain.rules.clause import Clause
from domain.rules.reasons import Reason
from domain.rules.values import COUNT, InForce, Value
from domain.rules.words.changing import Changing
from domain.rules.words.combining import AllOf, AnyOf, AtLeast, Criterion, Measures, NoneOf
from domain.rules.words.dependants import ProblemsAtLeast

NEAR = Fraction(1, 2)
"""Figures are told of a part that has reached this much of what it needs."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """`lacking` criteria, at the least, would have to be met as well; `said` is which of them would do."""

    lacking: int
    said: str


MET = Shortfall(0, "")


def shortfall(clause: Clause, case: Case, day: Day) -> Shortfall:
    if clause.outcome(case).on(day) in ("met", "not relevant"):
        return MET
    match clause:
        case Changing():
            return shortfall(clause.in_force(day), case, day)
        case Criterion():
            return Shortfall(1, _one(clause.target, case, day))
        case AtLeast() | ProblemsAtLeast():
            return _of_number(clause, case, day)
        case AllOf() if not isinstance(clause, Measures):
            return _of_all(clause.clauses, case, day)
        case AnyOf() if not isinstance(clause, NoneOf):
            return _of_any(clause.clauses, case, day)
    return Shortfall(1, _one(clause, case, day))


def _of_all(clauses: Sequence[Clause], case: Case, day: Day) -> Shortfall:
    found = [short for clause in clauses if (short := shortfall(clause, case, day)).lacking]
    return Shortfall(sum(short.lacking for short in found), " and ".join(_each_once(found)))


def _of_any(clauses: Sequence[Clause], case: Case, day: Day) -> Shortfall:
    found = [shortfall(clause, case, day) for clause in clauses]
    least = min(short.lacking for short in found)
    return Shortfall(least, "; or ".join(_each_once(short for short in found if short.lacking == least)))


def _of_number(clause: AtLeast | ProblemsAtLeast, case: Case, day: Day) -> Shortfall:
    lacking = clause.number.on(day) - _reached(clause, case, day)
    others = [part for part in clause.clauses if part.outcome(case).on(day) != "met"]
    said = ", ".join(_one(part, case, day) for part in others)
    return Shortfall(lacking, f"{lacking} more of: {said}" if len(others) > 1 else said)


def _reached(clause: AtLeast | ProblemsAtLeast, case: Case, day: Day) -> int:
    """How many are met as the clause itself counts them: the highest number with which it would be met."""
    needed = clause.number.on(day)
    for number in range(needed - 1, 0, -1):
        if day in replace(clause, number=_constant(clause.number, number)).decide(case).met:
            return number
    return 0


def _constant(value: Value, number: int) -> Value:
    return replace(value, unit=COUNT, periods=(InForce(FIRST_DAY, number, value.periods[0].citation),))


def _each_once(found: Iterable[Shortfall]) -> list[str]:
    return list(dict.fromkeys(short.said for short in found))


# ---- one criterion in words --------------------------------------------------------------------------------------


def _one(clause: Clause, case: Case, day: Day) -> str:
    """Its name, and what is missing to say so, or its figures where some part of it has nearly what it needs."""
    reason = clause.explain(case, day)
    name = reason.clause if "/" not in reason.clause else reason.label
    if reason.answer == "unknown":
        return f"{name} ({cannot_say_yet(reason)})"
    nearest = max(_nearly_there(reason), default=None)
    return f"{name} ({nearest[1]})" if nearest else name


def cannot_say_yet(reason: Reason) -> str:
    return f"cannot say yet: needs {', '.join(evidence_needed(reason)) or reason.label}"


def evidence_needed(reason: Reason) -> list[str]:
    """What is missing in those parts of the reason that nobody can say; what others lack does not matter."""
    if reason.answer != "unknown":
        return []
    found = dict.fromkeys(said for part in reason.parts for said in evidence_needed(part))
    return list(found or dict.fromkeys(reason.missing))


def _nearly_there(reason: Reason) -> Iterator[tuple[Fraction, str]]:
    figures = {figure.name: figure for figure in reason.figures}
    if reason.answer == "not met" and "counted" in figures and "needed" in figures:
        counted, needed = figures["counted"].value, figures["needed"]
        if Fraction(counted, max(1, needed.value)) >= NEAR:
            yield Fraction(counted, max(1, needed.value)), f"{counted} of {needed.value} {needed.unit}"
    if reason.answer == "not met" and {"absent", "possible", "boundary"} <= set(figures):
        absent, possible, boundary = (figures[name].value for name in ("absent", "possible", "boundary"))
        reached = Fraction(100 * absent, possible * boundary)
        if reached >= NEAR:
            yield reached, f"absent for {absent} of {possible} sessions, {boundary}% is the boundary"
    for part in reason.parts:
        yield from _nearly_there(part)
