"""in work after a benefit: the route of continuous employment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.dates import BEYOND, Day
from domain.days import Days, Span, union
from domain.rules.case import Case, Fact, Person
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome
from domain.rules.reasons import Figure, Reason, Window
from domain.rules.values import Value, by_period


@dataclass(frozen=True, slots=True)
class LastBenefit:
    """The benefit spells that end last among those looked at on some days; `past` is the day after their end."""

    past: Day
    spells: tuple[Fact, ...]

    def all_of(self, benefit: str) -> bool:
        return all(spell.category == benefit for spell in self.spells)


@dataclass(frozen=True, slots=True, kw_only=True)
class InWorkAfterBenefit(Clause):
    """Met on C when one adult's last out-of-work benefit has ended before C and the adult has worked since.

    Looked at are spells in force on or after the attachment that have begun by C; 'last' is by their end. After
    jobseeker's allowance alone: employed on at least `jobseeker_days` of the `jobseeker_of_days` to C, and on C. After
    any other: on each of the `other_days` to C. Only days after the benefit's end count, and no employment paid by a
    programme in `not_paid_by`. rules.md section 1, CE.
    """

    word = "in work after a benefit"
    when_erased = "unknown"

    benefits: tuple[str, ...]
    jobseeker: str
    not_paid_by: tuple[str, ...]
    jobseeker_days: Value
    jobseeker_of_days: Value
    other_days: Value

    def decide(self, case: Case) -> Outcome:
        spells = case.facts("benefits", self.benefits)
        if not spells or not case.facts("employment", None):
            return Outcome()
        adults = [person for person in case.people.values() if person.adult]
        return by_period(
            lambda day: Outcome(union(self._of_adult(case, adult, spells, day) for adult in adults)),
            self.jobseeker_days, self.jobseeker_of_days, self.other_days)

    def _of_adult(self, case: Case, adult: Person, spells: Sequence[Fact], day: Day) -> Days:
        worked = self._worked(case, adult)
        if not worked:
            return worked
        own = self._looked_at(case, adult, spells)
        return union(
            self._long_enough(worked & Days.since(last.past), last, day) & days for days, last in last_benefits(own)
        ) & adult.adult

    def _long_enough(self, worked: Days, last: LastBenefit, day: Day) -> Days:
        least, of_last = self._test(last, day)
        return worked.days_with_at_least(least, of_last) & worked

    def _test(self, last: LastBenefit, day: Day) -> tuple[int, int]:
        if last.all_of(self.jobseeker):
            return self.jobseeker_days.on(day), self.jobseeker_of_days.on(day)
        return self.other_days.on(day), self.other_days.on(day)

    def _worked(self, case: Case, adult: Person) -> Days:
        return Days.of((job.first, job.past) for job in self._jobs(case, adult))

    def _jobs(self, case: Case, adult: Person) -> list[Fact]:
        return [job for job in case.facts("employment", None)
                if job.person == adult.reference and job.category not in self.not_paid_by]

    def _looked_at(self, case: Case, adult: Person, spells: Sequence[Fact]) -> list[Fact]:
        return [spell for spell in spells if spell.person == adult.reference and spell.past > case.attached_on]

    def explain(self, case: Case, day: Day) -> Reason:
        spells = case.facts("benefits", self.benefits)
        begun = [(adult, [spell for spell in self._looked_at(case, adult, spells) if spell.first <= day])
                 for adult in case.people.values() if day in adult.adult]
        parts = tuple(self._explain_adult(case, adult, own, day) for adult, own in begun if own)
        return self.reason(case, day, parts=parts)

    def _explain_adult(self, case: Case, adult: Person, own: Sequence[Fact], day: Day) -> Reason:
        """`own` are the adult's spells that are looked at, of which there is one at least."""
        last = _last_of(own)
        least, of_last = self._test(last, day)
        since = max(day - of_last + 1, last.past)
        worked = self._worked(case, adult) & Days.between(since, day)
        days = sum(past - first for first, past in worked)
        met = day in self._of_adult(case, adult, case.facts("benefits", self.benefits), day)
        figures = (Figure("days worked", days, "days"), Figure("needed", least, "days"),
                   Figure("counted back", of_last, "days"),
                   Figure("in work on the day, and after the benefit", int(day in worked), "jobs"))
        jobs = [job for job in self._jobs(case, adult) if job.first <= day and job.past > since]
        windows = (("benefit", Window.between(last.spells[0].first, last.past - 1)),
                   ("work", Window.between(day - of_last + 1, day)))
        return Reason(
            f"{self.path}/{adult.reference}", "an adult who was on an out-of-work benefit",
            "met" if met else "not met", self.citation, adult.reference, figures, windows,
            tuple(fact.observation_id for fact in (*last.spells, *jobs)), word="an adult in work")


def last_benefits(spells: Sequence[Fact]) -> Iterator[tuple[Days, LastBenefit]]:
    """For which days each spell is the last one, by its end, of those that have begun.

    A spell that has no end is never over, so no day follows it.
    """
    begun: list[Fact] = []
    starts = sorted({spell.first for spell in spells})
    if not starts:
        return
    for start, past in zip(starts, [*starts[1:], BEYOND], strict=True):
        begun.extend(spell for spell in spells if spell.first == start)
        last = _last_of(begun)
        span: Span = (max(start, last.past), past)
        if last.past < BEYOND and span[0] < span[1]:
            yield Days((span,)), last


def _last_of(spells: Sequence[Fact]) -> LastBenefit:
    past = max(spell.past for spell in spells)
    return LastBenefit(past, tuple(spell for spell in spells if spell.past == past))
