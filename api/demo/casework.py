"""The demo's last part: invented work with the sample's families, and what is seen of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from api.defaults import DEFAULT_SCHEME

if TYPE_CHECKING:
    from ledger.ledger import Ledger

ON = date(2015, 9, 30)

def casework_lines(ledger: Ledger) -> Iterator[str]:
    """A line for each question about the work. The tables are to be up to date."""
    from api.casework.counting import by_district
    from projections.queries.caseloads import caseloads, referrals, reviews_due
    from projections.queries.studying import studied

    families = studied(ledger, DEFAULT_SCHEME, ()).rows
    led = ", ".join(f"{one.lead_worker} {one.families}" for one in caseloads(families, ON))
    yield f"On {ON}, families worked with by lead worker: {led}"
    made = referrals(families, ON)
    waiting = sum(one.fate == "waiting" for one in made)
    yield f"Referrals: {len(made)}, of which {waiting} wait for an answer; {len(reviews_due(families, ON))} reviews due"
    places = by_district(ledger, DEFAULT_SCHEME, ON).rows
    yield f"Families attached, by district: {', '.join(f'{one.district} {one.attached}' for one in places)}"
    yield from _outcome_lines(ledger)


def _outcome_lines(ledger: Ledger) -> Iterator[str]:
    from api.casework.relapsing import after_the_claim
    from api.casework.what_works import what_works

    told = [one for one in what_works(ledger, DEFAULT_SCHEME, ON).compared if one.had and one.had.share is not None]
    for one in told[:1]:
        if one.had and one.had_not:
            yield (f"{one.result} within a year: {one.had.share:.0%} of {one.had.families} families with {one.kind},"
                   f" {one.had_not.share:.0%} of {one.had_not.families} without (outcomes what-works)")
    for kind in after_the_claim(ledger, DEFAULT_SCHEME, ON)[1]:
        if kind.followed + kind.not_yet:
            yield (f"{kind.result} paid: after 24 months {kind.relapsed} relapsed, {kind.held} held,"
                   f" {kind.unknown} cannot be said; {kind.not_yet} not followed so long yet,"
                   f" {kind.relapsed_so_far} of these relapsed (outcomes relapse)")
