"""absent over the last k terms: rates of absence that pool the sessions of completed terms, in exact integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.dates import Day
from domain.days import Days, union
from domain.rules.absences import NO_FIGURES, Counting, Figures, WindowRate
from domain.rules.calendar import TermDays, last_terms
from domain.rules.case import Case, Person
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_MET, Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period
from domain.rules.words.exclusions import reason_before_terms


@dataclass(frozen=True, slots=True)
class Rate:
    """One child's absences of possible sessions, pooled; `missing` says which figures lack."""

    absent: int
    possible: int
    observations: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def known(self) -> bool:
        return not self.missing and self.possible > 0

    def over(self, percent: int) -> bool:
        return 100 * self.absent > percent * self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent(Clause):
    """Met while one child's absence over the last `terms` is `at_least` (or `over`) a percentage.

    Every one of the terms needs figures, or the rate is unknown; unknown is said only of children who were of school
    age in one of the terms, since of others no figures are to be expected. `of_school_age` leaves other children out.
    """

    word = "absent"
    when_erased = "met stays"

    counting: Counting
    terms: Value
    of_school_age: bool
    at_least: Value | None = None
    over: Value | None = None

    def decide(self, case: Case) -> Outcome:
        children = [person for person in case.people.values() if person.child]
        if not children:
            return NOT_MET
        return by_period(lambda day: self._over(case, children, day), self.terms, self.at_least, self.over)

    def _over(self, case: Case, children: Sequence[Person], day: Day) -> Outcome:
        look_back = self.terms.on(day)
        reached = union([
            self._reached(case.absences.over(child.reference, look_back).rates, day) & child.child
            for child in children])
        return Outcome(reached, case.absences.lacking(look_back, self.counting) - reached)

    def _reached(self, rates: Sequence[WindowRate], day: Day) -> Days:
        """The days on which the rate is high enough. Percentages are whole, so 'over' is at least a hundredth more."""
        least, more = self._boundary(day).value, int(self.over is not None)
        return Days.of([
            rate.period for rate in rates
            if (absent := rate.absent(self.counting)) is not None and 100 * absent >= least * rate.possible + more
            and (rate.of_school_age or not self.of_school_age)])

    def explain(self, case: Case, day: Day) -> Reason:
        """The child with the highest rate, and the terms that lack figures for any child of school age."""
        terms = last_terms(case.terms, self.terms.on(day), day)
        if terms is None:
            return reason_before_terms(self, case, day, self.terms.on(day))
        rates = list(self._rates_on(case, terms, day))
        known = [(child, rate) for child, rate in rates if rate.known]
        window = (("terms", Window.between(terms[0].first, terms[-1].last)),)
        figures = [self._boundary(day)]
        missing = () if self.outcome(case).on(day) != "unknown" else missing_figures(rates)
        if not known or missing:
            return self.reason(case, day, figures=tuple(figures), windows=window, missing=missing)
        child, worst = max(known, key=lambda found: (found[1].absent / found[1].possible, found[0].reference))
        figures = [Figure("absent", worst.absent, "sessions"), Figure("possible", worst.possible, "sessions"), *figures]
        return self.reason(case, day, person=child.reference, figures=tuple(figures), windows=window,
                           observations=worst.observations, missing=missing)

    def _boundary(self, day: Day) -> Figure:
        if self.over is not None:
            return Figure("boundary, over", self.over.on(day), "percent")
        assert self.at_least is not None, f"{self.path} has no boundary"
        return Figure("boundary, at least", self.at_least.on(day), "percent")

    def _rates_on(self, case: Case, terms: Sequence[TermDays], day: Day) -> Iterator[tuple[Person, Rate]]:
        for child in case.people.values():
            at_school = any(child.of_school_age_in(terms))
            told = child.reference in case.attendance
            if day in child.child and (at_school or (told and not self.of_school_age)):
                yield child, rate_over(case, child, terms, self.counting)


def pooled(terms: Sequence[TermDays], held: Mapping[str, Figures], counting: Counting) -> Rate | None:
    """The bare rate over the terms, without what it rests on; None when any of them lacks figures, or there is none."""
    absent = possible = 0
    for term in terms:
        figures = held.get(term.term_id, NO_FIGURES)
        absences = figures.absent(counting)
        if absences is None:
            return None
        possible += figures.possible
        absent += absences
    return Rate(absent, possible, (), ()) if possible else None


def rate_over(case: Case, child: Person, terms: Sequence[TermDays], counting: Counting) -> Rate:
    """Zero possible sessions in a term are no figures for it; and none of all absences without the authorised ones."""
    held = case.attendance.get(child.reference, {})
    absent = possible = 0
    observations: list[str] = []
    missing: list[str] = []
    for term in terms:
        figures = held.get(term.term_id, NO_FIGURES)
        absences = figures.absent(counting)
        if absences is None:
            lacking = "authorised absence" if figures.possible else "attendance"
            missing.append(f"{lacking} of {{{child.reference}}} in term {term.term_id}")
            continue
        possible += figures.possible
        absent += absences
        observations.extend(figures.observations)
    return Rate(absent, possible, tuple(observations), tuple(missing))


def missing_figures(rates: Sequence[tuple[Person, Rate]]) -> tuple[str, ...]:
    return tuple(lacking for _, rate in rates for lacking in rate.missing)


