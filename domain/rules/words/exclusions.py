"""in the term window: exclusions from school since the first day of the last k completed terms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.dates import BEYOND, Day
from domain.days import Days, Span
from domain.rules.case import Case, Fact, Person, TermDays
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_MET, Outcome, joined
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, periods_of
from domain.rules.words.records import started_since


@dataclass(frozen=True, slots=True, kw_only=True)
class InTermWindow(Clause):
    """Met while one child has at least `number` matching exclusions that start in the term window.

    The window on D runs from the first day of the first of the last `terms` completed terms to D itself. Until so many
    terms are completed, nothing is known.
    """

    record: str
    category: tuple[str, ...] | None
    terms: Value
    number: Value
    since: str | None = None

    def decide(self, case: Case) -> Outcome:
        by_child = self._by_child(case)
        if not by_child:
            return NOT_MET
        return joined(
            Outcome(Days.of(span for person, facts in by_child for span in (
                enough_in_term_window(
                    [fact.first for fact in facts], self.number.on(day), case.terms, self.terms.on(day))
                & person.child))).within(days)
            for days, day in periods_of(self.terms, self.number))

    def explain(self, case: Case, day: Day) -> Reason:
        start = term_window_start(case.terms, self.terms.on(day), day)
        if start is None:
            return self.reason(case, day, missing=(f"{self.terms.on(day)} completed school terms",))
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


def term_window_start(terms: Sequence[TermDays], look_back: int, day: Day) -> Day | None:
    """The first day of the first of the last `look_back` terms completed by `day`; None while there are fewer."""
    completed = bisect_right(terms, day, key=lambda term: term.last)
    return terms[completed - look_back].first if completed >= look_back else None


def periods_between_terms(terms: Sequence[TermDays], look_back: int) -> Iterator[tuple[int, Day, Day]]:
    """(index of the last completed term, first, past) for each period with the same last `look_back` terms."""
    for index in range(look_back - 1, len(terms)):
        past = terms[index + 1].last if index + 1 < len(terms) else BEYOND
        if terms[index].last < past:
            yield index, terms[index].last, past


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
