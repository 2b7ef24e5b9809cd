"""rules.md, section 0: the common meaning of words. Each function answers for one day alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from .pack import Attachment, Calendar, Fact, Family, Membership, Term

MET, FAIL, HOLD, NOT_RELEVANT = "met", "fail", "hold", "n/a"
VALID, NOT_VALID = "valid", "not-valid"


# -- add_months -------------------------------------------------------------------------------------------------------


@cache
def add_months(day: date, months: int) -> date:
    """Keeps the day number, or takes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included; none when the last is earlier."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def months_to(day: date, months: int) -> Iterator[date]:
    """'In the n months to C': any day X with add_months(C, -n) < X <= C."""
    return days(add_months(day, -months) + timedelta(days=1), day)


# -- member, child, adult ---------------------------------------------------------------------------------------------


def membership_on(family: Family, person: str, day: date) -> Membership | None:
    for membership in family.memberships.get(person, []):
        if membership.joined_on <= day and (membership.left_on is None or day <= membership.left_on):
            return membership
    return None


def members_on(family: Family, day: date) -> list[Membership]:
    found = [membership_on(family, person, day) for person in family.memberships]
    return [membership for membership in found if membership is not None]


def age_on(born_on: date, day: date) -> int:
    """A birthday of 29 February falls on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_child(membership: Membership | None, day: date) -> bool:
    return membership is not None and membership.born_on is not None and 0 <= age_on(membership.born_on, day) < 18


def is_adult(membership: Membership | None, day: date) -> bool:
    return membership is not None and membership.born_on is not None and age_on(membership.born_on, day) >= 18


def children_on(family: Family, day: date) -> list[Membership]:
    return [membership for membership in members_on(family, day) if is_child(membership, day)]


def adults_on(family: Family, day: date) -> list[Membership]:
    return [membership for membership in members_on(family, day) if is_adult(membership, day)]


# -- occurrences and spells -------------------------------------------------------------------------------------------


def is_occurrence(fact: Fact) -> bool:
    """Whether it happened on starts_on alone; otherwise it is a spell, and a blank ends_on is still in force."""
    if fact.file in ("offences", "exclusions", "work_steps") or fact.what in ("incident", "police-callout"):
        return True
    return fact.what in ("domestic-abuse", "missing", "school-concern", "housing") and fact.ends_on is None


def in_force(fact: Fact, day: date) -> bool:
    if is_occurrence(fact):
        return fact.starts_on == day
    return fact.starts_on <= day and (fact.ends_on is None or day <= fact.ends_on)


def within_last(fact: Fact, day: date, months: int) -> bool:
    if is_occurrence(fact):
        return fact.starts_on <= day < add_months(fact.starts_on, months)
    return fact.starts_on <= day and (fact.ends_on is None or day < add_months(fact.ends_on, months))


# -- whose facts count ------------------------------------------------------------------------------------------------


def of_person(family: Family, fact: Fact, day: date) -> Membership | None:
    """The member on `day` whose fact it is: for an occurrence a member also on the day it happened."""
    if is_occurrence(fact) and membership_on(family, fact.person, fact.starts_on) is None:
        return None
    return membership_on(family, fact.person, day)


def of_member(family: Family, fact: Fact, day: date) -> bool:
    """A row without a person counts for the family as such."""
    return not fact.person or of_person(family, fact, day) is not None


def of_child(family: Family, fact: Fact, day: date) -> bool:
    """A row without a person counts as a child's."""
    return not fact.person or is_child(of_person(family, fact, day), day)


def of_adult(family: Family, fact: Fact, day: date) -> bool:
    return bool(fact.person) and is_adult(of_person(family, fact, day), day)


def of_family(family: Family, fact: Fact) -> bool:
    """ASB incidents, housing, police-callout: the person was a member on that day, and may have left since."""
    return not fact.person or membership_on(family, fact.person, fact.starts_on) is not None


# -- terms, school age, rates -----------------------------------------------------------------------------------------


@cache
def last_terms(calendar: Calendar, day: date, count: int) -> tuple[Term, ...] | None:
    """The last completed terms on the day; None (unknown) when there are fewer."""
    completed = [term for term in calendar.terms if term.ends_on <= day]
    return tuple(completed[-count:]) if len(completed) >= count else None


def window_starts_on(family: Family, day: date) -> date | None:
    """The first day of the term window of the last 3 terms; the window runs to `day` itself."""
    terms = last_terms(family.calendar, day, 3)
    return terms[0].starts_on if terms else None


def is_of_school_age_in(membership: Membership, term: Term) -> bool:
    """Aged 5 to 15 on the 31 August before the term's school year."""
    august = date(int(term.school_year[:4]), 8, 31)
    return membership.born_on is not None and 5 <= age_on(membership.born_on, august) <= 15


def children_of_school_age(family: Family, day: date) -> list[Membership]:
    """A child 'of school age' on a day is so in any of the last 3 terms; with fewer terms any child may be one."""
    terms = last_terms(family.calendar, day, 3)
    children = children_on(family, day)
    if terms is None:
        return children
    return [child for child in children if any(is_of_school_age_in(child, term) for term in terms)]


def absence(family: Family, person: str, terms: Iterable[Term], authorised_too: bool) -> tuple[int, int] | None:
    """(absences, possible sessions) pooled over the terms; None (unknown) when any one lacks the figures needed."""
    absences, possible = 0, 0
    for term in terms:
        rows = family.attendance.get((person, term.term_id), [])
        if sum(row.possible for row in rows) == 0:
            return None
        if authorised_too and any(row.authorised is None for row in rows):
            return None
        possible += sum(row.possible for row in rows)
        absences += sum(row.unauthorised + (row.authorised or 0 if authorised_too else 0) for row in rows)
    return absences, possible


def excluded(family: Family, person: str, first: date, day: date) -> bool:
    """Three or more fixed-term exclusions, or a permanent one, of this member starting from `first` to `day`."""
    started = [
        fact.what
        for fact in family.rows("exclusions", "fixed", "permanent")
        if fact.person == person and first <= fact.starts_on <= day and of_person(family, fact, day)
    ]
    return started.count("fixed") >= 3 or "permanent" in started


# -- measures and marks -----------------------------------------------------------------------------------------------


def reduction(before: int, after: int, percent: int) -> str:
    """At least `percent` less than before; a problem taken up from nothing fails."""
    if before == 0:
        return NOT_RELEVANT if after == 0 else FAIL
    return MET if 100 * (before - after) >= percent * before else FAIL


def worst(measures: Iterable[str]) -> str:
    """A failure outweighs an unknown, an unknown outweighs what is met."""
    found = list(measures)
    return next((measure for measure in (FAIL, HOLD, MET) if measure in found), NOT_RELEVANT)


def has_marks(attachment: Attachment, day: date) -> bool:
    """On record on the day: whole-family assessment, plan, a named lead worker."""
    assessed = attachment.assessed_on is not None and attachment.assessed_on <= day
    planned = attachment.planned_on is not None and attachment.planned_on <= day
    return assessed and planned and attachment.lead_worker.strip() != ""


def has_dependent_child(family: Family, day: date) -> bool:
    """Aged 0-15, or 16-17 and at home: resident, with no employment in force. Nobody is aged anything before birth."""
    for child in children_on(family, day):
        assert child.born_on is not None
        if age_on(child.born_on, day) <= 15 or (child.resident and not is_employed(family, child.person, day)):
            return True
    return False


def is_employed(family: Family, person: str, day: date) -> bool:
    """Any employment in force, whoever pays for it."""
    return any(fact.person == person and in_force(fact, day) for fact in family.rows("employment"))
