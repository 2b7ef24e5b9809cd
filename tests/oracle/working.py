"""Made-up benefits, jobs and steps towards work: 91 days, 182 of 210, each give or take a day."""

from __future__ import annotations

from datetime import date, timedelta

from .common import add_months
from .draft import Draft, Home, Person

BENEFITS = ("JSA", "JSA", "JSA", "ESA", "IS", "IB", "CA", "SDA", "UC")


def add_working(draft: Draft, home: Home, benefit_percent: int) -> None:
    for number, adult in enumerate(home.adults):
        if draft.chance(benefit_percent if number == 0 else benefit_percent // 3):
            add_benefit_then_job(draft, home, adult)
        elif draft.chance(30):
            add_job(draft, adult, draft.boundary(home), None)
        if draft.chance(30):
            add_step(draft, home, adult)
    seventeen = [child for child in home.children if child.born_on and child.born_on.year < home.attached_on.year - 14]
    for child in seventeen:
        if draft.chance(30):
            add_job(draft, child, draft.boundary(home), None)
        if draft.chance(15):
            add_benefit(draft, child, "JSA", draft.boundary(home), None)


def add_benefit_then_job(draft: Draft, home: Home, adult: Person) -> None:
    """On a benefit at attachment; it ends in time for the job to last just long enough by the claim, or does not."""
    benefit = draft.pick(BENEFITS)
    started_on = add_months(home.attached_on, -draft.number(1, 40))
    length = draft.pick((181, 182, 183, 209, 210)) if benefit == "JSA" else draft.pick((90, 91, 91, 92, 150))
    works_from = home.claimed_on - timedelta(days=length - 1)
    if draft.chance(30 if home.scheme == "troubled-families-2012" else 70):
        edge = home.closed_on if home.scheme == "supporting-families-2022" else add_months(home.claimed_on, -6)
        ends_on = draft.end(draft.course(), edge, max(started_on, home.attached_on))
    else:
        ends_on = max(started_on, works_from - timedelta(days=draft.pick((1, 1, 1, 2, 20, 0, -3))))
    add_benefit(draft, adult, benefit, started_on, ends_on)
    if ends_on is None:
        return
    if draft.chance(20):
        other = max(started_on, ends_on - timedelta(days=draft.pick((0, 0, 5, 200))))
        add_benefit(draft, adult, draft.pick(BENEFITS), started_on, other)
    if draft.chance(80):
        add_jobs(draft, home, adult, works_from)


def add_benefit(draft: Draft, person: Person, benefit: str, started_on: date, ends_on: date | None) -> None:
    draft.add("benefits", person_id=person.person_id, benefit=benefit, starts_on=started_on, ends_on=ends_on)


def add_jobs(draft: Draft, home: Home, adult: Person, works_from: date) -> None:
    """One job to this day, or two with a gap of a day or none, or one that ends about the claim."""
    shape = draft.pick(("open", "open", "open", "gap", "ends"))
    if shape == "open":
        add_job(draft, adult, works_from, None)
    elif shape == "ends":
        add_job(draft, adult, works_from, max(works_from, draft.nudge(home.claimed_on)))
    else:
        ends_on = works_from + timedelta(days=draft.number(20, 60))
        add_job(draft, adult, works_from, ends_on)
        add_job(draft, adult, ends_on + timedelta(days=draft.pick((1, 1, 2, 20, 28, 29))), None)


def add_job(draft: Draft, adult: Person, started_on: date, ends_on: date | None) -> None:
    paid_by = draft.pick(("work-programme", "esf")) if draft.chance(12) else ""
    draft.add("employment", person_id=adult.person_id, starts_on=started_on, ends_on=ends_on, paid_by=paid_by)


def add_step(draft: Draft, home: Home, adult: Person) -> None:
    taken_on = draft.pick(
        (
            draft.nudge(home.attached_on),
            draft.nudge(add_months(home.claimed_on, -6)),
            draft.between(add_months(home.claimed_on, -6), home.claimed_on),
            draft.nudge(home.claimed_on),
        )
    )
    step = draft.pick(("work-programme-volunteered", "esf-attached"))
    draft.add("work_steps", person_id=adult.person_id, step=step, taken_on=taken_on)
