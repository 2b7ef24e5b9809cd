"""Made-up offences and anti-social behaviour: counts before and after that lie about 60% and 33%."""

from __future__ import annotations

from datetime import date, timedelta

from .common import add_months
from .draft import Draft, Home, Person


def add_offending(draft: Draft, home: Home) -> None:
    if draft.chance(60):
        add_counts(draft, home, "incident", percent=60)
    if draft.chance(45):
        add_counts(draft, home, "offence", percent=33)
    if draft.chance(45):
        add_order(draft, home)
    if draft.chance(25):
        add_identifying_offence(draft, home)


def add_counts(draft: Draft, home: Home, kind: str, percent: int) -> None:
    """Some in the six months before attachment, some in the six months to the claim, some just outside."""
    before = draft.pick((0, 1, 2, 3, 3, 5, 6, 10))
    after = draft.after_count(before, percent) if draft.chance(90) else draft.number(0, 3)
    first = add_months(home.attached_on, -6)
    happened = draft.days_in(first, home.attached_on - timedelta(days=1), before)
    happened += draft.days_in(add_months(home.claimed_on, -6) + timedelta(days=1), home.claimed_on, after)
    if draft.chance(25):
        happened.append(draft.pick((first - timedelta(days=1), home.attached_on, add_months(home.claimed_on, -6))))
    for day in happened:
        if kind == "incident":
            add_incident(draft, home, day)
        else:
            add_offence(draft, draft.pick(home.children if draft.chance(93) else home.members()), day)


def add_incident(draft: Draft, home: Home, day: date) -> None:
    ends_on = day + timedelta(days=draft.number(0, 3)) if draft.chance(15) else None
    person = draft.anyone(home, home.members(), 50)
    draft.add_whose("asb", home, person, category="incident", starts_on=day, ends_on=ends_on)


def add_offence(draft: Draft, person: Person, proven_on: date) -> None:
    is_proven = draft.chance(94)
    draft.add(
        "offences", person_id=person.person_id, committed_on=proven_on - timedelta(days=draft.number(5, 60)),
        proven_on=proven_on if is_proven else None, disposal=draft.pick(("caution", "fine", "referral order")),
    )  # fmt: skip


def add_identifying_offence(draft: Draft, home: Home) -> None:
    """Proven within the twelve months before attachment, mostly before the counted six; or just too old."""
    early = draft.between(add_months(home.attached_on, -12) + timedelta(days=1), add_months(home.attached_on, -6))
    proven_on = draft.pick((early, early, draft.nudge(add_months(home.attached_on, -12))))
    add_offence(draft, draft.pick(home.children if draft.chance(70) else home.members()), proven_on)


def add_order(draft: Draft, home: Home) -> None:
    """asbo, injunction or abc (spells) or housing, over before attachment by up to twelve months and a day."""
    category = draft.pick(("asbo", "injunction", "abc", "housing", "housing"))
    started_on = draft.between(add_months(home.attached_on, -14), home.attached_on)
    if draft.chance(25):
        started_on = draft.boundary(home)
    year_before = add_months(home.attached_on, -12)
    ends_on = draft.pick((None, draft.nudge(year_before), draft.between(year_before, home.attached_on)))
    if ends_on is not None:
        ends_on = max(ends_on, started_on)
    person = draft.anyone(home, home.members(), 40)
    draft.add_whose("asb", home, person, category=category, starts_on=started_on, ends_on=ends_on)
