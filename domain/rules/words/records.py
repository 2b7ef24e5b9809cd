"""in force, and within the last n months: clauses about dated records of people or of the family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.dates import BEYOND, LAST_DAY, Day, add_months
from domain.days import NEVER, Days, at_least, union
from domain.rules.case import Case, Fact
from domain.rules.clause import Clause
from domain.rules.outcome import NOT_MET, Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce(Clause):
    """Met on the days of any matching record, while its subject counts; what happened is in force on its day alone.

    `without` names a kind of record that takes its own days away, person by person (10.1: no employment in force).
    `since` bounds the records to those that start on or after the attachment or the closure.
    """

    word = "in force"
    when_erased = "met stays"

    record: str
    category: tuple[str, ...] | None
    subject: str
    without: str | None = None
    since: str | None = None

    def decide(self, case: Case) -> Outcome:
        facts = self._facts(case)
        if not facts:
            return NOT_MET
        return Outcome(union(self._days_of(case, fact) for fact in facts))

    def explain(self, case: Case, day: Day) -> Reason:
        relied = [fact.observation_id for fact in self._facts(case) if day in self._days_of(case, fact)]
        figures = (Figure("counted", len(relied), "records"), Figure("needed", 1, "records"))
        return self.reason(case, day, figures=figures, windows=(("on", Window.between(day, day)),),
                           observations=tuple(relied))

    def _facts(self, case: Case) -> list[Fact]:
        facts = case.facts(self.record, self.category)
        return facts if self.since is None else started_since(facts, case.start_of(self.since))

    def _days_of(self, case: Case, fact: Fact) -> Days:
        days = Days(((fact.first, fact.past),)) & case.days_of_subject(fact, self.subject)
        if self.without and days:
            days = days - union(
                Days(((other.first, other.past),))
                for other in case.facts(self.without, None) if other.person == fact.person)
        return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Within(Clause):
    """Met while at least `number` (one, if not given) matching records lie within the last `months`.

    A record counts on D when it has begun and D < add_months(its last day, months). rules.md section 0.
    """

    word = "within"
    when_erased = "met stays"

    record: str
    category: tuple[str, ...] | None
    subject: str
    months: Value
    number: Value | None = None
    since: str | None = None

    def decide(self, case: Case) -> Outcome:
        facts = self._facts(case)
        if not facts:
            return NOT_MET
        return by_period(lambda day: Outcome(self._met(case, facts, day)), self.months, self.number)

    def explain(self, case: Case, day: Day) -> Reason:
        months = self.months.on(day)
        counting = [fact for fact in self._facts(case) if day in self._days_of(case, fact, months)]
        needed = self.number.on(day) if self.number else 1
        figures = (Figure("counted", len(counting), "records"), Figure("needed", needed, "records"))
        window = Window.between(first_day_within(day, months), day)
        return self.reason(case, day, figures=figures, windows=(("within", window),),
                           observations=tuple(fact.observation_id for fact in counting))

    def without_look_back(self) -> Clause:
        if self.number is not None:
            return self
        return InForce(path=f"{self.path}~", label=self.label, citation=self.citation, record=self.record,
                       category=self.category, subject=self.subject, since=self.since)

    def _facts(self, case: Case) -> list[Fact]:
        facts = case.facts(self.record, self.category)
        return facts if self.since is None else started_since(facts, case.start_of(self.since))

    def _met(self, case: Case, facts: Iterable[Fact], day: Day) -> Days:
        months = self.months.on(day)
        sets = [self._days_of(case, fact, months) for fact in facts]
        return union(sets) if self.number is None else at_least(self.number.on(day), sets)

    def _days_of(self, case: Case, fact: Fact, months: int) -> Days:
        past = add_months(fact.last, months) if fact.past < BEYOND else BEYOND
        if fact.first >= past:
            return NEVER
        return Days(((fact.first, past),)) & case.days_of_subject(fact, self.subject)


def started_since(facts: list[Fact], start: Day | None) -> list[Fact]:
    return facts if start is None else [fact for fact in facts if fact.first >= start]


def first_day_within(day: Day, months: int) -> Day:
    """The earliest X that is still within the last `months` on `day`: the first with day < add_months(X, months)."""
    candidate = add_months(day, -months)
    while add_months(candidate, months) > day:
        candidate -= 1
    while candidate <= LAST_DAY and add_months(candidate, months) <= day:
        candidate += 1
    return candidate
