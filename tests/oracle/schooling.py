"""Made-up attendance, exclusions and education status, laid around the figures and windows of the rules."""

from __future__ import annotations

from datetime import date, timedelta

from .common import add_months
from .draft import Draft, Home, Person
from .pack import Row


def add_schooling(draft: Draft, home: Home) -> None:
    is_problem = draft.chance(75)
    for number, child in enumerate(home.children):
        if child.person_id.startswith(f"P{home.family_id}"):  # of one who moved, the first family has them all
            add_attendance(draft, home, child, is_bad_at_first=is_problem and (number == 0 or draft.chance(40)))
        if draft.chance(25):
            add_exclusions(draft, home, child)
    if draft.chance(20):
        add_status(draft, home)


def limit_percent(home: Home, day: date) -> int:
    """The absence that just fails: 15% unauthorised, 10% (15%) in all, more than 10% in all."""
    if home.scheme == "troubled-families-2012" or day < date(2015, 9, 1):
        return 15
    return 10


def add_attendance(draft: Draft, home: Home, child: Person, is_bad_at_first: bool) -> None:
    """Figures for the terms from a year before attachment to the claim; the middle ones are where it turns."""
    if child.born_on is None or (draft.chance(60) and not is_of_school_age(child, home)):
        return
    before = first_percents(draft, home) if is_bad_at_first else (5, 5, 5)
    after = later_percents(draft, home, before)
    known_to = date.max if draft.chance(60) else home.claimed_on
    span = terms_between(draft, add_months(home.attached_on, -13), known_to)
    earlier = [term for term in span if date.fromisoformat(term["ends_on"]) <= home.attached_on]
    later = [term for term in span if term not in earlier]
    in_time = [term for term in later if date.fromisoformat(term["ends_on"]) <= home.claimed_on]
    missing = draft.pick((*span, *in_time, *in_time, None)) if draft.chance(16) and span else None
    trim = draft.pick((0, 0, -1, 1)) if draft.chance(60) else 0
    for terms, percents in ((earlier, before), (later, after)):
        for number, term in enumerate(terms):
            if term is not missing:
                is_last = term is terms[-1]
                add_figures(draft, home, child, term, percents[number % 3], trim if is_last else 0)


def is_of_school_age(child: Person, home: Home) -> bool:
    return child.born_on is not None and 5 <= home.attached_on.year - child.born_on.year <= 17


def first_percents(draft: Draft, home: Home) -> tuple[int, int, int]:
    limit = limit_percent(home, home.attached_on)
    choices = [(limit, limit, limit), (30, 25, 20), (40, limit, 20), (limit + 5, limit, limit - 5)]
    if home.scheme == "supporting-families-2022":
        choices += [(60, 60, 60), (60, 60, 60), (70, 60, 55), (50, 50, 50), (55, 60, 65)]
    return draft.pick(choices)


def later_percents(draft: Draft, home: Home, before: tuple[int, int, int]) -> tuple[int, int, int]:
    """Better, exactly at the limit, or as bad as before; for severe absence 30% better than the 40% attended."""
    if before == (60, 60, 60) and draft.chance(45):
        return 48, 48, 48
    limit = limit_percent(home, home.claimed_on)
    good = [(5, 2, 5), (3, 3, 3), (0, 5, 5), (limit - 5, limit, limit), (5, 5, 5)]
    if max(before) > 50:
        good += [(48, 48, 48), (40, 45, 45), (45, 48, 48)]
    return draft.pick([*good, *good, (limit, limit, limit), (limit + 5, limit, limit - 5), before])


def terms_between(draft: Draft, first: date, last: date) -> list[Row]:
    return [term for term in draft.pack["terms"] if first <= date.fromisoformat(term["ends_on"]) <= last]


def add_figures(draft: Draft, home: Home, child: Person, term: Row, percent: int, trim: int) -> None:
    """Exactly `percent` of the possible sessions, and `trim` sessions more; sometimes over two schools.

    A school with the most sessions of all does not tell authorised absences when there were none.
    """
    possible = draft.pick((100, 100, 120, 120, 140))
    absent = max(0, possible * percent // 100 + trim)
    authorised = 0
    if home.scheme == "troubled-families-2012":
        authorised = draft.number(0, min(8, possible - absent))
    elif absent:
        authorised = draft.number(0, absent)
        absent -= authorised
    shares = [(possible, authorised, absent)]
    if draft.chance(6):
        first = (possible // 2, authorised // 2, absent // 2)
        shares = [first, (possible - first[0], authorised - first[1], absent - first[2])]
    for school, (sessions, allowed, unallowed) in zip(("9310001", "9310002"), shares, strict=False):
        draft.add(
            "attendance", person_id=child.person_id, term_id=term["term_id"], school=school,
            sessions_possible=sessions, sessions_authorised="" if sessions == 140 and not allowed else allowed,
            sessions_unauthorised=unallowed,
        )  # fmt: skip


def add_exclusions(draft: Draft, home: Home, child: Person) -> None:
    """Two to four fixed ones (seldom a permanent one) about the first days of terms and the days that matter."""
    is_before = draft.chance(65)
    middle = home.attached_on if is_before else home.claimed_on
    starts = [date.fromisoformat(term["starts_on"]) for term in terms_between(draft, add_months(middle, -14), middle)]
    for _ in range(draft.pick((2, 3, 3, 4))):
        turning = [*starts, home.attached_on, home.closed_on, middle]
        started_on = draft.between(add_months(middle, -11), middle)
        if draft.chance(40):
            started_on = draft.nudge(draft.pick(turning))
        add_exclusion(draft, child, "fixed", started_on)
    if draft.chance(10):
        add_exclusion(draft, child, "permanent", draft.nudge(draft.pick([*starts, middle])))


def add_exclusion(draft: Draft, child: Person, category: str, started_on: date) -> None:
    length = draft.number(1, 4)
    draft.add(
        "exclusions", person_id=child.person_id, category=category, starts_on=started_on,
        ends_on=started_on + timedelta(days=length), sessions=2 * length,
    )  # fmt: skip


def add_status(draft: Draft, home: Home) -> None:
    """A placement before or about attachment that ends in time, at the edge or not; now and then an adult's."""
    person = draft.pick(home.children if draft.chance(92) else home.members())
    status = draft.pick(("pru", "alternative-provision", "not-on-roll", "school-concern"))
    started_on = draft.between(add_months(home.attached_on, -14), home.attached_on)
    if draft.chance(30):
        started_on = draft.boundary(home)
    edge = draft.pick((home.attached_on, home.closed_on, home.claimed_on, add_months(home.attached_on, -12)))
    ends_on = None if draft.chance(25) else draft.end(draft.course(), edge, started_on)
    draft.add("education_status", person_id=person.person_id, status=status, starts_on=started_on, ends_on=ends_on)
