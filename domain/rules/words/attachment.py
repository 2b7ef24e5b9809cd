"""Clauses about the family's attachment: how long ago, whether rightly, and what is on record of the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.dates import BEYOND, Day, add_months, date_of
from domain.days import ALWAYS, Days
from domain.family import Attachment
from domain.rules.case import Case
from domain.rules.clause import Clause
from domain.rules.outcome import MET, NOT_MET, UNKNOWN, Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsAfter(Clause):
    """Met from add_months(attachment or closure, months) on; never while the closure is not given."""

    word = "months after"

    moment: str
    months: Value

    def decide(self, case: Case) -> Outcome:
        start = case.start_of(self.moment)
        if start is None or start >= BEYOND:
            return NOT_MET
        return by_period(lambda day: Outcome(Days.since(add_months(start, self.months.on(day)))), self.months)

    def explain(self, case: Case, day: Day) -> Reason:
        start = case.start_of(self.moment)
        figures = (Figure("needed", self.months.on(day), "months"),)
        if start is None or start >= BEYOND:
            return self.reason(case, day, figures=figures, missing=(f"the day of {self.moment}",))
        window = Window.between(start, add_months(start, self.months.on(day)))
        windows = ((f"from {self.moment}", window), ("decided", Window.between(day, day)))
        return self.reason(case, day, figures=figures, windows=windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibleWhenAttached(Clause):
    """Met when, on what is known, the family was eligible on the day of attachment, or an override attached it.

    What cannot be said is not met, but for evidence that was erased: it holds.
    """

    word = "eligible when attached"

    eligibility: Clause

    def decide(self, case: Case) -> Outcome:
        attachment = case.attachment
        assert attachment is not None
        if attachment.override_by or case.attached_on in self.eligibility.outcome(case).met:
            return MET
        unsaid = case.erased and case.attached_on in self.eligibility.outcome(case).unknown
        return UNKNOWN if unsaid else NOT_MET

    def explain(self, case: Case, day: Day) -> Reason:
        attached = case.attached_on
        windows = (("attached", Window.between(attached, attached)),)
        overridden = int(bool(case.attachment and case.attachment.override_by))
        return self.reason(case, day, figures=(Figure("attached by override", overridden, "decisions"),),
                           windows=windows, parts=(self.eligibility.explain(case, attached),))

    def parts(self) -> tuple[Clause, ...]:
        return (self.eligibility,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Until(Clause):
    """Met up to and including the last day; what comes later is recorded and not claimed."""

    word = "until"

    last_day: Value

    def decide(self, case: Case) -> Outcome:
        return by_period(lambda day: Outcome(Days.until(self.last_day.on(day) + 1)), self.last_day)

    def explain(self, case: Case, day: Day) -> Reason:
        return self.reason(case, day, windows=(
            ("until", Window(None, date_of(self.last_day.on(day)))), ("decided", Window.between(day, day))))


MARKS: dict[str, Callable[[Attachment], date | str | None]] = {
    "assessment": lambda attachment: attachment.assessed_on,
    "plan": lambda attachment: attachment.planned_on,
    "lead worker": lambda attachment: attachment.lead_worker,
}
"""What must be on record of whole-family work; a date counts from that day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord(Clause):
    """Met from the day on which every mark named is on record."""

    word = "on record"

    marks: tuple[str, ...]

    def decide(self, case: Case) -> Outcome:
        return Outcome(self._from(case))

    def _from(self, case: Case) -> Days:
        assert case.attachment is not None
        days = ALWAYS
        for mark in self.marks:
            found = MARKS[mark](case.attachment)
            if not found:
                return Days()
            if isinstance(found, date):
                days = days & Days.since(found.toordinal())
        return days

    def explain(self, case: Case, day: Day) -> Reason:
        assert case.attachment is not None
        found = {mark: MARKS[mark](case.attachment) for mark in self.marks}
        missing = tuple(
            mark for mark, value in found.items()
            if not value or (isinstance(value, date) and value.toordinal() > day))
        windows = tuple(
            (mark, Window(value, value)) for mark, value in found.items() if isinstance(value, date))
        return self.reason(case, day, windows=windows, missing=missing)
