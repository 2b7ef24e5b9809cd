"""How the tables keep up with the log, in numbers that cost next to nothing to ask for: for status and for metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.ledger import Ledger
from projections import tracking
from projections.queries.asking import rows_of
from projections.version import version


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`lag_seconds` is how long the first event that was not read yet has been waiting; 0 when there is none.

    `events_per_second` is that of the last batch (a batch of one event is mostly waiting for the disk), to three
    figures; None before there was one. `version` is that of the live tables, `program_version` that of this program; a
    rebuild makes them one. Not `of_this_log`: see `OtherLog`.
    """

    position: int
    projected_position: int
    lag_events: int
    lag_seconds: float
    events_per_second: float | None
    moved_at: datetime
    parked_families: int
    of_this_log: bool
    version: str
    program_version: str


_PACE = """
SELECT coalesce(last.notification_id, 0),
       coalesce(last.leaf, -1) - coalesce((
           SELECT leaf FROM event WHERE notification_id <= projection.position ORDER BY notification_id DESC LIMIT 1
       ), -1),
       greatest(0, extract(epoch FROM clock_timestamp() - (
           SELECT recorded_at FROM event WHERE notification_id > projection.position ORDER BY notification_id LIMIT 1
       )))::float8,
       batch_events / nullif(batch_seconds, 0), updated_at, (SELECT count(*) FROM parked)
FROM projection
LEFT JOIN LATERAL (SELECT notification_id, leaf FROM event ORDER BY notification_id DESC LIMIT 1) AS last ON true
WHERE name = 'live'
"""


def pace(ledger: Ledger) -> Pace:
    """Raises `NotProjected`."""
    held = tracking.live(ledger)
    with ledger.transaction() as cursor:
        of_this_log = tracking.is_of_this_log(cursor, "live")
    position, lag_events, lag_seconds, rate, moved_at, parked = rows_of(ledger, _PACE, {})[0]
    return Pace(
        position=position,
        projected_position=held.position,
        lag_events=max(0, lag_events),
        lag_seconds=lag_seconds,
        events_per_second=None if rate is None else float(f"{rate:.3g}"),
        moved_at=moved_at,
        parked_families=parked,
        of_this_log=of_this_log,
        version=held.version,
        program_version=version(),
    )
