"""What may be taken away of a claim by whoever is shown it: its trail, the evidence pack, what verifying it finds."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Response

from api.acts.evidence import evidence_of_claim
from api.claiming.places import claim_called
from api.pages.frame.acting import seen_from
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import THROUGH, Visit
from api.trails.trail import Trail, trail_of
from ledger.ledger import Ledger
from ledger.proof.answers import Verified
from ledger.proof.verify import verify
from ledger.sealing.ledger_keys import public_key

EVENTS_SHOWN = 8
"""Under each of the twelve answers; the PDF and the evidence pack have all of them."""


def trail_shown(visit: Visit, claim_id: str) -> Trail:
    """That somebody looks is noted by it."""
    caller = visit.asking.caller
    return trail_of(visit.ledger, claim_id, caller.name, None, visit.clocks.known, THROUGH, caller.token_id)


def pack_of(visit: Visit, claim_id: str) -> bytes:
    """Noted as looked at. What is not sealed yet is sealed by this."""
    _, family, _ = claim_called(visit.ledger, claim_id)
    visit.asking.note(family.id, "evidence", claim_id)
    return evidence_of_claim(visit.ledger, claim_id)


def verified(ledger: Ledger, pack: bytes) -> Verified:
    """What a stranger finds who has nothing but the pack and the ledger's public key."""
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    return verify(pack, [key] if key else [])


def verification_told(visit: Visit, at: str, claim_id: str, found: Verified, to: str) -> Response:
    """As a page, or with `to` "file" to be kept; `at` is where the claim is shown."""
    if to == "file":
        return download(found.page().encode(), "text/plain; charset=utf-8", f"{claim_id}.verification.txt")
    return shown(seen_from(visit, at), "audit/verification", at=at, claim_id=claim_id, found=found)


def download(made: bytes, form: str, name: str) -> Response:
    return Response(made, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, form)


def when_told(told: str) -> datetime:
    """A moment as trails tell it."""
    return datetime.strptime(told, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
