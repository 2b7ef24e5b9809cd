"""rules.md, section 3: Supporting Families 2022-2025."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from functools import lru_cache

from .common import (
    FAIL,
    HOLD,
    MET,
    NOT_VALID,
    VALID,
    absence,
    add_months,
    adults_on,
    age_on,
    children_of_school_age,
    children_on,
    days,
    excluded,
    has_dependent_child,
    has_marks,
    in_force,
    is_employed,
    last_terms,
    membership_on,
    of_adult,
    of_child,
    of_member,
    window_starts_on,
    within_last,
    worst,
)
from .pack import Attachment, Fact, Family, Pack

SCHEME = "supporting-families-2022"
RESULTS = ("SFO",)
ATTACHED_FROM, ATTACHED_TO, CLAIMED_TO = date(2022, 10, 3), date(2025, 3, 31), date(2025, 3, 31)
BENEFITS = ("JSA", "ESA", "IS", "IB", "CA", "SDA", "UC")
RESULT_POUNDS = 800
ATTENDANCE_BOUNDARY = 90

# Needs with no other rule: number -> codes of needs.csv, of any member or of the family as such
CODES = {
    "1.4": ("sen-unmet",),
    "2.1": ("expectant-parent", "new-parent-support"),
    "2.2": ("early-physical-health",),
    "2.3": ("early-development",),
    "3.3": ("disability-or-health",),
    "5.1": ("parenting-support",),
    "5.2": ("parental-conflict",),
    "5.3": ("child-violence",),
    "5.4": ("young-carer",),
    "6.1": ("abuse-neglect",),
    "6.2": ("missing",),
    "6.3": ("sexual-exploitation",),
    "6.4": ("criminal-exploitation",),
    "6.5": ("radicalisation",),
    "6.6": ("harm-outside-home",),
    "7.2": ("youth-at-risk",),
    "8.1": ("domestic-abuse",),
    "8.2": ("domestic-abuse-perpetrator",),
    "8.3": ("domestic-abuse-child",),
    "9.1": ("temporary-accommodation",),
    "9.2": ("homelessness", "eviction-risk"),
    "10.2": ("debt",),
    "10.3": ("neet",),
}
# The pairs of an adult's and a child's need, judged apart; a row without a person counts for neither
CHILDS = {"3.1": "mental-health", "4.2": "substance-misuse"}
ADULTS = {"3.2": "mental-health", "4.1": "substance-misuse"}
NEEDS = sorted([*CODES, *CHILDS, *ADULTS, "1.1", "1.2", "1.3", "1.5", "7.1", "7.3", "9.3", "10.1"])


# -- Needs: is this one met on this day? ------------------------------------------------------------------------------


def is_so(fact: Fact, day: date, look_back: bool) -> bool:
    """In force or within the last 12 months; without the look-back, in force on the day alone."""
    return within_last(fact, day, 12) if look_back else in_force(fact, day)


def is_met(need: str, family: Family, day: date, look_back: bool = True, exclusions_from: date = date.min) -> bool:
    if need in CODES:
        rows = family.rows("needs", *CODES[need])
        return any(is_so(fact, day, look_back) and of_member(family, fact, day) for fact in rows)
    if need in CHILDS:
        rows = [fact for fact in family.rows("needs", CHILDS[need]) if fact.person]
        return any(is_so(fact, day, look_back) and of_child(family, fact, day) for fact in rows)
    if need in ADULTS:
        rows = family.rows("needs", ADULTS[need])
        return any(is_so(fact, day, look_back) and of_adult(family, fact, day) for fact in rows)
    if need in ("1.1", "1.2"):
        return any(had_low_attendance(need, family, child.person, day) for child in children_on(family, day))
    if need == "1.5" and is_excluded(family, day, exclusions_from):
        return True
    if need in ("1.3", "1.5"):
        return is_out_of_school(need, family, day, look_back)
    if need in ("7.1", "7.3"):
        return is_crime(need, family, day, look_back)
    if need == "9.3":
        return is_shut_out(family, day, look_back)
    return is_out_of_work(family, day)


def two_term_attendance(family: Family, person: str, day: date) -> Fraction | None:
    """The share attended over the last 2 terms; None without figures for both."""
    terms = last_terms(family.calendar, day, 2)
    figures = absence(family, person, terms, authorised_too=True) if terms else None
    return Fraction(figures[1] - figures[0], figures[1]) if figures else None


def had_low_attendance(need: str, family: Family, person: str, day: date) -> bool:
    attended = two_term_attendance(family, person, day)
    return attended is not None and attended < {"1.1": Fraction(90, 100), "1.2": Fraction(50, 100)}[need]


def is_excluded(family: Family, day: date, exclusions_from: date) -> bool:
    first = window_starts_on(family, day)
    return first is not None and any(
        excluded(family, child.person, max(first, exclusions_from), day) for child in children_on(family, day)
    )


def is_out_of_school(need: str, family: Family, day: date, look_back: bool) -> bool:
    statuses = {"1.3": ("not-on-roll",), "1.5": ("pru", "alternative-provision")}[need]
    rows = family.rows("education_status", *statuses)
    return any(is_so(fact, day, look_back) and of_child(family, fact, day) for fact in rows)


def is_crime(need: str, family: Family, day: date, look_back: bool) -> bool:
    """A proven offence, or any asb.csv row, of that adult (7.1) or child (7.3) himself."""
    whose = of_adult if need == "7.1" else of_child
    rows = [fact for fact in family.rows("offences") + family.rows("asb") if fact.person]
    return any(is_so(fact, day, look_back) and whose(family, fact, day) for fact in rows)


def is_shut_out(family: Family, day: date, look_back: bool) -> bool:
    """Excluded from home at 16 or 17 (on the day); a row without a person counts as a child's."""
    for fact in family.rows("needs", "excluded-from-home"):
        member = membership_on(family, fact.person, day)
        is_aged = member is not None and member.born_on is not None and age_on(member.born_on, day) in (16, 17)
        if is_so(fact, day, look_back) and (is_aged or not fact.person):
            return True
    return False


def is_out_of_work(family: Family, day: date) -> bool:
    """10.1: an adult on an out-of-work benefit or UC with no employment in force."""
    return any(
        fact.person == adult.person and in_force(fact, day) and not is_employed(family, adult.person, day)
        for adult in adults_on(family, day)
        for fact in family.rows("benefits", *BENEFITS)
    )


# -- Eligibility ------------------------------------------------------------------------------------------------------


def criteria(family: str, pack: Pack, day: date) -> list[str]:
    return sorted(need for need in NEEDS if is_met(need, pack.family(family), day))


def eligible(family: str, pack: Pack, day: date, count: str = "needs") -> bool:
    """A dependent child or a member with need expectant-parent in force; and at least three needs."""
    met = criteria(family, pack, day)
    counted = met if count == "needs" else sorted({need.split(".")[0] for need in met})
    rows = pack.family(family)
    return len(counted) >= 3 and (has_dependent_child(rows, day) or is_expectant(rows, day))


def is_expectant(family: Family, day: date) -> bool:
    rows = family.rows("needs", "expectant-parent")
    return any(in_force(fact, day) and of_member(family, fact, day) for fact in rows)


# -- Result SFO -------------------------------------------------------------------------------------------------------


def sfo_measures(family: Family, attached_on: date, closed_on: date, day: date) -> dict[str, str]:
    """One measure for every need met on any day from A to closed_on, and one for new spells after closure."""
    measures = {}
    for need in NEEDS:
        if was_ever_met(need, family, attached_on, closed_on):
            measures[need] = need_measure(need, family, attached_on, closed_on, day)
    measures["new-spell"] = FAIL if has_new_spell(family, closed_on) else MET
    return measures


@lru_cache(maxsize=1024)
def was_ever_met(need: str, family: Family, attached_on: date, closed_on: date) -> bool:
    return any(is_met(need, family, each) for each in days(attached_on, closed_on))


def need_measure(need: str, family: Family, attached_on: date, closed_on: date, day: date) -> str:
    """Absent, by its own test without the look-back, on every day from closed_on to C; 1.1 and 1.2 on C alone."""
    if need in ("1.1", "1.2"):
        return attendance_measure(need, family, attached_on, closed_on, day)
    if any(is_met(need, family, each, False, closed_on) for each in days(closed_on, day)):
        return FAIL
    is_unknown = need == "1.5" and window_starts_on(family, closed_on) is None
    return HOLD if is_unknown and children_on(family, closed_on) else MET


def attendance_measure(need: str, family: Family, attached_on: date, closed_on: date, day: date) -> str:
    """Every child of school age on C: those that ever had 1.2 by 1.2's test alone, the others by 1.1's."""
    measures = []
    for child in children_of_school_age(family, day):
        lowest = lowest_attendance(family, child.person, attached_on, closed_on)
        had_severe = lowest is not None and lowest < Fraction(50, 100)
        now = two_term_attendance(family, child.person, day)
        if (need == "1.2") != had_severe:
            continue
        if now is None:
            measures.append(HOLD)
        elif had_severe and lowest is not None:
            measures.append(MET if now - lowest > Fraction(30, 100) * lowest else FAIL)
        else:
            measures.append(MET if now >= Fraction(ATTENDANCE_BOUNDARY, 100) else FAIL)
    return worst(measures)


@lru_cache(maxsize=1024)
def lowest_attendance(family: Family, person: str, attached_on: date, closed_on: date) -> Fraction | None:
    """The lowest two-term figure on any day from A to closed_on on which the person was a child of the family."""
    found = [
        two_term_attendance(family, person, each)
        for each in days(attached_on, closed_on)
        if person in [child.person for child in children_on(family, each)]
    ]
    return min((figure for figure in found if figure is not None), default=None)


def has_new_spell(family: Family, closed_on: date) -> bool:
    """One starting after closed_on and before add_months(closed_on, 6), both excluded, of a member that day."""
    rows = family.rows("needs", "child-in-need", "child-protection-plan", "early-help")
    return any(
        closed_on < fact.starts_on < add_months(closed_on, 6) and of_member(family, fact, fact.starts_on)
        for fact in rows
    )


def sfo(measures: dict[str, str], closed_on: date, day: date) -> str:
    if day < add_months(closed_on, 6):
        return NOT_VALID
    return {FAIL: NOT_VALID, HOLD: HOLD}.get(worst(measures.values()), VALID)


def verdict(
    family: str, pack: Pack, result: str, day: date, paid_before: Collection[str] = (),
    attachment: Attachment | None = None,
) -> tuple[str, int, dict[str, str]]:  # fmt: skip
    """(verdict, amount in pounds, each need's measure; none before closure) of an SFO claim decided on `day`."""
    attached = attachment or pack.attachment(family, SCHEME)
    assert attached is not None, f"{family} is not attached to {SCHEME}"
    assert result in RESULTS
    attached_on, closed_on = attached.attached_on, attached.closed_on
    if closed_on is None or not attached_on <= closed_on <= day:
        return NOT_VALID, 0, {}
    measures = sfo_measures(pack.family(family), attached_on, closed_on, day)
    if day > CLAIMED_TO or paid_before or not has_marks(attached, day) or not eligible(family, pack, attached_on):
        return NOT_VALID, 0, measures
    decided = sfo(measures, closed_on, day)
    return decided, RESULT_POUNDS if decided == VALID else 0, measures
