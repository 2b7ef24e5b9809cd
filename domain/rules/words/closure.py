"""sustained since closure: every need met while the family was worked with stays away after the work ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import BEYOND, Day, add_months
from domain.days import Days, union
from domain.rules.case import Case, Fact
from domain.rules.clause import Clause
from domain.rules.outcome import MET, NOT_MET, Outcome, all_of
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need of the scheme, and how it is judged after closure.

    `afterwards` must be met on no day from closure to C; `on_the_day`, when there is one, must be met on C instead.
    """

    need: Clause
    afterwards: Clause
    on_the_day: Clause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SustainedSinceClosure(Clause):
    """Met on C when every need met on any day from attachment to closure is absent from closure to C.

    Each by its own test without the look-back, on both of those days and every one between. rules.md section 3, SFO.
    """

    word = "needs sustained since closure"
    when_erased = "unknown"

    needs: tuple[Need, ...]

    def decide(self, case: Case) -> Outcome:
        if case.closed_on is None or case.closed_on < case.attached_on:
            return NOT_MET
        asked = self._asked(case)
        return all_of([_still_absent(case, need) for need in asked]) if asked else MET

    def _asked(self, case: Case) -> list[Need]:
        assert case.closed_on is not None
        period = Days.between(case.attached_on, case.closed_on)
        return [need for need in self.needs if need.need.outcome(case).met & period]

    def explain(self, case: Case, day: Day) -> Reason:
        if case.closed_on is None:
            return self.reason(case, day, missing=("the day of closure",))
        if case.closed_on < case.attached_on:
            return self.reason(case, day, missing=("a day of closure that is not before the attachment",))
        asked = self._asked(case)
        parts = tuple(_explain_after(case, need, day) for need in asked)
        window = Window.between(case.closed_on, day)
        return self.reason(case, day, parts=parts, windows=(("since closure", window),),
                           figures=(Figure("needs to be sustained", len(asked), "needs"),))

    def parts(self) -> tuple[Clause, ...]:
        judged = ((need.need, need.afterwards, need.on_the_day) for need in self.needs)
        return tuple(clause for together in judged for clause in together if clause)


def _still_absent(case: Case, need: Need) -> Outcome:
    if need.on_the_day is not None:
        return need.on_the_day.outcome(case)
    assert case.closed_on is not None
    since = Days.since(case.closed_on)
    afterwards = need.afterwards.outcome(case)
    returned = _from_the_first(afterwards.met & since)
    unknown = _from_the_first(afterwards.unknown & since) - returned
    return Outcome(~(returned | unknown), unknown)


def _from_the_first(days: Days) -> Days:
    """Every day from the first one of these on: what was once so since closure was so, however long ago."""
    return days if days.first is None else Days.since(days.first)


def _explain_after(case: Case, need: Need, day: Day) -> Reason:
    assert case.closed_on is not None
    if need.on_the_day is not None:
        return need.on_the_day.explain(case, day)
    since = Days.between(case.closed_on, day)
    afterwards = need.afterwards.outcome(case)
    told = (afterwards.met & since).first or (afterwards.unknown & since).first
    return Reason(
        f"{need.need.path}/sustained", f"{need.need.label}: gone since closure", _still_absent(case, need).on(day),
        need.need.citation, figures=(Figure("days on which it was so", (afterwards.met & since).length, "days"),),
        windows=(("since closure", Window.between(case.closed_on, day)),),
        parts=(need.afterwards.explain(case, told),) if told is not None else (), word="gone since closure")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneStartingAfterClosure(Clause):
    """Met unless a matching spell starts after closure and before add_months(closure, months), and by C.

    The day of closure itself and the last day named are not in that time.
    """

    word = "none starting after closure"
    when_erased = "unknown"

    record: str
    category: tuple[str, ...]
    subject: str
    months: Value

    def decide(self, case: Case) -> Outcome:
        if case.closed_on is None:
            return NOT_MET
        return by_period(
            lambda day: Outcome(~union(self._days_of(case, fact) for fact in self._new(case, day))), self.months)

    def _days_of(self, case: Case, fact: Fact) -> Days:
        return Days.since(fact.first) & case.days_of_subject(fact, self.subject)

    def _new(self, case: Case, day: Day) -> Sequence[Fact]:
        closed = case.closed_on
        assert closed is not None
        past = add_months(closed, self.months.on(day))
        return [fact for fact in case.facts(self.record, self.category) if closed < fact.first < past]

    def explain(self, case: Case, day: Day) -> Reason:
        if case.closed_on is None:
            return self.reason(case, day, missing=("the day of closure",))
        last = min(add_months(case.closed_on, self.months.on(day)) - 1, day, BEYOND - 1)
        new = [fact for fact in self._new(case, day) if day in self._days_of(case, fact)]
        return self.reason(case, day, windows=(("after closure", Window.between(case.closed_on + 1, last)),),
                           figures=(Figure("new spells", len(new), "records"),),
                           observations=tuple(fact.observation_id for fact in new))
