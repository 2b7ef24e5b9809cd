"""attendance recovered: how children's attendance is judged after the family's case was closed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.dates import Day
from domain.days import Days, union
from domain.rules.calendar import TermDays, last_terms, periods_between_terms
from domain.rules.case import Case, Person
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_RELEVANT, Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period
from domain.rules.words.attendance import Rate, pooled, rate_over
from domain.rules.words.exclusions import reason_before_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecovered(Clause):
    """Met on C when every child attends enough over the last `terms` who was of school age in `school_age_terms`.

    A child is of school age on C when it was so in any of the last `school_age_terms` terms.

    Enough is `attends` percent; for a child whose absence was over `severe` percent on any day from attachment to
    closure it is, instead, more than `improvement` percent above that child's lowest attendance in that time.
    `only_severe` looks at those children alone. Figures missing make the answer unknown. rules.md section 3.
    """

    word = "attendance recovered"
    when_erased = "unknown"

    terms: Value
    school_age_terms: Value
    attends: Value
    severe: Value
    improvement: Value
    only_severe: bool = False

    def decide(self, case: Case) -> Outcome:
        children = [person for person in case.people.values() if person.child]
        return by_period(
            lambda day: self._every(case, children, day),
            self.terms, self.school_age_terms, self.attends, self.severe, self.improvement)

    def _every(self, case: Case, children: Sequence[Person], day: Day) -> Outcome:
        outcomes = [self._of_child(case, child, day) for child in children]
        failed = union(outcome.failed for outcome in outcomes)
        lacking = case.absences.before_terms(self.terms.on(day))
        unknown = union((lacking, *(outcome.unknown for outcome in outcomes))) - failed
        return Outcome(~(failed | unknown), unknown)

    def _of_child(self, case: Case, child: Person, day: Day) -> Outcome:
        look_back, lowest = self.terms.on(day), self._lowest(case, child, day)
        if self.only_severe and lowest is None:
            return NOT_RELEVANT
        passed, unknown, counts = [], [], []
        held = case.attendance.get(child.reference, {})
        for index, first, past in periods_between_terms(case.terms, look_back):
            if not self._is_of_school_age(child, index + 1, day):
                continue
            counts.append((first, past))
            rate = pooled(case.terms[index - look_back + 1:index + 1], held, "all")
            if rate is None:
                unknown.append((first, past))
            elif self._enough(rate, lowest, day):
                passed.append((first, past))
        counted = Days.of(counts) & child.child
        return Outcome(Days.of(passed) & counted, Days.of(unknown) & counted, ~counted)

    def _is_of_school_age(self, child: Person, completed: int, day: Day) -> bool:
        """Of school age in one of the last terms, when `completed` terms are."""
        return any(child.schooled[max(0, completed - self.school_age_terms.on(day)):completed])

    def _enough(self, rate: Rate, lowest: Fraction | None, day: Day) -> bool:
        attended = Fraction(rate.possible - rate.absent, rate.possible)
        if lowest is None:
            return 100 * attended >= self.attends.on(day)
        return 100 * attended > (100 + self.improvement.on(day)) * lowest

    def _lowest(self, case: Case, child: Person, day: Day) -> Fraction | None:
        """The lowest attendance of a child whose absence was severe between attachment and closure; else None."""
        if case.closed_on is None:
            return None
        look_back, period = self.terms.on(day), Days.between(case.attached_on, case.closed_on)
        held = case.attendance.get(child.reference, {})
        found: list[Rate] = []
        for index, first, past in periods_between_terms(case.terms, look_back):
            rate = pooled(case.terms[index - look_back + 1:index + 1], held, "all") if held else None
            if rate and Days(((first, past),)) & period & child.child:
                found.append(rate)
        if not any(rate.over(self.severe.on(day)) for rate in found):
            return None
        return min(Fraction(rate.possible - rate.absent, rate.possible) for rate in found)

    def explain(self, case: Case, day: Day) -> Reason:
        terms = last_terms(case.terms, self.terms.on(day), day)
        if terms is None:
            return reason_before_terms(self, case, day, self.terms.on(day))
        completed = bisect_right(case.terms, day, key=lambda term: term.last)
        parts = tuple(
            self._explain_child(case, child, terms, day) for child in case.people.values()
            if day in child.child and self._is_of_school_age(child, completed, day)
            and not (self.only_severe and self._lowest(case, child, day) is None))
        return self.reason(case, day, parts=parts)

    def _explain_child(self, case: Case, child: Person, terms: Sequence[TermDays], day: Day) -> Reason:
        rate = rate_over(case, child, terms, "all")
        lowest = self._lowest(case, child, day)
        figures = [Figure("absent", rate.absent, "sessions"), Figure("possible", rate.possible, "sessions")]
        if lowest is None:
            figures.append(Figure("attendance needed", self.attends.on(day), "percent"))
        else:
            figures += [Figure("lowest attendance, numerator", lowest.numerator, "sessions"),
                        Figure("lowest attendance, denominator", lowest.denominator, "sessions"),
                        Figure("improvement needed, more than", self.improvement.on(day), "percent")]
        return Reason(f"{self.path}/{child.reference}", "a child of school age",
                      self._of_child(case, child, day).on(day), self.citation, child.reference, tuple(figures),
                      (("terms", Window.between(terms[0].first, terms[-1].last)),), rate.observations,
                      rate.missing, word="a child's recovery")
