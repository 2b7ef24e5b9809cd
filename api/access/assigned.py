"""Who has which family, by the authority's own references."""

from __future__ import annotations

from ledger.assigning import families_of
from ledger.ledger import Ledger


def families_assigned(ledger: Ledger, worker: str) -> list[str]:
    """Sorted."""
    return sorted(ledger.register.family_ids(families_of(ledger, worker)).values())
