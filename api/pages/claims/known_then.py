"""Claims as they were known at a moment, for every page that lists them: made once, and shared."""

from __future__ import annotations

from api.pages.frame.anew import anew
from api.pages.frame.visiting import Visit
from ledger.ledger import Ledger
from projections.queries.claim_pages import claims_page
from projections.queries.claims import ClaimListed, Wanted

TITLE = "Claims as they were known then"


def claims_then(visit: Visit) -> list[ClaimListed]:
    """Every claim of the scheme, in order. Raises `UnderWay`."""
    return anew(visit, TITLE, every_claim_then, visit.clocks.scheme.name, visit.clocks.known)


def every_claim_then(ledger: Ledger, scheme: str, known: int) -> list[ClaimListed]:
    return claims_page(ledger, Wanted(scheme), known).rows
