"""Who has which family, by the authority's own references."""

from __future__ import annotations

from typing import NamedTuple

from ledger.assigning import assignments
from ledger.ledger import Ledger
from projections.queries.pages import WHOLE, Part


class Assigned(NamedTuple):
    family_id: str
    worker: str


def assignments_page(ledger: Ledger, worker: str | None = None, part: Part = WHOLE) -> list[Assigned]:
    """By (family_id, worker), a part of them; or of those of one practitioner."""
    return [Assigned(*one) for one in assignments(ledger, worker, part.after, part.limit)]
