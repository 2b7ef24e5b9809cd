"""The retention report, by the authority's own ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from api.wording.naming import Names
from ledger.ledger import Ledger
from ledger.retention.due import due_in, people_due
from ledger.retention.rules import Schedule

DUE_COLUMNS = ("family_id", "person_id", "kind", "records", "keep_until", "falls_due", "rule")
PEOPLE_COLUMNS = ("person_id", "since")


def due_rows(ledger: Ledger, schedule: Schedule, at: date, known: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Family by family; `keep_until` is blank where a day is not known yet."""
    family_ids = ledger.register.every_family()
    for family in ledger.every_family(known):
        found = list(due_in(family, schedule, at))
        names = Names(ledger.register, people=[due.person for due in found])
        for due in found:
            falls_due = "yes" if due.due_on is not None and due.due_on <= at else "no"
            yield (family_ids.get(family.id, str(family.id)), names.person(due.person), due.kind, due.records,
                   due.due_on, falls_due, due.source)  # fmt: skip


def people_rows(
    ledger: Ledger, schedule: Schedule, at: date, known: int | None = None
) -> Iterator[tuple[str, date]]:
    """Everyone who may be erased."""
    found = people_due(ledger.every_family(known), schedule, at)
    names = Names(ledger.register, people=found)
    yield from sorted((names.person(person), due_on) for person, due_on in found.items())
