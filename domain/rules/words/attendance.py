"""absent over the last k terms: rates of absence that pool the sessions of completed terms, in exact integers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.dates import Day
from domain.days import Days, union
from domain.rules.case import Case, Figures, Person, TermDays
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_MET, Outcome, joined
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, periods_of
from domain.rules.words.exclusions import (
    child_days_before_terms,
    period_after,
    reason_before_terms,
    windows_with,
)

Counting = Literal["unauthorised", "all"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Absences of possible sessions, pooled; `missing` names the terms without figures."""

    absent: int
    possible: int
    observations: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def known(self) -> bool:
        return not self.missing and self.possible > 0

    def at_least(self, percent: int) -> bool:
        return 100 * self.absent >= percent * self.possible

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
        return joined(
            self._over(case, children, day).within(days)
            for days, day in periods_of(self.terms, self.at_least, self.over))

    def _over(self, case: Case, children: Sequence[Person], day: Day) -> Outcome:
        met, unknown = [], []
        for child in children:
            passed, without = self._of_child(case, child, day)
            met.append(passed & child.child)
            unknown.append(without & child.child)
        reached = union(met)
        lacking = union((*unknown, child_days_before_terms(case, self.terms.on(day))))
        return Outcome(reached, lacking - reached)

    def _of_child(self, case: Case, child: Person, day: Day) -> tuple[Days, Days]:
        look_back, held = self.terms.on(day), case.attendance.get(child.reference, {})
        looked_at = [at_school or term.term_id in held
                     for term, at_school in zip(case.terms, child.schooled, strict=True)]
        met, unknown = [], []
        for index in windows_with(looked_at, look_back):
            window = slice(index - look_back + 1, index + 1)
            at_school = any(child.schooled[window])
            rate = pooled(case.terms[window], held, self.counting)
            if rate is None:
                if at_school:
                    unknown.append(period_after(case.terms, index))
            elif (at_school or not self.of_school_age) and self._reaches(rate, day):
                met.append(period_after(case.terms, index))
        return Days.of(met), Days.of(unknown)

    def _reaches(self, rate: Rate, day: Day) -> bool:
        if self.over is not None:
            return rate.over(self.over.on(day))
        assert self.at_least is not None, f"{self.path} has no boundary"
        return rate.at_least(self.at_least.on(day))

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
            held = case.attendance.get(child.reference, {})
            if day in child.child and (at_school or (held and not self.of_school_age)):
                yield child, rate_over(terms, held, self.counting)


def pooled(terms: Sequence[TermDays], held: Mapping[str, Figures], counting: Counting) -> Rate | None:
    """The bare rate over the terms, without what it rests on; None when any of them lacks figures, or there is none."""
    absent = possible = 0
    for term in terms:
        figures = held.get(term.term_id)
        if figures is None or figures.possible == 0:
            return None
        possible += figures.possible
        absent += figures.unauthorised + figures.authorised if counting == "all" else figures.unauthorised
    return Rate(absent, possible, (), ()) if possible else None


def rate_over(terms: Sequence[TermDays], held: Mapping[str, Figures], counting: Counting) -> Rate:
    """Zero possible sessions in a term are no figures for it."""
    absent = possible = 0
    observations: list[str] = []
    missing: list[str] = []
    for term in terms:
        figures = held.get(term.term_id)
        if figures is None or figures.possible == 0:
            missing.append(term.term_id)
            continue
        possible += figures.possible
        absent += figures.unauthorised + (figures.authorised if counting == "all" else 0)
        observations.extend(figures.observations)
    return Rate(absent, possible, tuple(observations), tuple(missing))


def last_terms(terms: Sequence[TermDays], look_back: int, day: Day) -> Sequence[TermDays] | None:
    """The last `look_back` terms completed by `day`; None while there are fewer."""
    completed = bisect_right(terms, day, key=lambda term: term.last)
    return terms[completed - look_back:completed] if completed >= look_back else None


def missing_figures(rates: Sequence[tuple[Person, Rate]]) -> tuple[str, ...]:
    return tuple(
        f"attendance of {{{child.reference}}} in term {term}" for child, rate in rates for term in rate.missing)


