"""The access log as people read it: families by the authority's own references."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from ledger.access import ENTRIES_MAX, Access, access_log
from ledger.ledger import Ledger
from projections.queries.asking import family_called


class Looked(NamedTuple):
    """`family_id` is None for a list, which `subject` and `position` say how to have again."""

    entry: int
    looked_at: str
    by: str
    family_id: str | None
    view: str
    subject: str | None
    purpose: str | None
    position: int | None
    through: str
    token: str | None


COLUMNS = Looked._fields


def looked(
    ledger: Ledger, family_id: str | None = None, by: str | None = None, first: date | None = None,
    last: date | None = None,
) -> Iterator[Looked]:  # fmt: skip
    """In order, a thousand in memory at a time; `first` and `last` are whole days in UTC. Raises `FamilyUnknown`."""
    after: int | None = 0
    while after is not None:
        page = looked_page(ledger, after, ENTRIES_MAX, family_id, by, first, last)
        yield from page
        after = page[-1].entry if len(page) == ENTRIES_MAX else None


def looked_page(
    ledger: Ledger, after: int, most: int, family_id: str | None = None, by: str | None = None,
    first: date | None = None, last: date | None = None, view: str | None = None,
) -> list[Looked]:  # fmt: skip
    """At most so many past the entry `after`. Raises `FamilyUnknown`."""
    found = access_log(
        ledger, after, family=None if family_id is None else family_called(ledger, family_id), by=by,
        since=_midnight(first), before=_midnight(last + timedelta(days=1)) if last else None, view=view,
        most=most)  # fmt: skip
    named = ledger.register.family_ids({one.family for one in found if one.family is not None})
    return [_shown(one, None if one.family is None else named.get(one.family, str(one.family))) for one in found]


def _shown(one: Access, family_id: str | None) -> Looked:
    return Looked(
        one.entry, f"{one.looked_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z", one.by, family_id, one.view, one.subject,
        one.purpose, one.position, one.through, one.token)  # fmt: skip


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, UTC)
