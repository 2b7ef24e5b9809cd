"""Who has which family, by the authority's own references."""

from __future__ import annotations

from typing import NamedTuple

from ledger.assigning import assignments, families_of
from ledger.ledger import Ledger


def families_assigned(ledger: Ledger, worker: str) -> list[str]:
    """Sorted."""
    return sorted(ledger.register.family_ids(families_of(ledger, worker)).values())


class Assigned(NamedTuple):
    family_id: str
    worker: str


def every_assignment(ledger: Ledger, worker: str | None = None) -> list[Assigned]:
    """Or those of one practitioner; sorted."""
    found = assignments(ledger) if worker is None else [(family, worker) for family in families_of(ledger, worker)]
    family_ids = ledger.register.family_ids({family for family, _ in found})
    return sorted(Assigned(family_ids[family], whom) for family, whom in found if family in family_ids)
