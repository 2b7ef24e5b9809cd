"""Near misses, with people named as the authority does."""

from __future__ import annotations

from datetime import date

from api.wording.naming import Names
from ledger.ledger import Ledger
from projections.queries.nearing import NearRow, nearly_page
from projections.queries.pages import WHOLE, Page, Part


def named_near_misses(
    ledger: Ledger, scheme: str, day: date, within_days: int, known: int | None = None, part: Part = WHOLE,
    what: str | None = None,
) -> Page[NearRow]:  # fmt: skip
    """By (family_id, what). Raises `UnknownScheme`, `ResultUnknown`."""
    found = nearly_page(ledger, scheme, day, within_days, known, part, what)
    names = Names(ledger.register, texts=[row.missing for row in found.rows])
    return found.map(lambda row: row._replace(missing=names.text(row.missing)))
