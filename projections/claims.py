"""What the tables say of a family's claims."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.claims.claim import Claim
from domain.family import Family
from projections.rows import ClaimRow


def claim_rows(family: Family) -> list[ClaimRow]:
    """Every claim that was ever made for it, as it stands."""
    return rows_of_claims(family.id, family.claims.values())


def rows_of_claims(family: UUID, claims: Iterable[Claim]) -> list[ClaimRow]:
    return [
        ClaimRow(
            claim.id, family, claim.scheme, claim.result, claim.main, claim.round_on, claim.amount_pence,
            claim.paid_pence, claim.status, claim.sampled, claim.prepared_by, claim.known_at, claim.changed_at,
            claim.risk.verdict if claim.risk else None, claim.risk.fact if claim.risk else None,
            claim.risk.why if claim.risk else None,
        )
        for claim in claims
    ]  # fmt: skip
