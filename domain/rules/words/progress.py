"""not in the n months to, and for each problem: what makes progress significant and sustained."""

from __future__ import annotations

from dataclasses import dataclass

from domain.dates import Day, add_months, first_day_past
from domain.days import NEVER, Days, union
from domain.rules.case import Case
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_RELEVANT, Outcome, all_of
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInMonthsTo(Clause):
    """Met on C when on no day X with add_months(C, -months) < X <= C any of the parts was met.

    The parts judge age and membership on each such day. rules.md section 0.
    """

    word = "not in the months to"

    months: Value
    clauses: tuple[Clause, ...]

    def decide(self, case: Case) -> Outcome:
        inside = union(clause.outcome(case).met for clause in self.clauses)
        doubtful = union(clause.outcome(case).unknown for clause in self.clauses)
        return by_period(lambda day: self._of(inside, doubtful, self.months.on(day)), self.months)

    def _of(self, inside: Days, doubtful: Days, months: int) -> Outcome:
        failed = _still_in_months(inside, months)
        unknown = _still_in_months(doubtful, months) - failed
        return Outcome(~(failed | unknown), unknown)

    def explain(self, case: Case, day: Day) -> Reason:
        first = add_months(day, -self.months.on(day)) + 1
        window = Days.between(first, day)
        parts = []
        for clause in self.clauses:
            outcome = clause.outcome(case)
            found = outcome.met & window or outcome.unknown & window
            if found:
                parts.append(clause.explain(case, found.spans[-1][1] - 1))
        inside = union(clause.outcome(case).met & window for clause in self.clauses)
        return self.reason(
            case, day, windows=(("months to the day", Window.between(first, day)),), parts=tuple(parts),
            figures=(Figure("days on which it was so", inside.length, "days"),))

    def parts(self) -> tuple[Clause, ...]:
        return self.clauses


def _still_in_months(inside: Days, months: int) -> Days:
    """The days C with a day of `inside` in the months to C."""
    return inside.stretched(lambda last: first_day_past(last, months)) if months else NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A criterion, what progress on it is, and whether progress is asked for even if it was never met."""

    criterion: Clause
    progress: Clause
    always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressOnEach(Clause):
    """Met on C when there is progress on every problem met on any day from the attachment to C.

    Progress that is not relevant (no child of school age, nothing to reduce) is passed over.
    """

    word = "progress on each problem"
    when_erased = "unknown"

    problems: tuple[Problem, ...]

    def decide(self, case: Case) -> Outcome:
        return _passing_over(all_of([self._of(case, problem) for problem in self.problems]))

    def _of(self, case: Case, problem: Problem) -> Outcome:
        """The outcome of the progress from the first day of the problem on; not relevant before."""
        progress = problem.progress.outcome(case)
        if problem.always:
            return progress
        first = problem.criterion.outcome(case).met.first_on_or_after(case.attached_on)
        if first is None:
            return NOT_RELEVANT
        asked = Days.since(first)
        return Outcome(progress.met & asked, progress.unknown & asked, progress.irrelevant | ~asked)

    def explain(self, case: Case, day: Day) -> Reason:
        parts = tuple(
            problem.progress.explain(case, day) for problem in self.problems
            if problem.always or self._asked_by(case, problem, day))
        return self.reason(case, day, parts=parts, figures=(Figure("problems looked at", len(parts), "problems"),))

    def _asked_by(self, case: Case, problem: Problem, day: Day) -> bool:
        first = problem.criterion.outcome(case).met.first_on_or_after(case.attached_on)
        return first is not None and first <= day

    def parts(self) -> tuple[Clause, ...]:
        return tuple(clause for problem in self.problems for clause in (problem.criterion, problem.progress))


def _passing_over(outcome: Outcome) -> Outcome:
    """With no problem at all there is nothing left to progress on: met."""
    return Outcome(outcome.met | outcome.irrelevant, outcome.unknown)


