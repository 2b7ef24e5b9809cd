"""rules.md, section 1: Troubled Families 2012-2015."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from .common import (
    FAIL,
    HOLD,
    MET,
    NOT_VALID,
    VALID,
    absence,
    add_months,
    adults_on,
    children_of_school_age,
    children_on,
    days,
    excluded,
    in_force,
    is_child,
    is_of_school_age_in,
    last_terms,
    membership_on,
    of_adult,
    of_child,
    of_family,
    of_member,
    reduction,
    window_starts_on,
    within_last,
    worst,
)
from .pack import Attachment, Fact, Family, Membership, Pack

SCHEME = "troubled-families-2012"
RESULTS = ("CAE", "PtW", "CE")
ATTACHED_FROM, ATTACHED_TO, CLAIMED_TO = date(2012, 4, 1), date(2015, 3, 31), date(2015, 5, 31)
BENEFITS = ("JSA", "ESA", "IS", "IB", "CA", "SDA")

# Attachment and money: financial year of attachment -> pounds of each result, and the cap on all of them
RATES = {
    2012: {"CAE": 700, "PtW": 100, "CE": 800, "cap": 800},
    2013: {"CAE": 1500, "PtW": 100, "CE": 1600, "cap": 1600},
    2014: {"CAE": 2300, "PtW": 100, "CE": 2400, "cap": 2400},
}


# -- Identification ---------------------------------------------------------------------------------------------------


def crime_asb(family: Family, day: date) -> bool:
    proven = any(within_last(fact, day, 12) and of_child(family, fact, day) for fact in family.rows("offences"))
    orders = family.rows("asb", "asbo", "injunction", "abc")
    ordered = any(within_last(fact, day, 12) and of_member(family, fact, day) for fact in orders)
    housing = any(within_last(fact, day, 12) and of_family(family, fact) for fact in family.rows("asb", "housing"))
    return proven or ordered or housing


def education(family: Family, day: date) -> bool:
    return (
        any(child_excluded(family, child, day) for child in children_on(family, day))
        or out_of_school(family, day)
        or any(child_absent(family, child, day) for child in children_on(family, day))
    )


def child_excluded(family: Family, child: Membership, day: date) -> bool:
    first = window_starts_on(family, day)
    return first is not None and excluded(family, child.person, first, day)


def out_of_school(family: Family, day: date) -> bool:
    """In a PRU or alternative provision, not on a roll, or of concern to a head teacher within the last 12 months."""
    placed = family.rows("education_status", "pru", "alternative-provision", "not-on-roll")
    concerns = family.rows("education_status", "school-concern")
    return any(in_force(fact, day) and of_child(family, fact, day) for fact in placed) or any(
        within_last(fact, day, 12) and of_child(family, fact, day) for fact in concerns
    )


def child_absent(family: Family, child: Membership, day: date) -> bool:
    terms = last_terms(family.calendar, day, 3)
    figures = absence(family, child.person, terms, authorised_too=False) if terms else None
    return figures is not None and 100 * figures[0] >= 15 * figures[1]


def work(family: Family, day: date) -> bool:
    return any(in_force(fact, day) and of_adult(family, fact, day) for fact in family.rows("benefits", *BENEFITS))


def local(family: Family, day: date, overlay: str | None = None) -> bool:
    """The national default; Oxfordshire's overlay adds 'high cost to services'."""
    plans = family.rows("needs", "child-protection-plan")
    callouts = family.rows("needs", "police-callout")
    costly = family.rows("needs", "high-cost") if overlay == "oxfordshire" else []
    return (
        any(in_force(fact, day) and of_child(family, fact, day) for fact in plans)
        or sum(within_last(fact, day, 6) and of_family(family, fact) for fact in callouts) >= 3
        or any(in_force(fact, day) and of_member(family, fact, day) for fact in costly)
    )


def criteria_met(family: Family, day: date, overlay: str | None = None) -> list[str]:
    tests = {
        "crime-asb": crime_asb(family, day),
        "education": education(family, day),
        "local": local(family, day, overlay),
        "work": work(family, day),
    }
    return sorted(name for name, met in tests.items() if met)


def criteria(family: str, pack: Pack, day: date, overlay: str | None = None) -> list[str]:
    return criteria_met(pack.family(family), day, overlay)


def eligible(family: str, pack: Pack, day: date, overlay: str | None = None) -> bool:
    """All of crime-asb, education and work; or two of those three and local."""
    met = criteria(family, pack, day, overlay)
    national = [name for name in met if name != "local"]
    return len(national) == 3 or (len(national) == 2 and "local" in met)


# -- Results: EDU, ASB, OFF, CAE --------------------------------------------------------------------------------------


def edu(family: Family, day: date, percent: int = 15, authorised_too: bool = False) -> str:
    """EDU; the 2015 scheme counts its own attendance the same way, with another figure and all absences."""
    children = children_of_school_age(family, day)
    return worst(edu_of_child(family, child, day, percent, authorised_too) for child in children)


def edu_of_child(family: Family, child: Membership, day: date, percent: int, authorised_too: bool) -> str:
    if child_excluded(family, child, day):
        return FAIL
    own = [
        term
        for term in last_terms(family.calendar, day, 3) or ()
        if is_of_school_age_in(child, term) and membership_on(family, child.person, term.ends_on) is not None
    ]
    figures = absence(family, child.person, own, authorised_too)
    if not own or figures is None:
        return HOLD
    return MET if 100 * figures[0] < percent * figures[1] else FAIL


def before_and_after(facts: list[Fact], attached_on: date, day: date) -> tuple[int, int]:
    """How many in add_months(A, -6) <= X < A, and in add_months(C, -6) < X <= C."""
    before = sum(add_months(attached_on, -6) <= fact.starts_on < attached_on for fact in facts)
    after = sum(add_months(day, -6) < fact.starts_on <= day for fact in facts)
    return before, after


def asb(family: Family, attached_on: date, day: date) -> str:
    incidents = [fact for fact in family.rows("asb", "incident") if of_family(family, fact)]
    return reduction(*before_and_after(incidents, attached_on, day), percent=60)


def off(family: Family, attached_on: date, day: date) -> str:
    """Proven offences of members under 18 on the day of proof; they may have left since."""
    offences = [
        fact
        for fact in family.rows("offences")
        if is_child(membership_on(family, fact.person, fact.starts_on), fact.starts_on)
    ]
    return reduction(*before_and_after(offences, attached_on, day), percent=33)


def cae(measures: dict[str, str], attached_on: date, day: date) -> str:
    if day < add_months(attached_on, 6):
        return NOT_VALID
    return {MET: VALID, HOLD: HOLD}.get(worst(measures.values()), NOT_VALID)


# -- Results: PtW, CE -------------------------------------------------------------------------------------------------


def progress_to_work(family: Family, attached_on: date, day: date) -> bool:
    return any(
        fact.starts_on >= attached_on and within_last(fact, day, 6) and of_adult(family, fact, day)
        for fact in family.rows("work_steps")
    )


def continuous_employment(family: Family, attached_on: date, day: date, benefits: Collection[str] = BENEFITS) -> bool:
    return any(has_kept_a_job(family, adult.person, attached_on, day, benefits) for adult in adults_on(family, day))


def has_kept_a_job(family: Family, person: str, attached_on: date, day: date, benefits: Collection[str]) -> bool:
    spells = [
        fact
        for fact in family.rows("benefits", *benefits)
        if fact.person == person and fact.starts_on <= day and (fact.ends_on is None or fact.ends_on >= attached_on)
    ]
    ends = [fact.ends_on for fact in spells if fact.ends_on is not None]
    if not spells or len(ends) < len(spells) or max(ends) >= day or not works_on(family, person, day):
        return False
    last = max(ends)
    if all(fact.what == "JSA" for fact in spells if fact.ends_on == last):
        return sum(works_on(family, person, each) for each in days_since(last, day, 210)) >= 182
    return sum(works_on(family, person, each) for each in days_since(last, day, 91)) == 91


def days_since(last: date, day: date, count: int) -> Iterator[date]:
    """Of the `count` days to `day`, itself included, those after the benefit ended ('who since then worked')."""
    return days(max(last + timedelta(days=1), day - timedelta(days=count - 1)), day)


def works_on(family: Family, person: str, day: date) -> bool:
    """In any employment that neither the Work Programme nor ESF pays for."""
    return any(
        fact.person == person and fact.what not in ("work-programme", "esf") and in_force(fact, day)
        for fact in family.rows("employment")
    )


# -- Verdicts and money -----------------------------------------------------------------------------------------------


def amount_in_pounds(result: str, attached_on: date, paid_before: Collection[str]) -> int:
    """The rate of the financial year of attachment, up to what the cap leaves after the results paid before."""
    rates = RATES[add_months(attached_on, -3).year]
    rest = rates["cap"] - sum(rates[paid] for paid in paid_before)
    return max(0, min(rates[result], rest))


def already_paid(result: str, paid_before: Collection[str]) -> bool:
    """One CAE or CE per family for life; PtW once."""
    if result == "PtW":
        return "PtW" in paid_before
    return "CAE" in paid_before or "CE" in paid_before


def verdict(
    family: str, pack: Pack, result: str, day: date, paid_before: Collection[str] = (), overlay: str | None = None,
    attachment: Attachment | None = None,
) -> tuple[str, int, dict[str, str]]:  # fmt: skip
    """(verdict, amount in pounds, the measures of CAE) of a claim decided on `day`, on what the pack knows."""
    attached = attachment or pack.attachment(family, SCHEME)
    assert attached is not None, f"{family} is not attached to {SCHEME}"
    rows, attached_on = pack.family(family), attached.attached_on
    measures = {
        "EDU": edu(rows, day),
        "ASB": asb(rows, attached_on, day),
        "OFF": off(rows, attached_on, day),
    }
    if day > CLAIMED_TO or already_paid(result, paid_before) or not eligible(family, pack, attached_on, overlay):
        return NOT_VALID, 0, measures
    if result == "CAE":
        decided = cae(measures, attached_on, day)
    elif result == "PtW":
        decided = VALID if progress_to_work(rows, attached_on, day) else NOT_VALID
    else:
        decided = VALID if continuous_employment(rows, attached_on, day) else NOT_VALID
    return decided, amount_in_pounds(result, attached_on, paid_before) if decided == VALID else 0, measures
