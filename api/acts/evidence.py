"""Evidence packs by the names that people have for things: a claim's id, the authority's family_id."""

from __future__ import annotations

from uuid import UUID

from api.claiming.places import claim_called, return_with
from ledger.ledger import Ledger
from ledger.proof.evidence import claim_evidence, family_evidence
from projections.queries.asking import family_called


def families_told(
    ledger: Ledger, claim_id: str, whole_return: bool, known: int | None = None
) -> list[tuple[UUID, str]]:
    """The families whose record is in the pack of a claim, or of its whole return, each with its claim."""
    if not whole_return:
        return [(claim_called(ledger, claim_id, known)[1].id, claim_id)]
    return [(UUID(line.family), line.claim) for line in return_with(ledger, claim_id, known).lines.values()]


def evidence_of_claim(ledger: Ledger, claim_id: str, known: int | None = None) -> bytes:
    _, family, _ = claim_called(ledger, claim_id, known)
    return claim_evidence(ledger, {family.id: [claim_id]}, known=known)


def evidence_of_return(ledger: Ledger, claim_id: str, known: int | None = None) -> bytes:
    """The whole return that the claim is a line of."""
    of_round = return_with(ledger, claim_id, known)
    claims: dict[UUID, list[str]] = {}
    for line in of_round.lines.values():
        claims.setdefault(UUID(line.family), []).append(line.claim)
    return claim_evidence(ledger, claims, of_round.id, known)


def evidence_of_family(ledger: Ledger, family_id: str, known: int | None = None) -> bytes:
    return family_evidence(ledger, family_called(ledger, family_id), known)
