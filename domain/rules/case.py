"""What a rule looks at: one family's people, facts, attendance and terms, as known at one moment, ready for deciding.

A *fact* is an observation as the rules see it: the days it covers, whether it *happened* (on its first day alone) or
*lasted* (a spell), and whose it is. Everything here follows rules.md section 0, 'Whose facts count' and below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.authority import Term
from domain.dates import BEYOND, Day, birthday, day_of
from domain.days import ALWAYS, NEVER, Days
from domain.family import Attachment, Family, Stay
from domain.observations import KINDS, Observation
from domain.rules.absences import Absences, Figures
from domain.rules.calendar import Calendar, TermDays, calendar_of
from domain.rules.outcome import Outcome

ADULT_AGE = 18
SCHOOL_AGES = (5, 15)


@dataclass(frozen=True, slots=True)
class Fact:
    """`[first, past)` are its days; `past` is BEYOND while it has no end."""

    kind: str
    category: str
    first: Day
    past: Day
    happened: bool
    person: str | None
    observation_id: str
    known_at: int

    @property
    def last(self) -> Day:
        return self.past - 1


@dataclass(slots=True)
class Person:
    """A person's days in this family. A blank date of birth gives neither child nor adult days.

    Nobody is a child before birth, wherever a row says that they had joined by then.
    """

    reference: str
    stays: list[Stay] = field(default_factory=list)
    member: Days = NEVER
    child: Days = NEVER
    adult: Days = NEVER
    schooled: tuple[bool, ...] = ()
    """Of each term of the calendar, whether the person is of school age in it."""

    def aged(self, from_age: int, to_age: int) -> Days:
        """Days of membership on which the person is at least `from_age` and not yet `to_age` + 1."""
        spans = []
        for stay in self.stays:
            if stay.born_on is not None:
                born = stay.born_on.toordinal()
                first, past = days_of_stay(stay)
                spans.append((max(first, birthday(born, from_age)), min(past, birthday(born, to_age + 1))))
        return Days.of(spans)

    def of_school_age_in(self, terms: Iterable[TermDays]) -> tuple[bool, ...]:
        """Of each term: aged 5 to 15 on the 31 August before its school year."""
        born = self.born
        if born is None:
            return tuple(False for _ in terms)
        first, past = birthday(born, SCHOOL_AGES[0]), birthday(born, SCHOOL_AGES[1] + 1)
        return tuple(first <= term.ages_on < past for term in terms)

    @property
    def born(self) -> Day | None:
        for stay in reversed(self.stays):
            if stay.born_on is not None:
                return stay.born_on.toordinal()
        return None


@dataclass(slots=True)
class Case:
    """One family before the rules, under one attachment where results are decided.

    Outcomes of clauses are kept by the clause's path: each clause is decided once for all days.
    """

    people: dict[str, Person]
    facts_by_kind: dict[str, list[Fact]]
    attendance: dict[str, dict[str, Figures]]
    absences: Absences
    calendar: Calendar
    attachment: Attachment | None = None
    decided: dict[str, Outcome] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    """People of whom nothing can be read any more. What would rest on them is unknown, never absent."""
    shares: Mapping[str, Days] | None = None
    """When set, a person's facts count only on the days given here (everyone else's on all days)."""

    def facts(self, kind: str, categories: Sequence[str] | None) -> list[Fact]:
        facts = self.facts_by_kind.get(kind)
        if not facts:
            return []
        if categories is None:
            return facts
        return [fact for fact in facts if fact.category in categories]

    def days_of_subject(self, fact: Fact, subject: str) -> Days:
        """The days on which the fact counts for `subject`, whatever the fact's own days; see SUBJECTS."""
        if fact.person is None:
            return ALWAYS if subject in _FAMILY_ROW_COUNTS else NEVER
        person = self.people.get(fact.person)
        if person is None:
            return NEVER
        if subject == "the family":
            days = ALWAYS if fact.first in person.member else NEVER
        elif fact.happened and fact.first not in person.member:
            return NEVER
        else:
            days = SUBJECTS[subject](person)
        if self.shares is not None and fact.person in self.shares:
            return days & self.shares[fact.person]
        return days

    @property
    def terms(self) -> tuple[TermDays, ...]:
        return self.calendar.terms

    @property
    def attached_on(self) -> Day:
        assert self.attachment is not None, "results are decided for an attachment"
        return self.attachment.attached_on.toordinal()

    @property
    def closed_on(self) -> Day | None:
        closed = self.attachment.closed_on if self.attachment else None
        return closed.toordinal() if closed else None

    def start_of(self, moment: str | None) -> Day | None:
        """The day named `attachment` or `closure`; None for no bound. A closure not yet given is never reached."""
        if moment is None:
            return None
        return self.attached_on if moment == "attachment" else self.closed_on or BEYOND

    def under(self, attachment: Attachment) -> Case:
        """The same family under an attachment; what was decided without one stays decided."""
        return replace(self, attachment=attachment, decided=dict(self.decided))

    def sharing(self, shares: Mapping[str, Days]) -> Case:
        return replace(self, shares=shares, decided={})


SUBJECTS = {
    "the family": lambda person: person.member,
    "a member": lambda person: person.member,
    "a child": lambda person: person.child,
    "an adult": lambda person: person.adult,
    "a child by name": lambda person: person.child,
    "a member aged 16 or 17": lambda person: person.aged(16, 17),
}
"""Whom a clause can be about. 'The family' counts what was done by anyone who was a member on that day."""

_FAMILY_ROW_COUNTS = frozenset({"the family", "a member", "a child", "a member aged 16 or 17"})
"""Subjects for which a row that names no person counts, as the family's own; never as an adult's."""


def case_of(family: Family, terms: Iterable[Term]) -> Case:
    """What the rules see of the family as it was folded, that is, as known at the last event that was applied."""
    return case_in(calendar_of(terms), family)


def case_in(calendar: Calendar, family: Family) -> Case:
    """As `case_of`, for many families of one authority."""
    people = _people(family.stays.values(), calendar)
    facts: dict[str, list[Fact]] = {}
    attendance: dict[str, dict[str, Figures]] = {}
    for known in family.observations.values():
        observation = known.observation
        if observation.kind == "attendance":
            _add_figures(attendance, observation)
        elif (fact := _fact(observation, known.known_at)) is not None:
            facts.setdefault(observation.kind, []).append(fact)
    for kept in facts.values():
        kept.sort(key=lambda fact: (fact.first, fact.observation_id))
    children = {person.reference: (person.child, person.schooled) for person in people.values() if person.child}
    absences = Absences(calendar, attendance, children)
    return Case(people, facts, attendance, absences, calendar, erased=frozenset(family.erased))


def _people(stays: Iterable[Stay], calendar: Calendar) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for stay in sorted(stays, key=lambda stay: (stay.person, stay.joined_on)):
        people.setdefault(stay.person, Person(stay.person)).stays.append(stay)
    for person in people.values():
        person.member = Days.of(days_of_stay(stay) for stay in person.stays)
        person.child = Days.of(span for stay in person.stays for span in _aged_days(stay, child=True))
        person.adult = Days.of(span for stay in person.stays for span in _aged_days(stay, child=False))
        if person.child:
            person.schooled = person.of_school_age_in(calendar.terms)
    return people


def days_of_stay(stay: Stay) -> tuple[Day, Day]:
    return stay.joined_on.toordinal(), BEYOND if stay.left_on is None else stay.left_on.toordinal() + 1


def _aged_days(stay: Stay, *, child: bool) -> Iterable[tuple[Day, Day]]:
    if stay.born_on is None:
        return ()
    first, past = days_of_stay(stay)
    born = stay.born_on.toordinal()
    of_age = birthday(born, ADULT_AGE)
    return ((max(first, born), min(past, of_age)),) if child else ((max(first, of_age), past),)


def _fact(observation: Observation, known_at: int) -> Fact | None:
    """None for a record without the day that its kind counts from, such as an offence not proven yet."""
    kind = KINDS[observation.kind]
    fields = observation.fields
    starts = fields.get(kind.starts)
    if starts is None:
        return None
    category = str(fields.get(kind.category, "")) if kind.category else ""
    first = day_of(str(starts))
    ends = fields.get(kind.ends) if kind.ends else None
    happened = "*" in kind.happens or category in kind.happens or (ends is None and category in kind.happens_if_open)
    past = first + 1 if happened else BEYOND if ends is None else day_of(str(ends)) + 1
    return Fact(kind.name, category, first, past, happened, observation.person, observation.observation_id, known_at)


def _add_figures(attendance: dict[str, dict[str, Figures]], observation: Observation) -> None:
    fields = observation.fields
    of_child = attendance.setdefault(observation.person or "", {})
    term_id = str(fields["term_id"])
    authorised = fields.get("sessions_authorised")
    new = Figures(int(fields["sessions_possible"]), None if authorised is None else int(authorised),
                  int(fields.get("sessions_unauthorised", 0)), (observation.observation_id,))
    held = of_child.get(term_id)
    of_child[term_id] = new if held is None else held.with_another_school(new)
