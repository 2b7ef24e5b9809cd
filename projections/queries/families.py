"""Every family on record: how much is known of it, and what it is attached to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from domain.family import Family
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.project import standing_row
from projections.queries.as_known import Answer
from projections.queries.by_family import part_by_family
from projections.queries.pages import WHOLE, Page, Part


class AttachedTo(NamedTuple):
    scheme: str
    attached_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class FamilyListed:
    """`version` is how many events it has, `changed_at` the position of the last; `members` all who ever were."""

    family_id: str
    version: int
    changed_at: int
    members: int
    observations: int
    attachments: tuple[AttachedTo, ...]


_FAMILIES = """
SELECT family_id COLLATE "C" AS named, version, position, members, observations,
       coalesce(
           (SELECT jsonb_agg(jsonb_build_array(scheme, attached_on, closed_on) ORDER BY scheme COLLATE "C")
            FROM attached WHERE attached.family = standing.family), '[]')
FROM family JOIN standing ON standing.family = pseudonym
WHERE (%(after)s::text IS NULL OR family_id COLLATE "C" > %(after)s) AND standing.family <> ALL(%(changed)s)
  AND (%(changed_after)s::bigint IS NULL OR position > %(changed_after)s)
  AND (%(scheme)s::text IS NULL
       OR EXISTS (SELECT FROM attached WHERE attached.family = standing.family AND scheme = %(scheme)s))
ORDER BY named LIMIT %(limit)s
"""


def families_page(
    ledger: Ledger, known: int | None = None, part: Part = WHOLE, attached_to: str | None = None,
    changed_after: int | None = None,
) -> Page[FamilyListed]:  # fmt: skip
    """By (family_id,): those `attached_to` a scheme, or with an event after a position. Raises `UnknownScheme`."""
    if attached_to is not None:
        rule_set(attached_to)

    def in_tables(tables: Cursor[Any], part: Part, changed: Sequence[UUID]) -> Iterator[FamilyListed]:
        values = {"after": part.first, "limit": part.limit, "scheme": attached_to, "changed_after": changed_after,
                  "changed": changed}  # fmt: skip
        return (_listed(*row) for row in tables.execute(_FAMILIES, values))

    def wanted(row: FamilyListed) -> bool:
        return (changed_after is None or row.changed_at > changed_after) and (
            attached_to is None or any(one.scheme == attached_to for one in row.attachments))

    return part_by_family(
        ledger, known, part, (), in_tables, lambda position: Listing(), lambda row: (row.family_id,), wanted)


def _listed(
    family_id: str, version: int, position: int, members: int, observations: int, attached: list[tuple[str, str, str]]
) -> FamilyListed:
    attachments = tuple(_attached_to(*one) for one in attached)
    return FamilyListed(family_id, version, position, members, observations, attachments)


def _attached_to(scheme: str, attached_on: str, closed_on: str | None) -> AttachedTo:
    return AttachedTo(scheme, date.fromisoformat(attached_on), date.fromisoformat(closed_on) if closed_on else None)


@dataclass(frozen=True, slots=True)
class Listing:
    """Asked of each family as it was known at a position."""

    def of(self, ledger: Ledger) -> Answer[FamilyListed]:
        return _as_folded


def _as_folded(family_id: str, family: Family) -> Iterator[FamilyListed]:
    row = standing_row(family)
    attached = (AttachedTo(one.scheme, one.attached_on, one.closed_on) for one in family.attachments.values())
    yield FamilyListed(
        family_id, row.version, row.position, row.members, row.observations,
        tuple(sorted(attached, key=lambda one: one.scheme)))
