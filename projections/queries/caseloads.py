"""The work in numbers on a day: who leads how many families, which referrals wait, which cases a board is to see again.

Pure functions of the families studied. A family is worked with from its day of attachment to its last day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import NamedTuple

from projections.queries.studying import Studied
from projections.rows import Attached, InForce

NOBODY = "(nobody named)"
NOWHERE = "(not said)"


class Caseload(NamedTuple):
    """`interventions` are those under way with the families on the day."""

    lead_worker: str
    families: int
    interventions: int
    longest_since: date


class Referral(NamedTuple):
    """As it stood on the day. `fate` is waiting, or the answer; `days` how long it waited, or waits."""

    family_id: str
    direction: str
    agency: str
    need: str
    referred_on: date
    fate: str
    days: int
    entry: str


class ReferralsOfAgency(NamedTuple):
    """`median_days` to the answer, of those that were answered."""

    direction: str
    agency: str
    made: int
    accepted: int
    declined: int
    no_answer: int
    waiting: int
    median_days: int | None


class ReviewDue(NamedTuple):
    family_id: str
    due_on: date
    overdue_days: int
    board: str
    reviewed_on: date
    decision: str
    lead_worker: str


def is_worked_with(attached: Attached | None, day: date) -> bool:
    return attached is not None and attached.attached_on <= day and (
        attached.closed_on is None or attached.closed_on >= day)


def in_force(entries: Iterable[InForce], day: date) -> str | None:
    return next((one.name for one in entries
                 if one.from_on <= day and (one.until_on is None or day < one.until_on)), None)  # fmt: skip


def caseloads(families: Iterable[Studied], day: date) -> list[Caseload]:
    """By lead worker; families that nobody is named for are counted under `NOBODY`."""
    held: dict[str, list[Studied]] = defaultdict(list)
    for family in families:
        if is_worked_with(family.attached, day):
            held[in_force(family.casework.lead_workers, day) or NOBODY].append(family)
    return [
        Caseload(post, len(led), sum(_under_way(one, day) for one in led),
                 min(one.attached.attached_on for one in led if one.attached))
        for post, led in sorted(held.items())
    ]  # fmt: skip


def _under_way(family: Studied, day: date) -> int:
    return sum(one.started_on <= day and (one.ended_on is None or one.ended_on >= day)
               for one in family.casework.interventions)  # fmt: skip


def referrals(families: Iterable[Studied], day: date) -> list[Referral]:
    """Every one that was made by the day, the earliest first."""
    found = []
    for family in families:
        for one in family.casework.referrals:
            if one.referred_on <= day:
                answered = one.answered_on if one.answered_on is not None and one.answered_on <= day else None
                fate = str(one.answer) if answered else "waiting"
                found.append(Referral(family.family_id, one.direction, one.agency, one.need, one.referred_on, fate,
                                      ((answered or day) - one.referred_on).days, one.entry))  # fmt: skip
    return sorted(found, key=earliest)


def earliest(one: Referral) -> tuple[date, str, str]:
    return one.referred_on, one.family_id, one.entry


def referrals_by_agency(made: Iterable[Referral]) -> list[ReferralsOfAgency]:
    held: dict[tuple[str, str], list[Referral]] = defaultdict(list)
    for one in made:
        held[one.direction, one.agency].append(one)
    return [_of_agency(*of, of_agency) for of, of_agency in sorted(held.items())]


def _of_agency(direction: str, agency: str, made: list[Referral]) -> ReferralsOfAgency:
    fates = [one.fate for one in made]
    days = [one.days for one in made if one.fate != "waiting"]
    return ReferralsOfAgency(
        direction, agency, len(made), fates.count("accepted"), fates.count("declined"), fates.count("no answer"),
        fates.count("waiting"), int(median(days)) if days else None)


def reviews_due(families: Iterable[Studied], day: date) -> list[ReviewDue]:
    """Of families worked with: the last review by the day wanted to see the case again by then. Most overdue first."""
    due = []
    for family in families:
        seen = [one for one in family.casework.reviews if one.reviewed_on <= day]
        if seen and is_worked_with(family.attached, day):
            last = max(seen, key=lambda one: (one.reviewed_on, one.known_at))
            if last.next_on is not None and last.next_on <= day:
                due.append(ReviewDue(
                    family.family_id, last.next_on, (day - last.next_on).days, last.board, last.reviewed_on,
                    last.decision, in_force(family.casework.lead_workers, day) or NOBODY))
    return sorted(due, key=lambda one: (one.due_on, one.family_id))
