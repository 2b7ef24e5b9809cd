"""What is said beside a list of families some of which were found to be one: not in it, so that its form stays."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.ledger import Ledger


def tell_merged(ledger: Ledger, families: Iterable[str], known: int | None = None) -> None:
    """`families` are those in the list, by family_id."""
    from api.wording.merged import BY_ITSELF, each_with
    from projections.queries.merged import merged_families

    merged = merged_families(ledger, known)
    listed = sorted(set(families) & merged.keys()) if merged else []
    if listed:
        print(*(each_with(family_id, merged[family_id]) for family_id in listed), BY_ITSELF, sep="\n", file=sys.stderr)
