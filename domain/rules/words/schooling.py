"""every school-age child: the education measure of a result, child by child, three-valued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import FIRST_DAY, Day
from domain.days import Days, union
from domain.rules.absences import Counting
from domain.rules.calendar import TermDays, last_terms, term_window_start, windows_with
from domain.rules.case import Case, Fact, Person
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period
from domain.rules.words.attendance import Rate, rate_over
from domain.rules.words.exclusions import enough_in_term_window, exclusions_by_person


@dataclass(frozen=True, slots=True, kw_only=True)
class EverySchoolAgeChild(Clause):
    """Met when every child who was of school age in one of the last `terms` has each of these:

    fewer than `fixed_exclusions` and no permanent one in the term window; absence under `absence_below` percent over
    those of the terms in which the child was of school age and a member on the term's last day; with `on_roll`, no
    spell off the school roll on the day. A child for whom figures lack is unknown, unless it fails otherwise. Not
    relevant where there is no such child. rules.md, EDU and the education progress of 2015.
    """

    word = "every school-age child"
    when_erased = "unknown"

    counting: Counting
    terms: Value
    absence_below: Value
    fixed_exclusions: Value
    on_roll: bool = False

    def decide(self, case: Case) -> Outcome:
        children = [person for person in case.people.values() if person.child]
        return by_period(
            lambda day: _every([self._of_child(case, child, day) for child in children]),
            self.terms, self.absence_below, self.fixed_exclusions)

    def _of_child(self, case: Case, child: Person, day: Day) -> Outcome:
        """Met, unknown and failed within the days on which the child is one that counts; irrelevant elsewhere."""
        look_back = self.terms.on(day)
        before = case.terms[look_back - 1].last if len(case.terms) >= look_back else None
        unknown = [(FIRST_DAY, before)] if before is not None else [(FIRST_DAY, child.child.spans[-1][1])]
        passed, relevant = [], list(unknown)
        counted, below = case.absences.counted(child.reference, child.member), self.absence_below.on(day)
        possible = counted.possible
        for last in windows_with(child.schooled, look_back):
            period, first, past = case.calendar.periods[last], last + 1 - look_back, last + 1
            relevant.append(period)
            absent = counted.absent(first, past, self.counting)
            if absent is None:
                unknown.append(period)
            elif 100 * absent < below * (possible[past] - possible[first]):
                passed.append(period)
        counts = Days.of(relevant) & child.child
        barred = self._excluded(case, child, day) | self._off_roll(case, child)
        return Outcome((Days.of(passed) & counts) - barred, (Days.of(unknown) & counts) - barred, ~counts)

    def _terms_of(self, child: Person, terms: Sequence[TermDays]) -> list[TermDays] | None:
        """The terms whose figures count for the child; None when of school age in none of them."""
        at_school = [term for term, schooled in zip(terms, child.of_school_age_in(terms), strict=True) if schooled]
        return [term for term in at_school if term.last in child.member] if at_school else None

    def _excluded(self, case: Case, child: Person, day: Day) -> Days:
        fixed = _starts_of(case, child, "fixed")
        permanent = _starts_of(case, child, "permanent")
        if not fixed and not permanent:
            return Days()
        look_back = self.terms.on(day)
        return (
            enough_in_term_window([fact.first for fact in fixed], self.fixed_exclusions.on(day), case.terms, look_back)
            | enough_in_term_window([fact.first for fact in permanent], 1, case.terms, look_back)
        )

    def _off_roll(self, case: Case, child: Person) -> Days:
        if not self.on_roll:
            return Days()
        spells = case.facts("education_status", ("not-on-roll",))
        return Days.of((fact.first, fact.past) for fact in spells if fact.person == child.reference)

    def explain(self, case: Case, day: Day) -> Reason:
        terms = last_terms(case.terms, self.terms.on(day), day)
        parts = tuple(
            self._explain_child(case, child, terms, day)
            for child in case.people.values()
            if day in child.child and (terms is None or self._terms_of(child, terms) is not None))
        return self.reason(case, day, parts=parts)

    def _explain_child(self, case: Case, child: Person, terms: Sequence[TermDays] | None, day: Day) -> Reason:
        """`terms` are None while fewer than enough are completed: any child may then be of school age."""
        counted = self._terms_of(child, terms or ()) or []
        rate = rate_over(case, child, counted, self.counting)
        start = term_window_start(case.terms, self.terms.on(day), day) or day
        fixed = [fact for fact in _starts_of(case, child, "fixed") if start <= fact.first <= day]
        permanent = [fact for fact in _starts_of(case, child, "permanent") if start <= fact.first <= day]
        off_roll = [fact for fact in case.facts("education_status", ("not-on-roll",))
                    if self.on_roll and fact.person == child.reference and fact.first <= day < fact.past]
        relied = rate.observations + tuple(fact.observation_id for fact in (*fixed, *permanent, *off_roll))
        missing = _missing(child, rate, counted) if terms else (f"{self.terms.on(day)} completed school terms",)
        return Reason(
            f"{self.path}/{child.reference}", "a child of school age", self._of_child(case, child, day).on(day),
            self.citation, child.reference, self._figures(rate, fixed, permanent, off_roll, day),
            (("terms", Window.between(start, day)),), relied, missing, word="a school-age child")

    def _figures(self, rate: Rate, fixed: list[Fact], permanent: list[Fact], off_roll: list[Fact],
                 day: Day) -> tuple[Figure, ...]:
        figures = [
            Figure("absent", rate.absent, "sessions"),
            Figure("possible", rate.possible, "sessions"),
            Figure("absence below", self.absence_below.on(day), "percent"),
            Figure("fixed exclusions", len(fixed), "exclusions"),
            Figure("fixed exclusions below", self.fixed_exclusions.on(day), "exclusions"),
            Figure("permanent exclusions", len(permanent), "exclusions"),
        ]
        if self.on_roll:
            figures.append(Figure("spells off roll", len(off_roll), "records"))
        return tuple(figures)


def _missing(child: Person, rate: Rate, counted: Sequence[TermDays]) -> tuple[str, ...]:
    if not counted:
        return (f"a term at whose end {{{child.reference}}} was a member and of school age",)
    return rate.missing


def _starts_of(case: Case, child: Person, category: str) -> list[Fact]:
    facts = case.facts("exclusions", (category,))
    return next((found for person, found in exclusions_by_person(case, facts) if person is child), [])


def _every(outcomes: Sequence[Outcome]) -> Outcome:
    """Failed where one child fails; else unknown where one is; met where at least one counts; else not relevant."""
    failed = union(outcome.failed for outcome in outcomes)
    unknown = union(outcome.unknown for outcome in outcomes) - failed
    met = union(outcome.met for outcome in outcomes) - failed - unknown
    return Outcome(met, unknown, ~(failed | unknown | met))
