"""PostgreSQL refuses to change what was recorded, for everyone."""

from __future__ import annotations

import pytest
from family_builders import family_of

from ledger.errors import AppendRefused
from ledger.ledger import Ledger

CHANGES = [
    "UPDATE event SET topic = 'x'",
    "UPDATE event SET state = state WHERE false",
    "DELETE FROM event",
    "TRUNCATE event",
    "TRUNCATE event CASCADE",
    "INSERT INTO event SELECT * FROM event ON CONFLICT (leaf) DO UPDATE SET topic = 'x'",
    "MERGE INTO event USING (VALUES (1)) AS v (leaf) ON event.leaf = v.leaf WHEN MATCHED THEN DELETE",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_superuser_who_owns_the_table_cannot_change_it(ledger: Ledger, change: str) -> None:
    ledger.save(family_of(3))
    with pytest.raises(AppendRefused, match="recorded events never change"), ledger.transaction() as cursor:
        superuser = cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        assert superuser == (True,)
        cursor.execute(change)
    assert ledger.event_count() == 4


def test_nor_can_a_session_that_skips_ordinary_triggers(ledger: Ledger) -> None:
    with pytest.raises(AppendRefused), ledger.transaction() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM event")
    assert ledger.event_count() == 1
