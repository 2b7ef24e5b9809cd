"""The retention report, by the authority's own ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import NamedTuple, TypeVar

from api.matching.asking import reference
from api.wording.naming import Names
from domain.family import Family
from ledger.ledger import Ledger
from ledger.retention.due import due_in, people_due
from ledger.retention.rules import Schedule
from ledger.retention.unlinked import unlinked_records
from projections.queries.as_known import families_as_known
from projections.queries.pages import FAMILIES_AT_A_TIME, WHOLE, Page, Part

Row = TypeVar("Row")

PEOPLE_COLUMNS = ("person_id", "since")
"""Of `PersonDue`: of which family is for its place alone."""
UNLINKED_COLUMNS = ("record", "facts", "keep_until", "falls_due", "rule")


class DueRow(NamedTuple):
    """`keep_until` is None where the day is not known yet."""

    family_id: str
    person_id: str
    kind: str
    records: int
    keep_until: date | None
    falls_due: bool
    rule: str


def due_page(
    ledger: Ledger, schedule: Schedule, at: date, known: int | None = None, part: Part = WHOLE
) -> Page[DueRow]:
    """By (family_id, person_id, kind)."""
    return _page(ledger, known, part, lambda position: due_rows(ledger, schedule, at, position, part))


def due_rows(ledger: Ledger, schedule: Schedule, at: date, known: int, part: Part = WHOLE) -> Iterator[DueRow]:
    """As `due_page`, from the first row of the part on, a family at a time."""
    for family_id, family in families_as_known(ledger, known, part):
        rows = sorted(_due_of(ledger, family_id, family, schedule, at))
        yield from (row for row in rows if part.after is None or row[:3] > part.after)


def _due_of(ledger: Ledger, family_id: str, family: Family, schedule: Schedule, at: date) -> Iterator[DueRow]:
    found = list(due_in(family, schedule, at))
    names = Names(ledger.register, people=[due.person for due in found])
    for due in found:
        falls_due = due.due_on is not None and due.due_on <= at
        yield DueRow(family_id, names.person(due.person), due.kind, due.records, due.due_on, falls_due, due.source)


class UnlinkedRow(NamedTuple):
    """`record` as AGENCY/ID; `facts` is how much the agency has said of the person."""

    pseudonym: str
    record: str
    facts: int
    keep_until: date | None
    falls_due: bool
    rule: str


def unlinked_page(ledger: Ledger, schedule: Schedule, at: date, part: Part = WHOLE) -> Page[UnlinkedRow]:
    """Agencies' records that are linked with nobody, by pseudonym; of now, for who they are is no history."""
    found = unlinked_records(ledger, schedule, at, part.first, part.limit)
    records = ledger.agencies.called(one.pseudonym for one in found)
    return Page(ledger.position(), [
        UnlinkedRow(one.pseudonym, reference(records[one.pseudonym]), one.facts, one.due_on, one.is_due(at), one.source)
        for one in found])  # fmt: skip


class PersonDue(NamedTuple):
    """Whoever may be erased, beside the first of their families."""

    family_id: str
    person_id: str
    since: date


def people_page(
    ledger: Ledger, schedule: Schedule, at: date, known: int | None = None, part: Part = WHOLE
) -> Page[PersonDue]:
    """Everyone who may be erased, by (family_id, person_id)."""
    return _page(ledger, known, part, lambda position: people_rows(ledger, schedule, at, position, part))


def people_rows(
    ledger: Ledger, schedule: Schedule, at: date, known: int, part: Part = WHOLE
) -> Iterator[PersonDue]:
    """As `people_page`, from the first row of the part on, a few families at a time."""
    families = families_as_known(ledger, known, part)
    while some := dict(islice(families, FAMILIES_AT_A_TIME)):
        for family_id, due in _people_of(ledger, some, schedule, at, known):
            names = Names(ledger.register, people=due)
            rows = sorted(PersonDue(family_id, names.person(person), since) for person, since in due.items())
            yield from (row for row in rows if part.after is None or row[:2] > part.after)


def _people_of(
    ledger: Ledger, some: Mapping[str, Family], schedule: Schedule, at: date, known: int
) -> Iterator[tuple[str, dict[str, date]]]:
    """By pseudonym. Whoever is in several families waits for all of them, and is told of with the first alone."""
    perhaps = {family_id: set(people_due([family], schedule, at)) for family_id, family in some.items()}
    families_of = ledger.register.families_of(set().union(*perhaps.values()))
    others = {family for families in families_of.values() if len(families) > 1 for family in families}
    named, folded = ledger.register.family_ids(others), ledger.families(others, known)
    for family_id, family in some.items():
        found: dict[str, date] = {}
        for person in perhaps[family_id]:
            theirs = [folded[one] for one in families_of.get(person, ()) if one in folded and one != family.id]
            theirs = [one for one in theirs if any(whose == person for whose, _ in one.stays)]
            if all(named[one.id] > family_id for one in theirs):
                found |= {whose: since for whose, since in people_due([family, *theirs], schedule, at).items()
                          if whose == person}  # fmt: skip
        yield family_id, found


def _page(ledger: Ledger, known: int | None, part: Part, rows: Callable[[int], Iterator[Row]]) -> Page[Row]:
    """Of the `rows` as known at a position, which is the last one where none is given."""
    position = ledger.position() if known is None else known
    return Page(position, list(islice(rows(position), part.limit)))
