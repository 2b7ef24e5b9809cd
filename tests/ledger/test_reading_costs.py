"""One family costs its own rows, however long the log is and however little the server knows of its tables yet."""

from __future__ import annotations

from uuid import uuid4

from family_builders import family_of

from ledger.ledger import Ledger
from ledger.reading import _UP_TO

EVENTS = 12_000


def test_one_stream_is_never_found_by_way_of_every_position(ledger: Ledger) -> None:
    """As right after a first large load: no statistics. A plan by the index of positions would read all of it."""
    stream = uuid4()
    ledger.save_in_bulk([family_of(4, stream), *(family_of(40) for _ in range(EVENTS // 40))])
    explained = "EXPLAIN (ANALYZE, BUFFERS) SELECT state FROM event WHERE originator_id = %s AND "
    with ledger.transaction() as cursor:
        plan = "\n".join(row[0] for row in cursor.execute(f"{explained}{_UP_TO}", (stream, 2**63 - 1)).fetchall())
    assert "event_stream_version" in plan and "event_position" not in plan, plan
