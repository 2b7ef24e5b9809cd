"""What another authority claimed for a family before it moved here: it is not claimed again."""

from __future__ import annotations

from typing import cast

from domain.claims.claim import Claim, Status
from domain.events.moving import ClaimedElsewhere


def as_claim(event: ClaimedElsewhere, position: int) -> Claim:
    """As those who prepare claims look at it, under a name that no claim of ours can have."""
    return Claim(
        claimed_as(event), event.scheme, event.result, event.main, event.round_on, event.amount_pence,
        {"members": event.people}, event.origin, position, cast(Status, event.status), changed_at=position)


def claimed_as(event: ClaimedElsewhere) -> str:
    return f"{event.origin}/{event.claim}"
