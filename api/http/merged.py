"""Lists of families, or of what is theirs, say of each which others it was found to be one with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from api.http.listing import Listed
from ledger.ledger import Ledger
from projections.queries.merged import merged_families
from projections.queries.pages import Page, Part

MERGED = "merged_with"


class OfFamily(Protocol):
    @property
    def family_id(self) -> str: ...


Row = TypeVar("Row", bound=OfFamily)


def saying_merged(ledger: Ledger, listed: Listed[Row]) -> Listed[Row]:
    """The same list with a further field, `merged_with`: of one answer, all of whose pages are as of one position."""
    merged: Mapping[str, tuple[str, ...]] | None = None

    def page(known: int | None, part: Part) -> Page[Row]:
        nonlocal merged
        found = listed.page(known, part)
        merged = merged_families(ledger, found.position) if merged is None else merged
        return found

    def others(row: Row) -> tuple[str, ...]:
        return (merged or {}).get(row.family_id, ())

    return Listed(page, listed.key, lambda row: listed.item(row) | {MERGED: others(row)}, (*listed.columns, MERGED),
                  lambda row: (*listed.cells(row), others(row)))  # fmt: skip
