"""Claims as plain values, with families and people by the authority's own references."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.claiming.places import claim_called
from api.claiming.rechecking import fact_at
from api.wording.naming import Names
from domain.claims.claim import Claim
from ledger.ledger import Ledger
from projections.queries.claim_pages import claims_page
from projections.queries.claims import ClaimListed, Wanted
from projections.queries.pages import Page, Part

CLAIM_COLUMNS = ClaimListed._fields


def named_claims(ledger: Ledger, wanted: Wanted, known: int | None, part: Part) -> Page[ClaimListed]:
    found = claims_page(ledger, wanted, known, part)
    return found._replace(rows=named(ledger, found.rows))


def named(ledger: Ledger, claims: list[ClaimListed]) -> list[ClaimListed]:
    names = Names(ledger.register, texts=[row.risk for row in claims if row.risk])
    return [row._replace(risk=names.text(row.risk)) if row.risk else row for row in claims]


def claim_as_json(ledger: Ledger, claim_id: str, known: int) -> dict[str, Any]:
    """The record is as it was frozen, with pseudonyms, as evidence packs have it. Raises ClaimUnknown."""
    _, family, claim = claim_called(ledger, claim_id, known)
    family_id = ledger.register.family_ids([family.id]).get(family.id, str(family.id))
    return {
        "claim": claim.id, "family_id": family_id, "scheme": claim.scheme, "result": claim.result, "main": claim.main,
        "round_on": claim.round_on, "status": claim.status, "amount_pence": claim.amount_pence,
        "paid_pence": claim.paid_pence, "sampled": claim.sampled, "prepared_by": claim.prepared_by,
        "prepared_at": claim.known_at, "changed_at": claim.changed_at, "record": claim.record,
        "risk": _risk(ledger, family.id, claim), "position": known,
    }  # fmt: skip


def _risk(ledger: Ledger, family: UUID, claim: Claim) -> dict[str, Any] | None:
    if claim.risk is None:
        return None
    fact = fact_at(ledger, family, claim.risk.fact)
    extract = getattr(fact.event, "extract", None) if fact else None
    return {
        "verdict": claim.risk.verdict,
        "why": Names(ledger.register, texts=[claim.risk.why]).text(claim.risk.why),
        "fact_position": fact.position if fact else None,
        "known_since": fact.recorded_at if fact else None,
        "recorded_by": fact.event.by if fact else None,
        "file": ledger.extracts.files().get(extract) if extract else None,
        "line": getattr(fact.event, "line", None) if fact else None,
    }
