"""Which of the claims that were ever made are wanted, as they stand, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.family import Family
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.claims import claim_rows
from projections.queries.claims_then import claims_beside
from projections.queries.since import ALL_BUT_OF_CLAIMS, Since, since
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


_SUMMED = """
SELECT count(*), coalesce(sum(amount_pence), 0)::bigint, coalesce(sum(paid_pence), 0)::bigint
FROM claim WHERE {conditions}
"""
_CONDITIONS = {
    "scheme": "scheme = %(scheme)s", "round_on": "round_on = %(round_on)s", "status": "status = %(status)s",
    "result": "result = %(result)s", "family": "claim.family = %(family)s",
    "sampled": "sampled = %(sampled)s", "made_by": "prepared_at <= %(made_by)s",
    "after": 'claim COLLATE "C" > %(after)s', "changed": "claim.family <> ALL(%(changed)s)",
}  # fmt: skip
_AT_RISK = {True: "risk_why IS NOT NULL", False: "risk_why IS NULL"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: those of which all that is said here is true. `made_by` is the last position that made one."""

    scheme: str | None = None
    round_on: date | None = None
    status: str | None = None
    result: str | None = None
    at_risk: bool | None = None
    family: UUID | None = None
    sampled: bool | None = None
    made_by: int | None = None

    def holds(self, row: ClaimRow) -> bool:
        return self.fits(_listed(row, "")) and self.family in (None, row.family) and (
            self.sampled in (None, row.sampled))

    def fits(self, row: ClaimListed) -> bool:
        """What the row does not say aside."""
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


def claims_summed(ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None) -> Summed:
    """Of all of those wanted together."""
    found = Summed(0, 0, 0)
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            values = values_of(wanted, held)
            found = Summed(*held.tables.execute(conditioned(_SUMMED, values), values).fetchall()[0])
    return Summed(*map(sum, zip(found, summed_of(wanted_beside(ledger, held, wanted)), strict=True)))


def summed_of(claims: Sequence[ClaimListed]) -> Summed:
    return Summed(len(claims), sum(row.amount_pence for row in claims), sum(row.paid_pence for row in claims))


def values_of(wanted: Wanted, held: Since) -> dict[str, Any]:
    return asdict(wanted) | {"changed": held.changed or None}


def conditioned(statement: str, values: dict[str, Any]) -> str:
    """Only what is said is a condition, so that each question is answered by the index that fits it."""
    said = [condition for name, condition in _CONDITIONS.items() if values.get(name) is not None]
    if values["at_risk"] is not None:
        said.append(_AT_RISK[values["at_risk"]])
    return statement.format(conditions=" AND ".join(said) or "true")


def wanted_beside(ledger: Ledger, held: Since, wanted: Wanted) -> list[ClaimListed]:
    return claims_named(ledger, [row for row in claims_beside(ledger, held, wanted.family) if wanted.holds(row)])


def claims_named(ledger: Ledger, rows: Sequence[ClaimRow]) -> list[ClaimListed]:
    named = ledger.register.family_ids({row.family for row in rows})
    return [_listed(row, named.get(row.family, str(row.family))) for row in rows]


def claims_listed(family: Family, family_id: str) -> list[ClaimListed]:
    """Every claim that was ever made for the family, as its record says."""
    return [_listed(row, family_id) for row in claim_rows(family)]


def _listed(row: ClaimRow, family_id: str) -> ClaimListed:
    return ClaimListed(
        row.claim, family_id, row.scheme, row.result, row.round_on, row.status, row.amount_pence, row.paid_pence,
        row.risk_why)  # fmt: skip


def refuse_unknown(scheme: str | None) -> None:
    if scheme is not None:
        rule_set(scheme)
