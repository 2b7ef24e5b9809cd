"""How things stand as of the position that a command recorded: what its answer says, the first time and every time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.claiming.places import claim_called, return_of
from api.http.v1.models.families import Attached
from api.http.v1.models.recorded import ClaimStanding, ReturnStanding
from domain.claims.returns import Return
from domain.family import Attachment
from ledger.ledger import Ledger
from ledger.requests import Done


def recorded(done: Done) -> dict[str, Any]:
    return {"position": done.position, "events": done.events}


def family_said(ledger: Ledger, family_id: str, family: UUID, done: Done) -> dict[str, Any]:
    return recorded(done) | {"family_id": family_id, "version": ledger.family(family, done.position).version}


def attached(attachment: Attachment | None) -> Attached | None:
    if attachment is None:
        return None
    return Attached(**{name: getattr(attachment, name) for name in Attached.model_fields})


def return_said(of_round: Return, done: Done) -> dict[str, Any]:
    return recorded(done) | {
        "scheme": of_round.scheme, "round_on": of_round.day, "stage": of_round.stage, "claims": len(of_round.lines),
        "amount_pence": of_round.total_pence - of_round.fees_pence, "fees_pence": of_round.fees_pence,
        "total_pence": of_round.total_pence, "sample": of_round.sample, "waiting_for_audit": of_round.unaudited,
        "paid_pence": of_round.paid_pence,
    }  # fmt: skip


def return_standing(ledger: Ledger, scheme: str, round_on: Any, done: Done) -> ReturnStanding:
    return ReturnStanding(**return_said(return_of(ledger, scheme, round_on, done.position), done))


def claim_standing(ledger: Ledger, claim_id: str, done: Done) -> ClaimStanding:
    of_round, family, claim = claim_called(ledger, claim_id, done.position)
    family_id = ledger.register.family_ids([family.id]).get(family.id, str(family.id))
    return ClaimStanding(
        **recorded(done), claim=claim.id, family_id=family_id, status=claim.status, at_risk=claim.risk is not None,
        amount_pence=claim.amount_pence, paid_pence=claim.paid_pence, waiting_for_audit=of_round.unaudited)
