"""The claims of each round in numbers, from the tables."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.claims_then import claims_beside
from projections.queries.pages import Page
from projections.queries.since import ALL_BUT_OF_CLAIMS, since
from projections.rows import ClaimRow


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
WHERE (%(scheme)s::text IS NULL OR scheme = %(scheme)s) AND family <> ALL(%(changed)s)
GROUP BY scheme, round_on ORDER BY scheme, round_on
"""


def rounds_claimed(ledger: Ledger, scheme: str | None = None) -> list[RoundListed]:
    """Every round for which claims were made, in order."""
    return rounds_page(ledger, scheme).rows


def rounds_page(ledger: Ledger, scheme: str | None = None, known: int | None = None) -> Page[RoundListed]:
    """As `rounds_claimed`, the whole list. Raises `UnknownScheme`."""
    if scheme is not None:
        rule_set(scheme)
    rounds: dict[tuple[str, date], RoundListed] = {}
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            rows = held.tables.execute(_ROUNDS, {"scheme": scheme, "changed": held.changed})
            rounds = {(row[0], row[1]): RoundListed(*row) for row in rows}
    for claim in claims_beside(ledger, held):
        if scheme in (None, claim.scheme):
            of = claim.scheme, claim.round_on
            rounds[of] = _with(rounds.get(of, RoundListed(*of, 0, 0, 0, 0, 0, 0, 0)), claim)
    return Page(held.position, [one for _, one in sorted(rounds.items())])


def _with(of_round: RoundListed, claim: ClaimRow) -> RoundListed:
    return RoundListed(
        of_round.scheme, of_round.round_on, of_round.claimed + 1, of_round.claimed_pence + claim.amount_pence,
        of_round.sampled + claim.sampled, of_round.failed + (claim.status == "audit failed"),
        of_round.paid + (claim.status == "paid"), of_round.paid_pence + claim.paid_pence,
        of_round.at_risk + (claim.risk_why is not None))  # fmt: skip
