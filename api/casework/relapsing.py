"""Families followed after a paid result, in numbers."""

from __future__ import annotations

from datetime import date

from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.pages import Page
from projections.queries.relapses import FOLLOWED_MONTHS, Relapse, RelapsesOfKind, by_kind, relapses_page

MONTHS_MAX = 120
CAVEATS = (
    "The share is of results followed for all the months, of which it can be said. Those not followed so long yet stand"
    " apart, with what came back so far; they are never counted as held.",
    "Conditions are the rules' own, and one day on which any holds again is a relapse. They look back over months or"
    " terms, so they may tell of one late.",
    "A family that moved away, or of whom agencies no longer report, looks as if it held.",
)


def after_the_claim(
    ledger: Ledger, scheme: str, day: date, known: int | None = None, months: int = FOLLOWED_MONTHS
) -> tuple[Page[Relapse], list[RelapsesOfKind]]:
    """Each paid result that is followed, and their numbers by kind, as known at a position."""
    rules, found = scheme_as_known(ledger, scheme, known), relapses_page(ledger, scheme, day, months, known)
    return found, by_kind(found.rows, rules)
