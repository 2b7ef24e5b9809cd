"""What the questions share: a statement's rows, a scheme as known, a family by the authority's own id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.errors import UndefinedTable

from domain.family import Family
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.reading import Entry
from ledger.rule_sets import rule_set
from projections import tracking
from projections.errors import FamilyUnknown, ResultUnknown
from projections.folding import unfoldable


@contextmanager
def asking(ledger: Ledger) -> Iterator[Cursor[Any]]:
    """For single statements: each sees the tables of one moment, before or after a swap, never of both."""
    try:
        with ledger.database.cursor(ledger.schema) as cursor:
            yield cursor
    except UndefinedTable:
        raise tracking.not_projected(ledger) from None


def rows_of(ledger: Ledger, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with asking(ledger) as cursor:
        return cursor.execute(statement, values).fetchall()


def number_of(ledger: Ledger, statement: str, values: Mapping[str, Any] | None = None) -> int:
    return int(rows_of(ledger, statement, values or {})[0][0])


def scheme_as_known(ledger: Ledger, scheme: str, known: int | None) -> Scheme:
    """Under the local plan that the authority had then. Raises `UnknownScheme`."""
    return rule_set(scheme, ledger.authority(known).overlay)


def check_result(scheme: Scheme, result: str | None, *also: str) -> None:
    """Raises `ResultUnknown` for one that is neither the scheme's nor among the others that may be asked for."""
    if result not in (None, *also, *scheme.results):
        raise ResultUnknown(
            f"{scheme.name} has no result {result!r}. Choose one of: {', '.join((*also, *scheme.results))}.")


def history_as_known(ledger: Ledger, family: UUID, known: int | None) -> list[Entry]:
    with unfoldable(Family(family, position=known or 0)):
        return ledger.history(family, known)


def merged_with(ledger: Ledger, family: Family) -> tuple[str, ...]:
    """The families that it was found to be one with, as its own record says, by their family_ids; nearly always none.

    What is said of each of them rests on its own record alone: nothing but their claims is judged together.
    """
    named = ledger.register.family_ids(family.merged_with) if family.merged_with else {}
    return tuple(sorted(named.get(other, str(other)) for other in family.merged_with))


def family_called(ledger: Ledger, family_id: str) -> UUID:
    """Raises `FamilyUnknown`."""
    found = ledger.register.families([family_id]).get(family_id)
    if found is None:
        raise no_such_family(ledger, family_id)
    return found


def no_such_family(ledger: Ledger, family_id: str) -> FamilyUnknown:
    return FamilyUnknown(f"There is no family {family_id!r} in ledger {ledger.name!r}. Check the family_id.")


def not_known_yet(family_id: str, known: int | None) -> FamilyUnknown:
    when = "" if known is None else f" at position {known} of the log"
    return FamilyUnknown(f"Family {family_id!r} was not on record{when}. Ask for a later moment.")
