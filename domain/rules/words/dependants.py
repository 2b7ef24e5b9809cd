"""A dependent child, and the limit on what one parent who lives elsewhere can make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import Day, age_on
from domain.days import Days, at_least, union
from domain.rules.case import Case, Person, days_of_stay
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome
from domain.rules.reasons import Figure, Reason
from domain.rules.values import Value, by_period
from domain.steps import Steps, combine


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentChild(Clause):
    """Met while a member is under `under`, or under 18 and at home: resident, and in no employment."""

    word = "dependent child"
    when_erased = "met stays"

    under: Value

    def decide(self, case: Case) -> Outcome:
        children = [person for person in case.people.values() if person.child]
        return by_period(lambda day: Outcome(union(self._of(case, child, day) for child in children)), self.under)

    def _of(self, case: Case, person: Person, day: Day) -> Days:
        young = person.aged(0, self.under.on(day) - 1)
        if young == person.child:
            return young
        working = Days.of((job.first, job.past) for job in case.facts("employment", None)
                          if job.person == person.reference)
        return young | ((person.child & resident_days(person)) - working)

    def explain(self, case: Case, day: Day) -> Reason:
        child = next((person for person in case.people.values() if day in self._of(case, person, day)), None)
        parts = tuple(
            self._explain_child(case, person, day) for person in case.people.values() if day in person.child)
        return self.reason(case, day, person=child.reference if child else None, parts=parts)

    def _explain_child(self, case: Case, child: Person, day: Day) -> Reason:
        assert child.born is not None
        jobs = [job for job in case.facts("employment", None)
                if job.person == child.reference and job.first <= day < job.past]
        figures = (
            Figure("age", age_on(child.born, day), "years"),
            Figure("in any case under", self.under.on(day), "years"),
            Figure("resident", int(day in resident_days(child)), "members"),
            Figure("jobs", len(jobs), "records"))
        return Reason(
            f"{self.path}/{child.reference}", "a child of the family",
            "met" if day in self._of(case, child, day) else "not met", self.citation, child.reference, figures,
            observations=tuple(job.observation_id for job in jobs), word="a child who may be dependent")


def resident_days(person: Person) -> Days:
    return Days.of(days_of_stay(stay) for stay in person.stays if stay.resident)


def parent_elsewhere_days(person: Person) -> Days:
    """Days on which the person is an adult of the family who is a parent and not resident."""
    return Days.of(days_of_stay(stay) for stay in person.stays if stay.parent and not stay.resident) & person.adult


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemsAtLeast(Clause):
    """Met while at least `number` problems are, each parent who lives elsewhere making up one of them at most.

    On each day: the problems met without those parents, plus the most further ones that can be shared out among them,
    one each. rules.md section 2, 'Two of six'.
    """

    word = "problems at least"
    when_erased = "met stays"

    number: Value
    clauses: tuple[Clause, ...]

    def decide(self, case: Case) -> Outcome:
        limited = {person.reference: days for person in case.people.values() if (days := parent_elsewhere_days(person))}
        if not limited:
            met = [clause.outcome(case).met for clause in self.clauses]
            return by_period(lambda day: Outcome(at_least(self.number.on(day), met)), self.number)
        without = self._met(case, {name: ~days for name, days in limited.items()})
        shares = [
            self._met(case, {other: ~days for other, days in limited.items() if other != name}) for name in limited]
        counts = combine(_problems_made_up, *(_columns(sets) for sets in [without, *shares]))
        return by_period(lambda day: Outcome(_reaching(counts, self.number.on(day))), self.number)

    def _met(self, case: Case, shares: dict[str, Days]) -> list[Days]:
        shared = case.sharing(shares)
        return [clause.outcome(shared).met for clause in self.clauses]

    def explain(self, case: Case, day: Day) -> Reason:
        parts = tuple(clause.explain(case, day) for clause in self.clauses)
        met = sum(part.answer == "met" for part in parts)
        limited = [person for person in case.people.values() if day in parent_elsewhere_days(person)]
        figures = (
            Figure("met", met, "problems"), Figure("needed", self.number.on(day), "problems"),
            Figure("parents who live elsewhere, one problem each at most", len(limited), "people"))
        return self.reason(case, day, figures=figures, parts=parts + self._explain_limited(case, limited, day))

    def _explain_limited(self, case: Case, limited: Sequence[Person], day: Day) -> tuple[Reason, ...]:
        """What is met without those parents, and by each of them: problems can be shared out from these alone."""
        if not limited:
            return ()
        names = [person.reference for person in limited]
        return (
            self._met_without(case, names, day),
            *(self._met_without(case, [name for name in names if name != parent], day, parent) for parent in names))

    def _met_without(self, case: Case, left_out: Sequence[str], day: Day, parent: str | None = None) -> Reason:
        """The problems met on the day without the people left out; `parent` lives elsewhere and is not left out."""
        besides = ~Days.between(day, day)
        met = [day in days for days in self._met(case, dict.fromkeys(left_out, besides))]
        needed = self.number.on(day)
        figures = [Figure(clause.path, int(found), "met") for clause, found in zip(self.clauses, met, strict=True)]
        label = f"without parents who live elsewhere{', but for this one' if parent else ''}"
        return Reason(
            f"{self.path}/{parent or 'without'}", label, "met" if sum(met) >= needed else "not met", self.citation,
            parent, (*figures, Figure("needed", needed, "problems")), word="problems counted")

    def parts(self) -> tuple[Clause, ...]:
        return self.clauses


def _reaching(counts: Steps[int], number: int) -> Days:
    return counts.days_where(lambda count: count >= number)


def _columns(sets: Sequence[Days]) -> Steps[frozenset[int]]:
    """Which of the sets, by index, each day is in."""
    marked = [Steps.where(days, frozenset((index,)), frozenset()) for index, days in enumerate(sets)]
    return combine(lambda *found: frozenset[int]().union(*found), *marked)


def _problems_made_up(without: frozenset[int], *shares: frozenset[int]) -> int:
    """The problems met without the limited parents, and one more for each that can be matched to one of its own."""
    matched: dict[int, int] = {}

    def match(parent: int, tried: set[int]) -> bool:
        for problem in shares[parent] - without - tried:
            tried.add(problem)
            if problem not in matched or match(matched[problem], tried):
                matched[problem] = parent
                return True
        return False

    return len(without) + sum(match(parent, set()) for parent in range(len(shares)))
