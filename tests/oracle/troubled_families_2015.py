"""rules.md, section 2: the expanded programme 2015-2021."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from .common import (
    FAIL,
    HOLD,
    MET,
    NOT_VALID,
    VALID,
    absence,
    add_months,
    children_of_school_age,
    children_on,
    days,
    has_dependent_child,
    has_marks,
    in_force,
    is_adult,
    last_terms,
    membership_on,
    months_to,
    of_adult,
    of_child,
    of_family,
    of_member,
    within_last,
    worst,
)
from .pack import Attachment, Fact, Family, Pack
from .troubled_families_2012 import asb, child_excluded, continuous_employment, edu, off

SCHEME = "troubled-families-2015"
RESULTS = ("SSP", "CE")
ATTACHED_FROM, ATTACHED_TO, CLAIMED_TO = date(2014, 9, 1), date(2021, 3, 31), date(2021, 3, 31)
BENEFITS = ("JSA", "ESA", "IS", "IB", "CA", "SDA", "UC")
RESULT_POUNDS = 800

HELP = ("child-in-need", "child-protection-plan", "early-help", "missing", "exploitation-risk")
FINANCE = ("debt", "neet", "eviction-risk")
HEALTH = ("mental-health", "substance-misuse", "vulnerable-mother")

# Who a problem is met by on a day: the person of each row that meets it, '' for a row of the family as such
Whose = list[str]


# -- Two of six problems: met when ------------------------------------------------------------------------------------


def crime_asb(family: Family, day: date) -> Whose:
    proven = [fact for fact in family.rows("offences") if within_last(fact, day, 12) and of_member(family, fact, day)]
    orders = family.rows("asb", "asbo", "injunction", "abc")
    ordered = [fact for fact in orders if within_last(fact, day, 12) and of_member(family, fact, day)]
    housing = [fact for fact in family.rows("asb", "housing") if within_last(fact, day, 12) and of_family(family, fact)]
    releases = family.rows("needs", "prison-release")
    released = [fact for fact in releases if in_force(fact, day) and of_member(family, fact, day)]
    return [fact.person for fact in proven + ordered + housing + released]


def absence_percent(day: date) -> int:
    return 15 if day < date(2015, 9, 1) else 10


def education(family: Family, day: date) -> Whose:
    absent = [child.person for child in children_of_school_age(family, day) if is_absent(family, child.person, day)]
    out = [child.person for child in children_on(family, day) if child_excluded(family, child, day)]
    placed = family.rows("education_status", "pru", "alternative-provision", "not-on-roll")
    concerns = family.rows("education_status", "school-concern")
    return (
        absent
        + out
        + [fact.person for fact in placed if in_force(fact, day) and of_child(family, fact, day)]
        + [fact.person for fact in concerns if within_last(fact, day, 12) and of_child(family, fact, day)]
    )


def is_absent(family: Family, person: str, day: date) -> bool:
    terms = last_terms(family.calendar, day, 3)
    figures = absence(family, person, terms, authorised_too=True) if terms else None
    return figures is not None and 100 * figures[0] >= absence_percent(day) * figures[1]


def children_need_help(family: Family, day: date) -> Whose:
    rows = family.rows("needs", *HELP)
    return [fact.person for fact in rows if within_last(fact, day, 12) and of_child(family, fact, day)]


def work_finance(family: Family, day: date) -> Whose:
    benefits, needs = family.rows("benefits", *BENEFITS), family.rows("needs", *FINANCE)
    return [fact.person for fact in benefits if in_force(fact, day) and of_adult(family, fact, day)] + [
        fact.person for fact in needs if in_force(fact, day) and of_member(family, fact, day)
    ]


def domestic_abuse(family: Family, day: date) -> Whose:
    rows = family.rows("needs", "domestic-abuse")
    return [fact.person for fact in rows if within_last(fact, day, 12) and of_member(family, fact, day)]


def health(family: Family, day: date) -> Whose:
    rows = family.rows("needs", *HEALTH)
    return [fact.person for fact in rows if in_force(fact, day) and of_member(family, fact, day)]


PROBLEMS: dict[str, Callable[[Family, date], Whose]] = {
    "children-need-help": children_need_help,
    "crime-asb": crime_asb,
    "domestic-abuse": domestic_abuse,
    "education": education,
    "health": health,
    "work-finance": work_finance,
}


def criteria(family: str, pack: Pack, day: date) -> list[str]:
    return sorted(name for name, met in PROBLEMS.items() if met(pack.family(family), day))


def eligible(family: str, pack: Pack, day: date) -> bool:
    rows = pack.family(family)
    return has_dependent_child(rows, day) and two_problems(rows, day)


def two_problems(family: Family, day: date) -> bool:
    """Two problems that may be counted side by side: no adult parent who lives elsewhere makes up both of them."""
    whose = [met(family, day) for met in PROBLEMS.values()]
    return any(
        one != other or not lives_elsewhere(family, one, day)
        for first in range(len(whose))
        for second in range(first)
        for one in whose[first]
        for other in whose[second]
    )


def lives_elsewhere(family: Family, person: str, day: date) -> bool:
    """An adult who is a parent and not resident; of one who has left, by the last membership begun by the day."""
    membership = membership_on(family, person, day)
    for past in family.memberships.get(person, []) if membership is None else []:
        if past.joined_on <= day and (membership is None or past.joined_on > membership.joined_on):
            membership = past
    return membership is not None and is_adult(membership, day) and membership.parent and not membership.resident


# -- Progress is significant and sustained on C when ------------------------------------------------------------------


def crime_asb_progress(family: Family, attached_on: date, day: date) -> str:
    offended = any(within_last(fact, day, 6) and of_adult(family, fact, day) for fact in family.rows("offences"))
    fell = worst([asb(family, attached_on, day), off(family, attached_on, day)])
    return FAIL if offended or fell == FAIL else MET


def education_progress(family: Family, attached_on: date, day: date) -> str:
    """Attendance and exclusions as in EDU, and no such child not on a school roll on C."""
    missing = [fact for fact in family.rows("education_status", "not-on-roll") if in_force(fact, day)]
    if any(fact.person == child.person for child in children_of_school_age(family, day) for fact in missing):
        return FAIL
    return edu(family, day, percent=absence_percent(day), authorised_too=True)


def gone(family: Family, facts: list[Fact], whose: Callable[[Family, Fact, date], bool], day: date) -> str:
    """None in force on any day of the 6 months to C, age and membership judged on each such day."""
    for each in months_to(day, 6):
        if any(in_force(fact, each) and whose(family, fact, each) for fact in facts):
            return FAIL
    return MET


def children_need_help_progress(family: Family, attached_on: date, day: date) -> str:
    return gone(family, family.rows("needs", *HELP), of_child, day)


def work_finance_progress(family: Family, attached_on: date, day: date) -> str:
    benefits = gone(family, family.rows("benefits", *BENEFITS), of_adult, day)
    return worst([benefits, gone(family, family.rows("needs", *FINANCE), of_member, day)])


def domestic_abuse_progress(family: Family, attached_on: date, day: date) -> str:
    return gone(family, family.rows("needs", "domestic-abuse"), of_member, day)


def health_progress(family: Family, attached_on: date, day: date) -> str:
    """A need that never ended is in force on C; of someone who has left it is gone."""
    return gone(family, family.rows("needs", *HEALTH), of_member, day)


PROGRESS: dict[str, Callable[[Family, date, date], str]] = {
    "children-need-help": children_need_help_progress,
    "crime-asb": crime_asb_progress,
    "domestic-abuse": domestic_abuse_progress,
    "education": education_progress,
    "health": health_progress,
    "work-finance": work_finance_progress,
}


# -- Results SSP and CE -----------------------------------------------------------------------------------------------


def ssp_measures(family: Family, attached_on: date, day: date) -> dict[str, str]:
    """Progress on every problem met on any day from A to C, and on education even if it never was one."""
    measures = {}
    for problem, met in PROBLEMS.items():
        if problem == "education" or any(met(family, each) for each in days(attached_on, day)):
            measures[problem] = PROGRESS[problem](family, attached_on, day)
    return measures


def ssp(measures: dict[str, str], attached_on: date, day: date) -> str:
    if day < add_months(attached_on, 6):
        return NOT_VALID
    return {FAIL: NOT_VALID, HOLD: HOLD}.get(worst(measures.values()), VALID)


def verdict(
    family: str, pack: Pack, result: str, day: date, paid_before: Collection[str] = (),
    attachment: Attachment | None = None,
) -> tuple[str, int, dict[str, str]]:  # fmt: skip
    """(verdict, amount in pounds, the progress on each problem that SSP asks about) of a claim decided on `day`."""
    attached = attachment or pack.attachment(family, SCHEME)
    assert attached is not None, f"{family} is not attached to {SCHEME}"
    rows, attached_on = pack.family(family), attached.attached_on
    measures = ssp_measures(rows, attached_on, day) if result == "SSP" else {}
    if day > CLAIMED_TO or paid_before or not has_marks(attached, day) or not eligible(family, pack, attached_on):
        return NOT_VALID, 0, measures
    if result == "SSP":
        decided = ssp(measures, attached_on, day)
    else:
        decided = VALID if continuous_employment(rows, attached_on, day, BENEFITS) else NOT_VALID
    return decided, RESULT_POUNDS if decided == VALID else 0, measures
