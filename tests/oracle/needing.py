"""Made-up rows of needs.csv, in the words of each scheme, ending about the days that its results ask about."""

from __future__ import annotations

from datetime import date, timedelta

from .common import add_months
from .draft import Draft, Home, Person
from .supporting_families_2022 import CODES

HELP_2015 = ("child-in-need", "child-protection-plan", "early-help", "missing", "exploitation-risk")
OTHERS_2015 = (
    "domestic-abuse", "mental-health", "substance-misuse", "vulnerable-mother", "debt", "neet", "eviction-risk",
    "prison-release",
)  # fmt: skip
NEEDS_2022 = tuple(code for codes in CODES.values() for code in codes)
PERSONAL_2022 = ("mental-health", "substance-misuse", "excluded-from-home")
HELP_2022 = ("child-in-need", "child-protection-plan", "early-help")
ONE_DAY = ("domestic-abuse", "missing", "police-callout")


def add_needs(draft: Draft, home: Home) -> None:
    if home.scheme == "troubled-families-2012":
        add_local(draft, home)
    elif home.scheme == "troubled-families-2015":
        add_needs_2015(draft, home)
    else:
        add_needs_2022(draft, home)


# -- 2012: the local criterion


def add_local(draft: Draft, home: Home) -> None:
    if draft.chance(40):
        for _ in range(draft.pick((2, 3, 3, 4))):
            day = draft.between(add_months(home.attached_on, -6), home.attached_on)
            day = draft.nudge(add_months(home.attached_on, -6)) if draft.chance(15) else day
            person = draft.anyone(home, home.members(), 60)
            draft.add_whose("needs", home, person, need="police-callout", starts_on=day)
    for need in ("child-protection-plan", "high-cost"):
        if draft.chance(20):
            people = home.children if draft.chance(85) else home.members()
            add_need(draft, home, draft.anyone(home, people, 25), need, home.attached_on, draft.course())


# -- 2015: six problems


def add_needs_2015(draft: Draft, home: Home) -> None:
    edge = add_months(home.claimed_on, -6)
    course = draft.course()
    for _ in range(draft.pick((1, 2, 2, 3))):
        if draft.chance(45):
            people = home.children if draft.chance(92) else home.members()
            add_need(draft, home, draft.anyone(home, people, 25), draft.pick(HELP_2015), edge, course)
        else:
            people = home.adults if draft.chance(80) else home.members()
            add_need(draft, home, draft.anyone(home, people, 25), draft.pick(OTHERS_2015), edge, course)
    elsewhere = [adult for adult in home.adults[1:] if draft.chance(25)]
    for adult in elsewhere:
        add_need(draft, home, adult, draft.pick(OTHERS_2015), edge, "good")


def add_needs_of_one_parent(draft: Draft, home: Home) -> None:
    """Two problems of the second adult, who may live elsewhere, and little else: is it one problem or two?"""
    for need in (draft.pick(("debt", "eviction-risk")), draft.pick(("mental-health", "substance-misuse"))):
        add_need(draft, home, home.adults[1], need, add_months(home.claimed_on, -6), "good")
    if draft.chance(40):
        other = draft.pick((home.adults[0], home.adults[-1], None))
        add_need(draft, home, other, draft.pick(OTHERS_2015), add_months(home.claimed_on, -6), "good")


# -- 2022: ten headlines


def add_needs_2022(draft: Draft, home: Home) -> None:
    course = draft.course()
    for _ in range(draft.pick((2, 3, 3, 4))):
        if draft.chance(40):
            people = home.children[:2] if draft.chance(50) else home.adults
            person = draft.anyone(home, people, 12)
            add_need(draft, home, person, draft.pick(PERSONAL_2022), home.closed_on, course)
        else:
            need = draft.pick(NEEDS_2022)
            add_need(draft, home, draft.anyone(home, home.members(), 30), need, home.closed_on, course)
    if draft.chance(12):
        after = add_months(home.closed_on, 6)
        day = draft.pick((draft.nudge(home.closed_on), draft.nudge(after), draft.between(home.closed_on, after)))
        person = draft.anyone(home, home.children, 25)
        draft.add_whose("needs", home, person, need=draft.pick(HELP_2022), starts_on=day)
    if draft.chance(10):
        day = draft.pick((home.closed_on, draft.nudge(home.claimed_on), draft.boundary(home)))
        person = draft.anyone(home, home.members(), 30)
        draft.add_whose("needs", home, person, need=draft.pick(NEEDS_2022), starts_on=day, ends_on=day)


# -- one need


def add_need(draft: Draft, home: Home, person: Person | None, need: str, edge: date, course: str) -> None:
    """Begun before attachment, at times a year before it; ended by its course about `edge`, or a single day."""
    started_on = draft.between(add_months(home.attached_on, -18), home.attached_on)
    if draft.chance(12):
        started_on = draft.boundary(home)
    ends_on: date | None = draft.end(course, edge, max(started_on, home.attached_on))
    if draft.chance(20):
        ends_on = max(started_on, draft.nudge(add_months(home.attached_on, -12)))
    if need in ONE_DAY and draft.chance(65):
        started_on = draft.between(add_months(home.attached_on, -12) - timedelta(days=1), home.attached_on)
        ends_on = None
    draft.add_whose("needs", home, person, need=need, starts_on=started_on, ends_on=ends_on)
