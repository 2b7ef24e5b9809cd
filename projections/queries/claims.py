"""The claims that were ever made, as they stand, from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from domain.claims.sampling import in_drawing_order
from domain.family import Family
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.claims import claim_rows
from projections.queries.as_known import folded_in_turn
from projections.queries.asking import rows_of
from projections.queries.pages import WHOLE, Page, Part, moment
from projections.rows import ClaimRow


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
SELECT claim COLLATE "C" AS named, coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       amount_pence, paid_pence, risk_why
FROM claim LEFT JOIN family ON pseudonym = claim.family WHERE {conditions} ORDER BY named LIMIT %(limit)s
"""
_SUMMED = """
SELECT count(*), coalesce(sum(amount_pence), 0)::bigint, coalesce(sum(paid_pence), 0)::bigint
FROM claim WHERE {conditions}
"""
_CONDITIONS = {
    "scheme": "scheme = %(scheme)s", "round_on": "round_on = %(round_on)s", "status": "status = %(status)s",
    "result": "result = %(result)s", "family": "claim.family = %(family)s",
    "after": 'claim COLLATE "C" > %(after)s',
}  # fmt: skip
_AT_RISK = {True: "risk_why IS NOT NULL", False: "risk_why IS NULL"}


_SAMPLED = """
SELECT claim COLLATE "C" AS named, coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       amount_pence, paid_pence, risk_why
FROM claim LEFT JOIN family ON pseudonym = claim.family
WHERE sampled AND round_on = %(round_on)s ORDER BY named
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: those of which all that is said here is true."""

    scheme: str | None = None
    round_on: date | None = None
    status: str | None = None
    result: str | None = None
    at_risk: bool | None = None
    family: UUID | None = None

    def fits(self, row: ClaimListed) -> bool:
        """The family aside."""
        said = (self.scheme, self.round_on, self.status, self.result)
        have = (row.scheme, row.round_on, row.status, row.result)
        return all(want in (None, has) for want, has in zip(said, have, strict=True)) and (
            self.at_risk in (None, row.risk is not None))


EVERY_CLAIM = Wanted()


class Summed(NamedTuple):
    """How many claims, and what they come to; sums in pence."""

    claims: int
    amount_pence: int
    paid_pence: int


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
    return claims_page(ledger, Wanted(scheme, round_on, status)).rows


def sampled_claims(ledger: Ledger, round_on: date, known: int | None = None) -> list[ClaimListed]:
    """Those drawn for internal audit in the round, under whichever scheme, as they stand or stood."""
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return [ClaimListed(*row) for row in tables.execute(_SAMPLED, {"round_on": round_on})]
    return sorted(_listed(row, family_id) for row, family_id in _as_known(ledger, None, position)
                  if row.sampled and row.round_on == round_on)  # fmt: skip


def claims_page(
    ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None, part: Part = WHOLE
) -> Page[ClaimListed]:
    """As `claims`, by (claim,). Raises `UnknownScheme`."""
    _refuse_unknown(wanted.scheme)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values = asdict(wanted) | {"after": part.first, "limit": part.limit}
            return Page(position, [ClaimListed(*row) for row in tables.execute(_asked(_CLAIMS, values), values)])
    rows = (row for row in _listed_then(ledger, wanted, position) if part.first is None or row.claim > part.first)
    return Page(position, list(islice(sorted(rows), part.limit)))


STRATA = ("result", "status", "round_on")
_DRAWN = """
SELECT claim COLLATE "C", coalesce(family_id, drawn.family::text), scheme, result, round_on, status, amount_pence,
       paid_pence, risk_why, stratum::text, number, total_pence
FROM (
    SELECT *, {stratum} AS stratum, count(*) OVER strata AS number,
           (sum(amount_pence) OVER strata)::bigint AS total_pence,
           row_number() OVER (PARTITION BY {stratum} ORDER BY sha256(convert_to(%(seed)s || ':' || claim, 'UTF8')))
               AS place
    FROM claim WHERE {{conditions}} WINDOW strata AS (PARTITION BY {stratum})
) AS drawn LEFT JOIN family ON pseudonym = drawn.family WHERE place <= %(each)s ORDER BY stratum::text, place
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
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            statement = _DRAWN.format(stratum=by if by in STRATA else "''")
            values = asdict(wanted) | {"seed": seed, "each": each}
            return _strata(tables.execute(_asked(statement, values), values).fetchall())
    strata: dict[str, dict[str, ClaimListed]] = defaultdict(dict)
    for row in _listed_then(ledger, wanted, position):
        strata[str(getattr(row, by)) if by in STRATA else ""][row.claim] = row
    return [Stratum(name, len(claims), sum(one.amount_pence for one in claims.values()),
                    [claims[claim] for claim in in_drawing_order(seed, claims)[:each]])
            for name, claims in sorted(strata.items())]  # fmt: skip


def _strata(rows: list[tuple[Any, ...]]) -> list[Stratum]:
    found: dict[str, Stratum] = {}
    for *claim, name, number, total_pence in rows:
        found.setdefault(name, Stratum(name, number, total_pence, [])).drawn.append(ClaimListed(*claim))
    return list(found.values())


def claims_summed(ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None) -> Summed:
    """Of all the pages of `claims_page` together."""
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values = asdict(wanted)
            return Summed(*tables.execute(_asked(_SUMMED, values), values).fetchall()[0])
    rows = list(_listed_then(ledger, wanted, position))
    return Summed(len(rows), sum(row.amount_pence for row in rows), sum(row.paid_pence for row in rows))


def _asked(statement: str, values: dict[str, Any]) -> str:
    """Only what is said is a condition, so that each question is answered by the index that fits it."""
    said = [condition for name, condition in _CONDITIONS.items() if values.get(name) is not None]
    if values["at_risk"] is not None:
        said.append(_AT_RISK[values["at_risk"]])
    return statement.format(conditions=" AND ".join(said) or "true")


_PREPARED = """
SELECT originator_id FROM event WHERE topic = 'family.claim-prepared.v1' AND notification_id <= %(known)s
  AND (%(family)s::uuid IS NULL OR originator_id = %(family)s) GROUP BY originator_id
"""


def _listed_then(ledger: Ledger, wanted: Wanted, known: int) -> Iterator[ClaimListed]:
    listed = (_listed(row, family_id) for row, family_id in _as_known(ledger, wanted.family, known))
    return (row for row in listed if wanted.fits(row))


def _as_known(ledger: Ledger, family: UUID | None, known: int) -> Iterator[tuple[ClaimRow, str]]:
    """Each claim with its family_id, in no order: one by the claims' ids is in no index of the log.

    Every family with a claim is folded, a few at a time.
    """
    streams = [row[0] for row in rows_of(ledger, _PREPARED, {"known": known, "family": family})]
    named = ledger.register.family_ids(streams)
    for one in folded_in_turn(ledger, streams, known):
        yield from ((row, named.get(one.id, str(one.id))) for row in claim_rows(one))


def claims_listed(family: Family, family_id: str) -> list[ClaimListed]:
    """Every claim that was ever made for the family, as its record says."""
    return [_listed(row, family_id) for row in claim_rows(family)]


def _listed(row: ClaimRow, family_id: str) -> ClaimListed:
    return ClaimListed(
        row.claim, family_id, row.scheme, row.result, row.round_on, row.status, row.amount_pence, row.paid_pence,
        row.risk_why)  # fmt: skip


def rounds_claimed(ledger: Ledger, scheme: str | None = None) -> list[RoundListed]:
    """Every round for which claims were made, in order."""
    return rounds_page(ledger, scheme).rows


def rounds_page(ledger: Ledger, scheme: str | None = None, known: int | None = None) -> Page[RoundListed]:
    """As `rounds_claimed`, the whole list. Raises `UnknownScheme`."""
    _refuse_unknown(scheme)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return Page(position, [RoundListed(*row) for row in tables.execute(_ROUNDS, {"scheme": scheme})])
    rounds: dict[tuple[str, date], list[ClaimRow]] = {}
    for row, _ in _as_known(ledger, None, position):
        if scheme in (None, row.scheme):
            rounds.setdefault((row.scheme, row.round_on), []).append(row)
    return Page(position, [_in_numbers(*of, claims) for of, claims in sorted(rounds.items())])


def _refuse_unknown(scheme: str | None) -> None:
    if scheme is not None:
        rule_set(scheme)


def _in_numbers(scheme: str, round_on: date, claims: list[ClaimRow]) -> RoundListed:
    return RoundListed(
        scheme, round_on, len(claims), sum(one.amount_pence for one in claims), sum(one.sampled for one in claims),
        sum(one.status == "audit failed" for one in claims), sum(one.status == "paid" for one in claims),
        sum(one.paid_pence for one in claims), sum(one.risk_why is not None for one in claims))  # fmt: skip
