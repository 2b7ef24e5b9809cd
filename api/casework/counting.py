"""The programme counted by district."""

from __future__ import annotations

from datetime import date

from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.districts import District, clauses_for_districts, districts, districts_in
from projections.queries.pages import Page, moment
from projections.queries.studying import studied
from projections.queries.unmoved import while_unmoved

DISTRICT_COLUMNS = (
    "district", "families", "eligible", "attached", "worked_with", "turned_around", "claimable", "paid", "paid_pence")


def by_district(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> Page[District]:
    """As known now it is counted once for as long as the tables stand still."""
    rules = scheme_as_known(ledger, scheme, known)
    if known is not None:
        return _counted(ledger, rules, day, known)
    return while_unmoved(ledger, ("districts", rules.digest, day), lambda: _counted(ledger, rules, day, None))


def _counted(ledger: Ledger, rules: Scheme, day: date, known: int | None) -> Page[District]:
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return Page(position, districts_in(tables, rules, day))
    found = studied(ledger, rules.name, clauses_for_districts(rules), position)
    return Page(found.position, districts(found.rows, rules, day))


def district_cells(row: District) -> list[object]:
    claimable = ";".join(f"{kind} {number}" for kind, number in row.claimable.items())
    return [*row._replace(claimable={})[:6], claimable, row.paid, row.paid_pence]
