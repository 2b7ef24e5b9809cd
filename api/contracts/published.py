"""Every schema that is published, by its name."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.contracts.claim_records import ClaimRecord
from api.contracts.events import event_schema
from api.contracts.evidence_packs import EvidencePack
from api.contracts.forms import named
from api.contracts.reasons import reason_schema
from domain.events import TOPICS


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Of the reason tree, the claim record, the evidence pack, and of every kind of event by its topic."""
    return {
        "reason": reason_schema(),
        "claim-record": named("claim-record", ClaimRecord.model_json_schema(mode="serialization")),
        "evidence-pack": named("evidence-pack", EvidencePack.model_json_schema(mode="serialization")),
        **{topic: event_schema(event) for topic, event in sorted(TOPICS.items())},
    }
