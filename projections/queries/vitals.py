"""How a ledger is doing, in numbers alone: what monitoring asks every few seconds, at the same cost however long it is.

Nothing in here says anything of a family.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.ledger import Ledger
from projections import tracking
from projections.queries.asking import rows_of


@dataclass(frozen=True, slots=True)
class Vitals:
    """`lag_seconds` is how long the first event that the tables lack has been waiting. Loads are by kind of extract."""

    ledger: str
    position: int
    projected_position: int
    events: int
    lag_events: int
    lag_seconds: float
    parked_families: int
    sealed_at: datetime | None
    sealed_events: int
    loads: dict[str, int]
    rows_rejected: dict[str, int]
    claims: dict[str, int]


# Leaves are dense and times sorted by position, so that the lag is found in the index and never counted.
_STAND = """
SELECT last.notification_id, live.position, coalesce(last.leaf, -1) + 1,
       coalesce(last.leaf, -1) - coalesce(read.leaf, -1),
       coalesce(extract(epoch FROM clock_timestamp() - waiting.recorded_at), 0)::float8,
       (SELECT count(*) FROM parked), sealed.sealed_at, coalesce(sealed.size, 0)
FROM projection AS live
LEFT JOIN LATERAL (SELECT notification_id, leaf FROM event ORDER BY notification_id DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (SELECT leaf FROM event WHERE notification_id <= live.position
                   ORDER BY notification_id DESC LIMIT 1) AS read ON true
LEFT JOIN LATERAL (SELECT recorded_at FROM event WHERE notification_id > live.position
                   ORDER BY notification_id LIMIT 1) AS waiting ON true
LEFT JOIN LATERAL (SELECT sealed_at, size FROM checkpoint ORDER BY size DESC LIMIT 1) AS sealed ON true
WHERE live.name = 'live'
"""
_LOADS = "SELECT kind, count(*), sum(rejected) FROM extract WHERE finished_at IS NOT NULL GROUP BY kind"
_CLAIMS = "SELECT status, count(*) FROM claim GROUP BY status"


def vitals(ledger: Ledger) -> Vitals:
    """Raises `NotProjected`."""
    stand = rows_of(ledger, _STAND, {})
    if not stand:
        raise tracking.not_projected(ledger)
    position, projected, events, lag_events, lag_seconds, parked, sealed_at, sealed = stand[0]
    loads = rows_of(ledger, _LOADS, {})
    return Vitals(
        ledger=ledger.name,
        position=position or 0,
        projected_position=projected,
        events=events,
        lag_events=lag_events,
        lag_seconds=lag_seconds,
        parked_families=parked,
        sealed_at=sealed_at,
        sealed_events=sealed,
        loads={kind: count for kind, count, _ in loads},
        rows_rejected={kind: int(rejected) for kind, _, rejected in loads},
        claims=dict(rows_of(ledger, _CLAIMS, {})),
    )
