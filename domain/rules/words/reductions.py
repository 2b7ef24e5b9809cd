"""fell by at least p%: counts in the months before attachment beside the months to the day of the claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import Day, add_months, first_day_past
from domain.days import Days
from domain.rules.case import Case, Fact
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period
from domain.steps import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Fell(Clause):
    """Compares what happened in the `months` before attachment, A excluded, with the `months` to C, C included.

    Met when 100 * (b - r) >= percent * b. With nothing before and nothing now it is not relevant; with nothing before
    and something now it fails. `subject` is judged on the day each record happened, and may have left since.
    """

    word = "fell"
    when_erased = "unknown"

    record: str
    category: tuple[str, ...] | None
    subject: str
    months: Value
    percent: Value

    def decide(self, case: Case) -> Outcome:
        facts = self._facts(case)
        return by_period(lambda day: self._of(case, facts, day), self.months, self.percent)

    def _of(self, case: Case, facts: Sequence[Fact], day: Day) -> Outcome:
        months, percent = self.months.on(day), self.percent.on(day)
        before = len(self._baseline(case, facts, months))
        now = counted([Days(((fact.first, first_day_past(fact.first, months)),)) for fact in facts])
        if before == 0:
            return Outcome(irrelevant=now.days_where(lambda count: count == 0))
        return Outcome(now.days_where(lambda count: 100 * (before - count) >= percent * before))

    def explain(self, case: Case, day: Day) -> Reason:
        facts, months = self._facts(case), self.months.on(day)
        before = self._baseline(case, facts, months)
        after = [fact for fact in facts if add_months(day, -months) < fact.first <= day]
        windows = (
            ("baseline", Window.between(add_months(case.attached_on, -months), case.attached_on - 1)),
            ("result", Window.between(add_months(day, -months) + 1, day)),
        )
        figures = (
            Figure("before", len(before), "records"), Figure("after", len(after), "records"),
            Figure("reduction needed", self.percent.on(day), "percent"))
        relied = tuple(fact.observation_id for fact in dict.fromkeys((*before, *after)))
        return self.reason(case, day, figures=figures, windows=windows, observations=relied)

    def _baseline(self, case: Case, facts: Sequence[Fact], months: int) -> list[Fact]:
        first = add_months(case.attached_on, -months)
        return [fact for fact in facts if first <= fact.first < case.attached_on]

    def _facts(self, case: Case) -> list[Fact]:
        return [
            fact for fact in case.facts(self.record, self.category)
            if fact.first in case.days_of_subject(fact, self.subject)]

