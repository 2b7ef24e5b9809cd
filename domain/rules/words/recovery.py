"""attendance recovered: how children's attendance is judged after the family's case was closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.dates import Day
from domain.days import Days, union
from domain.rules.case import Case, Person, TermDays
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome, joined
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, periods_of
from domain.rules.words.attendance import Rate, last_terms, rate_over
from domain.rules.words.exclusions import periods_between_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecovered(Clause):
    """Met on C when every child of school age in one of the last `terms` attends enough over them.

    Enough is `attends` percent; for a child whose absence was over `severe` percent on any day from attachment to
    closure it is, instead, more than `improvement` percent above that child's lowest attendance in that time.
    `only_severe` looks at those children alone. Figures missing make the answer unknown. rules.md section 3.
    """

    terms: Value
    attends: Value
    severe: Value
    improvement: Value
    only_severe: bool = False

    def decide(self, case: Case) -> Outcome:
        children = [person for person in case.people.values() if person.child]
        return joined(
            self._every([self._of_child(case, child, day) for child in children]).within(days)
            for days, day in periods_of(self.terms, self.attends, self.severe, self.improvement))

    def _every(self, outcomes: Sequence[Outcome]) -> Outcome:
        failed = union(outcome.failed for outcome in outcomes)
        unknown = union(outcome.unknown for outcome in outcomes) - failed
        return Outcome(~(failed | unknown), unknown)

    def _of_child(self, case: Case, child: Person, day: Day) -> Outcome:
        look_back, lowest = self.terms.on(day), self._lowest(case, child, day)
        if self.only_severe and lowest is None:
            return Outcome(irrelevant=~Days())
        passed, unknown, counts = [], [], []
        for index, first, past in periods_between_terms(case.terms, look_back):
            terms = case.terms[index - look_back + 1:index + 1]
            if not any(child.of_school_age_in(term) for term in terms):
                continue
            counts.append((first, past))
            rate = rate_over(terms, case.attendance.get(child.reference, {}), "all")
            if not rate.known:
                unknown.append((first, past))
            elif self._enough(rate, lowest, day):
                passed.append((first, past))
        counted = Days.of(counts) & child.child
        return Outcome(Days.of(passed) & counted, Days.of(unknown) & counted, ~counted)

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
            rate = rate_over(case.terms[index - look_back + 1:index + 1], held, "all")
            if rate.known and Days(((first, past),)) & period & child.child:
                found.append(rate)
        if not any(rate.over(self.severe.on(day)) for rate in found):
            return None
        return min(Fraction(rate.possible - rate.absent, rate.possible) for rate in found)

    def explain(self, case: Case, day: Day) -> Reason:
        terms = last_terms(case.terms, self.terms.on(day), day)
        if terms is None:
            return self.reason(case, day, missing=(f"{self.terms.on(day)} completed school terms",))
        parts = tuple(
            self._explain_child(case, child, terms, day) for child in case.people.values()
            if day in child.child and any(child.of_school_age_in(term) for term in terms)
            and not (self.only_severe and self._lowest(case, child, day) is None))
        return self.reason(case, day, parts=parts)

    def _explain_child(self, case: Case, child: Person, terms: Sequence[TermDays], day: Day) -> Reason:
        rate = rate_over(terms, case.attendance.get(child.reference, {}), "all")
        lowest = self._lowest(case, child, day)
        figures = [Figure("absent", rate.absent, "sessions"), Figure("possible", rate.possible, "sessions")]
        if lowest is None:
            figures.append(Figure("attendance needed", self.attends.on(day), "percent"))
        else:
            figures += [Figure("lowest attendance, numerator", lowest.numerator, "sessions"),
                        Figure("lowest attendance, denominator", lowest.denominator, "sessions"),
                        Figure("improvement needed, more than", self.improvement.on(day), "percent")]
        missing = tuple(f"attendance of {{{child.reference}}} in term {term}" for term in rate.missing)
        return Reason(f"{self.path}/{child.reference}", "a child of school age",
                      self._of_child(case, child, day).on(day), self.citation, child.reference, tuple(figures),
                      (("terms", Window.between(terms[0].first, terms[-1].last)),), rate.observations, missing)
