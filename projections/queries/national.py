"""Totals of one ledger for the national view: counts and sums, from queries that give nothing of any family.

Each statement ends in one row of aggregates; no id, day or reference of a family is in what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.claims.claim import ENDED
from ledger.ledger import Ledger
from projections.queries.asking import rows_of, scheme_as_known

ATTACHED = "SELECT count(*) FROM attached WHERE scheme = %(scheme)s"
TURNED_AROUND = """
SELECT count(DISTINCT family) FROM claim WHERE scheme = %(scheme)s AND main AND status <> ALL(%(ended)s)
"""
CLAIMED = """
SELECT count(*), coalesce(sum(amount_pence), 0)::bigint, coalesce(sum(paid_pence), 0)::bigint
FROM claim WHERE scheme = %(scheme)s AND status <> ALL(%(ended)s)
"""
STATEMENTS = (ATTACHED, TURNED_AROUND, CLAIMED)
_ANY_FAMILY = "SELECT EXISTS (SELECT FROM family)"


@dataclass(frozen=True, slots=True)
class Totals:
    """`target` is what the authority agreed to; `turned_around` are families with a main result claimed that stands."""

    ledger: str
    authority: str
    target: int | None
    attached: int
    turned_around: int
    claimed: int
    claimed_pence: int
    paid_pence: int


def is_an_authoritys(ledger: Ledger) -> bool:
    """One with neither a target nor a family was made for something else, such as for those who read the totals."""
    with ledger.transaction() as cursor:
        (any_family,) = cursor.execute(_ANY_FAMILY).fetchone() or (False,)
    return bool(any_family) or ledger.authority().target is not None


def totals(ledger: Ledger, scheme: str) -> Totals:
    """As the tables have it. Raises `NotProjected`, `UnknownScheme`."""
    scheme_as_known(ledger, scheme, None)
    asked = {"scheme": scheme, "ended": sorted(ENDED)}
    authority = ledger.authority()
    ((attached,),) = rows_of(ledger, ATTACHED, asked)
    ((turned,),) = rows_of(ledger, TURNED_AROUND, asked)
    ((claimed, claimed_pence, paid_pence),) = rows_of(ledger, CLAIMED, asked)
    return Totals(
        ledger.name, authority.name or ledger.name, authority.target, attached, turned, claimed, claimed_pence,
        paid_pence)
