"""A sample of one's own: the claims of each stratum in the order in which samples of returns are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from domain.claims.sampling import in_drawing_order
from ledger.ledger import Ledger
from projections.queries.claims import ClaimListed, Wanted, conditioned, values_of, wanted_beside
from projections.queries.since import ALL_BUT_OF_CLAIMS, since

STRATA = ("result", "status", "round_on")
# The first of each stratum are found without putting all of them in order.
_DRAWN = """
WITH placed AS MATERIALIZED (
    SELECT claim AS named, {stratum} AS stratum, amount_pence,
           sha256(convert_to(%(seed)s || ':' || claim, 'UTF8')) AS place
    FROM claim WHERE {{conditions}}
), strata AS MATERIALIZED (
    SELECT stratum, count(*) AS number, sum(amount_pence)::bigint AS total_pence FROM placed GROUP BY stratum
)
SELECT claim COLLATE "C", coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       claim.amount_pence, paid_pence, risk_why, strata.stratum::text, number, total_pence
FROM strata CROSS JOIN LATERAL (
    SELECT named, place FROM placed WHERE placed.stratum = strata.stratum ORDER BY place LIMIT %(each)s
) AS drawn JOIN claim ON claim = named LEFT JOIN family ON pseudonym = claim.family ORDER BY strata.stratum::text, place
"""


class Stratum(NamedTuple):
    """`number` claims, of which some were drawn, in the order of drawing; the sum in pence."""

    name: str
    number: int
    amount_pence: int
    drawn: list[ClaimListed]


def strata_drawn(
    ledger: Ledger, wanted: Wanted, seed: str, by: str, each: int, known: int | None = None
) -> list[Stratum]:
    """Of each stratum the first claims in the order in which samples of returns are drawn; `by` "" is one stratum."""
    strata: dict[str, Stratum] = {}
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            statement = _DRAWN.format(stratum=by if by in STRATA else "''")
            values = values_of(wanted, held) | {"seed": seed, "each": each}
            strata = _strata(held.tables.execute(conditioned(statement, values), values).fetchall())
    return strata_of(wanted_beside(ledger, held, wanted), seed, by, each, strata)


def strata_of(
    claims: Iterable[ClaimListed], seed: str, by: str, each: int, already: Mapping[str, Stratum] | None = None
) -> list[Stratum]:
    """As `strata_drawn`, of claims at hand, beside those drawn already."""
    strata = dict(already or {})
    for row in claims:
        name = str(getattr(row, by)) if by in STRATA else ""
        one = strata.get(name, Stratum(name, 0, 0, []))
        one.drawn.append(row)
        strata[name] = one._replace(number=one.number + 1, amount_pence=one.amount_pence + row.amount_pence)
    return [one._replace(drawn=_first(seed, one.drawn, each)) for _, one in sorted(strata.items())]


def _first(seed: str, claims: list[ClaimListed], each: int) -> list[ClaimListed]:
    by_name = {row.claim: row for row in claims}
    return [by_name[claim] for claim in in_drawing_order(seed, by_name)[:each]]


def _strata(rows: list[tuple[Any, ...]]) -> dict[str, Stratum]:
    found: dict[str, Stratum] = {}
    for *claim, name, number, total_pence in rows:
        found.setdefault(name, Stratum(name, number, total_pence, [])).drawn.append(ClaimListed(*claim))
    return found
