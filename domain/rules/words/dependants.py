"""A dependent child, and the limit on what one parent who lives elsewhere can make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dates import Day
from domain.days import Days, Steps, combine, union
from domain.rules.case import Case, Person
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome, joined
from domain.rules.reasons import Figure, Reason
from domain.rules.values import Value, periods_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentChild(Clause):
    """Met while a member is under `under`, or under 18 and at home: resident, and in no employment."""

    under: Value

    def decide(self, case: Case) -> Outcome:
        return joined(
            Outcome(union(self._of(case, person, day) for person in case.people.values() if person.child)).within(days)
            for days, day in periods_of(self.under))

    def _of(self, case: Case, person: Person, day: Day) -> Days:
        young = person.aged(0, self.under.on(day) - 1)
        if young == person.child:
            return young
        working = Days.of((job.first, job.past) for job in case.facts("employment", None)
                          if job.person == person.reference)
        return young | ((person.child & resident_days(person)) - working)

    def explain(self, case: Case, day: Day) -> Reason:
        child = next((person for person in case.people.values() if day in self._of(case, person, day)), None)
        return self.reason(case, day, person=child.reference if child else None,
                           figures=(Figure("in any case under", self.under.on(day), "years"),))


def resident_days(person: Person) -> Days:
    return Days.of(
        (stay.joined_on.toordinal(), stay.left_on.toordinal() + 1 if stay.left_on else person.member.spans[-1][1])
        for stay in person.stays if stay.resident)


def parent_elsewhere_days(person: Person) -> Days:
    """Days on which the person is an adult of the family who is a parent and not resident."""
    stays = Days.of(
        (stay.joined_on.toordinal(), stay.left_on.toordinal() + 1 if stay.left_on else person.member.spans[-1][1])
        for stay in person.stays if stay.parent and not stay.resident)
    return stays & person.adult


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemsAtLeast(Clause):
    """Met while at least `number` problems are, each parent who lives elsewhere making up one of them at most.

    On each day: the problems met without those parents, plus the most further ones that can be shared out among them,
    one each. rules.md section 2, 'Two of six'.
    """

    number: Value
    clauses: tuple[Clause, ...]

    def decide(self, case: Case) -> Outcome:
        limited = {person.reference: days for person in case.people.values() if (days := parent_elsewhere_days(person))}
        met = [clause.outcome(case).met for clause in self.clauses]
        without = met if not limited else self._met(case, {name: ~days for name, days in limited.items()})
        shares = [
            self._met(case, {other: ~days for other, days in limited.items() if other != name}) for name in limited]
        counts = combine(_problems_made_up, *(_columns(sets) for sets in [without, *shares]))
        return joined(
            Outcome(_reaching(counts, self.number.on(day))).within(days) for days, day in periods_of(self.number))

    def _met(self, case: Case, shares: dict[str, Days]) -> list[Days]:
        shared = case.sharing(shares)
        return [clause.outcome(shared).met for clause in self.clauses]

    def explain(self, case: Case, day: Day) -> Reason:
        parts = tuple(clause.explain(case, day) for clause in self.clauses)
        met = sum(part.answer == "met" for part in parts)
        return self.reason(case, day, parts=parts, figures=(
            Figure("met", met, "problems"), Figure("needed", self.number.on(day), "problems"),
            Figure("parents who live elsewhere, one problem each at most", self._limited_on(case, day), "people")))

    def _limited_on(self, case: Case, day: Day) -> int:
        return sum(day in parent_elsewhere_days(person) for person in case.people.values())

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
