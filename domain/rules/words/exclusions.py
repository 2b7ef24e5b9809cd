"""in the term window: exclusions from school since the first day of the last k completed terms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import Day
from domain.days import Days, Span, union
from domain.rules.calendar import TermDays, periods_between_terms, term_window_start
from domain.rules.case import Case, Fact, Person
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period
from domain.rules.words.records import started_since


@dataclass(frozen=True, slots=True, kw_only=True)
class InTermWindow(Clause):
    """Met while one child has at least `number` matching exclusions that start in the term window.

    The window on D runs from the first day of the first of the last `terms` completed terms to D itself. While fewer
    are completed it is unknown of every child.
    """

    word = "in the term window"
    when_erased = "met stays"

    record: str
    category: tuple[str, ...] | None
    terms: Value
    number: Value
    since: str | None = None

    def decide(self, case: Case) -> Outcome:
        by_child = self._by_child(case)
        return by_period(lambda day: self._of(case, by_child, day), self.terms, self.number)

    def _of(self, case: Case, by_child: list[tuple[Person, list[Fact]]], day: Day) -> Outcome:
        number, look_back = self.number.on(day), self.terms.on(day)
        enough = union(
            enough_in_term_window([fact.first for fact in facts], number, case.terms, look_back) & person.child
            for person, facts in by_child)
        return Outcome(enough, case.absences.before_terms(look_back))

    def explain(self, case: Case, day: Day) -> Reason:
        start = term_window_start(case.terms, self.terms.on(day), day)
        if start is None:
            return reason_before_terms(self, case, day, self.terms.on(day))
        counts = [
            (person, [fact for fact in facts if start <= fact.first <= day])
            for person, facts in self._by_child(case) if day in person.child
        ]
        most: tuple[Person | None, list[Fact]] = max(counts, key=lambda found: len(found[1]), default=(None, []))
        figures = (Figure("counted", len(most[1]), "exclusions"), Figure("needed", self.number.on(day), "exclusions"))
        return self.reason(case, day, person=most[0].reference if most[0] and most[1] else None, figures=figures,
                           windows=(("terms", Window.between(start, day)),),
                           observations=tuple(fact.observation_id for fact in most[1]))

    def _by_child(self, case: Case) -> list[tuple[Person, list[Fact]]]:
        facts = started_since(case.facts(self.record, self.category), case.start_of(self.since))
        return exclusions_by_person(case, facts)


def exclusions_by_person(case: Case, facts: Sequence[Fact]) -> list[tuple[Person, list[Fact]]]:
    """Each member's own, those that happened while a member, in order of their days."""
    by_person: dict[str, list[Fact]] = {}
    for fact in facts:
        person = case.people.get(fact.person or "")
        if person is not None and fact.first in person.member:
            by_person.setdefault(person.reference, []).append(fact)
    return [(case.people[reference], found) for reference, found in by_person.items()]


def reason_before_terms(clause: Clause, case: Case, day: Day, look_back: int) -> Reason:
    """Why a test of terms cannot be made on a day before so many are completed; without a child nothing is missing."""
    is_asked = day in case.absences.before_terms(look_back)
    return clause.reason(case, day, missing=(f"{look_back} completed school terms",) if is_asked else ())


def enough_in_term_window(starts: list[Day], number: int, terms: Sequence[TermDays], look_back: int) -> Days:
    """The days on which at least `number` of the sorted `starts` lie in the term window."""
    spans: list[Span] = []
    if len(starts) < number:
        return Days()
    for index, first, past in periods_between_terms(terms, look_back):
        reached = bisect_left(starts, terms[index - look_back + 1].first) + number - 1
        if reached >= len(starts):
            break
        if starts[reached] < past:
            spans.append((max(starts[reached], first), past))
    return Days.of(spans)
