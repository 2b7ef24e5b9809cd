"""What each word of the vocabulary says, in plain English: one wording for each, held complete by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.rules.clause import Clause
from domain.rules.values import Value
from domain.rules.words.attachment import EligibleWhenAttached, MonthsAfter, OnRecord, Until
from domain.rules.words.attendance import Absent
from domain.rules.words.changing import Changing
from domain.rules.words.closure import NoneStartingAfterClosure, SustainedSinceClosure
from domain.rules.words.combining import AllOf, AnyOf, AtLeast, Criterion, Measures, NoneOf
from domain.rules.words.dependants import DependentChild, ProblemsAtLeast
from domain.rules.words.employment import InWorkAfterBenefit
from domain.rules.words.exclusions import InTermWindow
from domain.rules.words.progress import NotInMonthsTo, ProgressOnEach
from domain.rules.words.records import InForce, Within
from domain.rules.words.recovery import AttendanceRecovered
from domain.rules.words.reductions import Fell
from domain.rules.words.schooling import EverySchoolAgeChild

Said = Callable[[Value], str]
"""Puts a value into words."""

RECORDS: Mapping[str, tuple[str, str]] = {
    "attendance": ("an attendance figure", "attendance figures"),
    "exclusions": ("an exclusion from school", "exclusions from school"),
    "education_status": ("a record of schooling", "records of schooling"),
    "offences": ("a proven offence", "proven offences"),
    "asb": ("a record of anti-social behaviour", "records of anti-social behaviour"),
    "benefits": ("a benefit", "benefits"),
    "employment": ("an employment", "employments"),
    "work_steps": ("a step towards work", "steps towards work"),
    "needs": ("a need", "needs"),
}
"""Each kind of record, one and several."""

_SUBJECTS = {"a child by name": "a child that the record names"}
_SINCE = {"attachment": "the day of attachment", "closure": "the day of closure"}


def wording(clause: Clause, said: Said) -> str:
    """What the clause itself asks, without the clauses under it; it ends in a colon where those follow."""
    return WORDINGS[type(clause)](clause, said)


def names_of(clauses: Sequence[Clause]) -> str:
    return ", ".join(clause.path for clause in clauses)


def _record(clause: Any, *, several: bool = False) -> str:
    noun = RECORDS[clause.record][several]
    return noun if clause.category is None else f"{noun} ({', '.join(clause.category)})"


def _record_of(clause: Any, *, several: bool = False) -> str:
    return f"{_record(clause, several=several)} of {_SUBJECTS.get(clause.subject, clause.subject)}"


def _since(clause: Any) -> str:
    return f", begun on or after {_SINCE[clause.since]}" if clause.since else ""


def _in_force(clause: InForce, said: Said) -> str:
    without = f", on days without {RECORDS[clause.without][0]} of the same person" if clause.without else ""
    return f"{_record_of(clause)}, in force on the day{without}{_since(clause)}"


def _within(clause: Within, said: Said) -> str:
    when = f"within the last {said(clause.months)}{_since(clause)}"
    if clause.number is None:
        return f"{_record_of(clause)}, {when}"
    return f"{_record_of(clause, several=True)}, {when}: at least {said(clause.number)}"


def _in_term_window(clause: InTermWindow, said: Said) -> str:
    return (f"{_record(clause, several=True)} of one child since the first day of the last completed"
            f" {said(clause.terms)}{_since(clause)}: at least {said(clause.number)}")


def _absence(counting: str) -> str:
    return "unauthorised absence" if counting == "unauthorised" else "absence, authorised or not,"


def _absent(clause: Absent, said: Said) -> str:
    whose = "a child of school age in one of them" if clause.of_school_age else "any child"
    boundary = f"over {said(clause.over)}" if clause.over else ""
    if clause.at_least:
        boundary = f"{said(clause.at_least)} or more"
    return (f"{_absence(clause.counting)} of {whose} over the last completed {said(clause.terms)} is {boundary};"
            " figures are needed for every one of the terms, or nobody can say")


def _every_school_age_child(clause: EverySchoolAgeChild, said: Said) -> str:
    roll = ", and is not off the school roll" if clause.on_roll else ""
    return (f"every child of school age in one of the last completed {said(clause.terms)} has fewer than"
            f" {said(clause.fixed_exclusions)} fixed-term exclusions and no permanent one since the first day of them,"
            f" and {_absence(clause.counting)} below {said(clause.absence_below)} over those of the terms in which it"
            f" was of school age and a member at the end{roll}; figures missing put it on hold")


def _fell(clause: Fell, said: Said) -> str:
    return (f"{_record_of(clause, several=True)} fell by at least {said(clause.percent)}, from the last"
            f" {said(clause.months)} before attachment to as long a time before the claim; not relevant with none in"
            " either")


def _in_work(clause: InWorkAfterBenefit, said: Said) -> str:
    return (f"an adult's last benefit ({', '.join(clause.benefits)}) in force on or after attachment has ended, and"
            f" the adult has worked since, in employment not paid by {' or '.join(clause.not_paid_by)}, and works on"
            f" the day: after {clause.jobseeker} alone on at least {said(clause.jobseeker_days)} of the last"
            f" {said(clause.jobseeker_of_days)}, after any other on each of the last {said(clause.other_days)}")


def _at_least(clause: AtLeast, said: Said) -> str:
    counted = f", counting {said(clause.counted_by)}" if clause.counted_by else ""
    return f"at least {said(clause.number)} of these{counted}: {names_of(clause.clauses)}"


def _problems_at_least(clause: ProblemsAtLeast, said: Said) -> str:
    return (f"at least {said(clause.number)} of these, each parent who lives elsewhere making up one at most:"
            f" {names_of(clause.clauses)}")


def _none_starting(clause: NoneStartingAfterClosure, said: Said) -> str:
    return f"not {_record_of(clause)} that begins within {said(clause.months)} after closure"


def _recovered(clause: AttendanceRecovered, said: Said) -> str:
    who = f"every child of school age in one of the last completed {said(clause.school_age_terms)}"
    improved = (f"attends more than {said(clause.improvement)} above its lowest attendance between attachment and"
                " closure")
    severe = f"absent for over {said(clause.severe)} in that time"
    terms = f"over the last completed {said(clause.terms)}"
    if clause.only_severe:
        return f"{who} that was {severe} {improved}, {terms}; figures missing put it on hold"
    return (f"{who} attends at least {said(clause.attends)} {terms}, or, if it was {severe}, {improved}; figures"
            " missing put it on hold")


WORDINGS: Mapping[type[Clause], Callable[[Any, Said], str]] = {
    AnyOf: lambda clause, said: "any of these:",
    AllOf: lambda clause, said: "all of these, passing over what is not relevant:",
    NoneOf: lambda clause, said: "none of these:",
    Measures: lambda clause, said: f"each of these that is relevant, and at least one: {names_of(clause.clauses)}",
    AtLeast: _at_least,
    Criterion: lambda clause, said: f"the criterion '{clause.name}'",
    InForce: _in_force,
    Within: _within,
    InTermWindow: _in_term_window,
    Absent: _absent,
    EverySchoolAgeChild: _every_school_age_child,
    Fell: _fell,
    InWorkAfterBenefit: _in_work,
    MonthsAfter: lambda clause, said: f"{said(clause.months)} or more after the day of {clause.moment}",
    EligibleWhenAttached: lambda clause, said: "eligible on the day of attachment, or attached by an override",
    Until: lambda clause, said: f"on or before {said(clause.last_day)}",
    OnRecord: lambda clause, said: f"on record by the day: {', '.join(clause.marks)}",
    DependentChild: lambda clause, said: (
        f"a member under {said(clause.under)}, or under 18, resident and in no employment"),
    ProblemsAtLeast: _problems_at_least,
    NotInMonthsTo: lambda clause, said: f"on no day of the last {said(clause.months)} any of these:",
    ProgressOnEach: lambda clause, said: "for each problem met on any day since attachment, progress on it:",
    SustainedSinceClosure: lambda clause, said: (
        "for each need met on any day from attachment to closure, on every day since closure none of its own test:"),
    NoneStartingAfterClosure: _none_starting,
    AttendanceRecovered: _recovered,
    Changing: lambda clause, said: "one rule until a day, and another from it on:",
}
