"""What falls due: for each person, until when each kind of record may be kept, and whether all of it may go.

A person's records have one key, so they go together: a person falls due on the day on which the last of them does.
Nothing is erased here. Somebody decides, and says so: `outcomes erase`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.dates import birthday
from domain.family import Family, Known
from domain.observations import KINDS
from ledger.retention.rules import MEMBERSHIP, Rule, Schedule


@dataclass(frozen=True, slots=True)
class Due:
    """`person` is a pseudonym; `due_on` None where it cannot be said yet."""

    person: str
    kind: str
    records: int
    due_on: date | None
    source: str


def due_in(family: Family, schedule: Schedule, at: date) -> Iterator[Due]:
    """One for each person and kind of record in this family, by the rules in force on the day `at`."""
    for person in sorted({person for person, _ in family.stays}):
        stays = [stay for (whose, _), stay in family.stays.items() if whose == person]
        born = next((stay.born_on for stay in stays if stay.born_on), None)
        ends = [stay.left_on for stay in stays]
        yield _due(family, schedule, at, person, MEMBERSHIP, ends, born)
        of_person = [known for known in family.observations.values() if known.observation.person == person]
        for kind in sorted({known.observation.kind for known in of_person}):
            lasts = [_last_day(known) for known in of_person if known.observation.kind == kind]
            yield _due(family, schedule, at, person, kind, lasts, born)


def people_due(families: Iterable[Family], schedule: Schedule, at: date) -> dict[str, date]:
    """Everyone of whom nothing has to be kept on the day `at`, in any family, and since when."""
    found: dict[str, date | None] = {}
    for family in families:
        for due in due_in(family, schedule, at):
            held = found.get(due.person, date.min)
            found[due.person] = None if held is None or due.due_on is None else max(held, due.due_on)
    return {person: due_on for person, due_on in found.items() if due_on is not None and due_on <= at}


def _due(
    family: Family, schedule: Schedule, at: date, person: str, kind: str, lasts: list[date | None], born: date | None
) -> Due:
    rule = schedule.rule_for(kind, at)
    if rule is None:
        return Due(person, kind, len(lasts), None, "no rule is in force")
    return Due(person, kind, len(lasts), _due_on(rule, family, lasts, born), rule.source)


def _due_on(rule: Rule, family: Family, lasts: list[date | None], born: date | None) -> date | None:
    days = []
    for term in rule.keep:
        start = _latest(lasts) if term.counted_from == "record" else born
        if term.counted_from == "closure":
            attachments = family.attachments.values()
            if not attachments:
                continue  # never worked with: nothing to wait for
            start = _latest([attachment.closed_on for attachment in attachments])
        if start is None:
            return None
        days.append(years_after(start, term.years))
    return max(days, default=None)


def _latest(days: list[date | None]) -> date | None:
    """None as soon as one is not known: it may still be so."""
    known = [day for day in days if day is not None]
    return max(known, default=None) if len(known) == len(days) else None


def _last_day(known: Known) -> date | None:
    """Of a record that happened on one day, that day; None where it is still in force."""
    kind, fields = KINDS[known.observation.kind], known.observation.fields
    category = str(fields.get(kind.category, "")) if kind.category else ""
    happened = "*" in kind.happens or category in kind.happens or category in kind.happens_if_open
    day = fields.get(kind.ends) if kind.ends else None
    if day is None and (happened or kind.ends is None):
        day = fields.get(kind.starts)
    try:
        return date.fromisoformat(str(day)) if day is not None else None
    except ValueError:  # a term's id, for attendance: its school year ends on 31 August
        year = next((int(part[:4]) for part in str(day).split("-") if part[:4].isdigit()), None)
        return date(year + 1, 8, 31) if year else None


def years_after(day: date, years: int) -> date:
    return date.fromordinal(birthday(day.toordinal(), years))
