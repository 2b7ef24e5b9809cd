"""any, all, at least n of, and references to criteria: how clauses are put together."""

from __future__ import annotations

from dataclasses import dataclass

from domain.dates import Day
from domain.rules.case import Case
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome, all_of, any_of, at_least_of
from domain.rules.reasons import Figure, Reason
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Clause):
    """Met on the days on which one of its parts is."""

    word = "any"

    clauses: tuple[Clause, ...]

    def decide(self, case: Case) -> Outcome:
        return any_of([clause.outcome(case) for clause in self.clauses])

    def explain(self, case: Case, day: Day) -> Reason:
        return self.reason(case, day, parts=tuple(clause.explain(case, day) for clause in self.clauses))

    def without_look_back(self) -> Clause:
        return self.renamed("~", clauses=tuple(clause.without_look_back() for clause in self.clauses))

    def parts(self) -> tuple[Clause, ...]:
        return self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf(Clause):
    """Met on the days on which none of its parts fails or is unknown, and one is relevant and met."""

    word = "all"

    clauses: tuple[Clause, ...]

    def decide(self, case: Case) -> Outcome:
        return all_of([clause.outcome(case) for clause in self.clauses])

    def explain(self, case: Case, day: Day) -> Reason:
        return self.reason(case, day, parts=tuple(clause.explain(case, day) for clause in self.clauses))

    def without_look_back(self) -> Clause:
        return self.renamed("~", clauses=tuple(clause.without_look_back() for clause in self.clauses))

    def parts(self) -> tuple[Clause, ...]:
        return self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf(AnyOf):
    """Met on the days on which none of its parts is."""

    word = "none"

    def decide(self, case: Case) -> Outcome:
        return any_of([clause.outcome(case) for clause in self.clauses]).opposite()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures(AllOf):
    """`all`, of measures of which at least one has to be relevant: where none is, the result is not met."""

    word = "measures"

    def decide(self, case: Case) -> Outcome:
        outcome = all_of([clause.outcome(case) for clause in self.clauses])
        return Outcome(outcome.met, outcome.unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast(Clause):
    """Met on the days on which at least `number` of its parts are.

    `counted_by`, where given, says what counts as one: `needs` counts every criterion, `headlines` those under one
    headline (the part of their names before the point) together.
    """

    word = "at least"

    number: Value
    clauses: tuple[Clause, ...]
    counted_by: Value | None = None

    def decide(self, case: Case) -> Outcome:
        return by_period(
            lambda day: at_least_of(self.number.on(day), self._counted(case, day)), self.number, self.counted_by)

    def _counted(self, case: Case, day: Day) -> list[Outcome]:
        if self._counts_each(day):
            return [clause.outcome(case) for clause in self.clauses]
        return [any_of([clause.outcome(case) for clause in together]) for together in self._headlines()]

    def _counts_each(self, day: Day) -> bool:
        return self.counted_by is None or self.counted_by.in_force(day).value == "needs"

    def _headlines(self) -> list[list[Clause]]:
        groups: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            groups.setdefault(clause.path.partition(".")[0], []).append(clause)
        return list(groups.values())

    def explain(self, case: Case, day: Day) -> Reason:
        parts = tuple(clause.explain(case, day) for clause in self.clauses)
        met = sum(outcome.on(day) == "met" for outcome in self._counted(case, day))
        unit = str(self.counted_by.in_force(day).value) if self.counted_by else "criteria"
        figures = (Figure("met", met, unit), Figure("needed", self.number.on(day), unit))
        return self.reason(case, day, figures=figures, parts=parts)

    def parts(self) -> tuple[Clause, ...]:
        return self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Clause):
    """Another criterion of the scheme by its name: met when that one is."""

    word = "criterion"

    name: str
    target: Clause

    def decide(self, case: Case) -> Outcome:
        return self.target.outcome(case)

    def explain(self, case: Case, day: Day) -> Reason:
        return self.target.explain(case, day)

    def parts(self) -> tuple[Clause, ...]:
        return (self.target,)
