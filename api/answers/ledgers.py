"""A ledger as plain values."""

from __future__ import annotations

from typing import Any

from ledger.ledger import Ledger
from ledger.proof.checkpointing import last_checkpoint
from ledger.rule_sets import SCHEMES
from ledger.sealing.ledger_keys import public_key

LEDGER_COLUMNS = ("ledger", "authority", "target", "overlay", "schemes", "position", "public_key")


def ledger_as_json(ledger: Ledger, known: int) -> dict[str, Any]:
    """The authority as it was known; the seal and the key as they are."""
    authority = ledger.authority(known)
    with ledger.transaction() as cursor:
        sealed, key = last_checkpoint(cursor), public_key(cursor)
    return {
        "ledger": ledger.name, "authority": authority.name, "target": authority.target, "overlay": authority.overlay,
        "schemes": list(SCHEMES), "position": ledger.position(),
        "sealed": None if sealed is None else {
            "events": sealed.size, "position": sealed.position, "sealed_at": sealed.sealed_at},
        "public_key": None if key is None else str(key),
    }  # fmt: skip
