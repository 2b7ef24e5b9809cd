"""The claims that were ever made, as they stand, from the tables."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.ledger import Ledger
from projections.queries.asking import rows_of


class ClaimListed(NamedTuple):
    """Sums in pence. `risk` says why the claim is at risk, while it is."""

    claim: str
    family_id: str
    scheme: str
    result: str
    round_on: date
    status: str
    amount_pence: int
    paid_pence: int
    risk: str | None


_CLAIMS = """
SELECT claim, coalesce(family_id, claim.family::text), scheme, result, round_on, status, amount_pence, paid_pence,
       risk_why
FROM claim LEFT JOIN family ON pseudonym = claim.family
WHERE (%(scheme)s::text IS NULL OR scheme = %(scheme)s) AND (%(round_on)s::date IS NULL OR round_on = %(round_on)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
ORDER BY claim COLLATE "C"
"""


class RoundListed(NamedTuple):
    """A round's claims in numbers. `failed` internal audit; `at_risk` are those that stand; sums in pence."""

    scheme: str
    round_on: date
    claimed: int
    claimed_pence: int
    sampled: int
    failed: int
    paid: int
    paid_pence: int
    at_risk: int


_ROUNDS = """
SELECT scheme, round_on, count(*), sum(amount_pence)::bigint,
       count(*) FILTER (WHERE sampled), count(*) FILTER (WHERE status = 'audit failed'),
       count(*) FILTER (WHERE status = 'paid'), sum(paid_pence)::bigint, count(*) FILTER (WHERE risk_why IS NOT NULL)
FROM claim
WHERE %(scheme)s::text IS NULL OR scheme = %(scheme)s
GROUP BY scheme, round_on ORDER BY scheme, round_on
"""


def claims(
    ledger: Ledger, scheme: str | None = None, round_on: date | None = None, status: str | None = None
) -> list[ClaimListed]:
    """In the order of their ids, which is that of schemes, rounds and numbers."""
    values = {"scheme": scheme, "round_on": round_on, "status": status}
    return [ClaimListed(*row) for row in rows_of(ledger, _CLAIMS, values)]


def rounds_claimed(ledger: Ledger, scheme: str | None = None) -> list[RoundListed]:
    """Every round for which claims were made, in order."""
    return [RoundListed(*row) for row in rows_of(ledger, _ROUNDS, {"scheme": scheme})]
