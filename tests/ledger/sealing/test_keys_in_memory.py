"""However few keys are kept in memory, everyone's key is found."""

from __future__ import annotations

import pytest

from benchmarks.national.recording import record
from ledger.ledger import Ledger
from ledger.sealing import people


@pytest.mark.parametrize("kept", [1, 5, 20])
def test_a_key_dropped_to_make_room_is_never_taken_for_that_of_someone_new(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    for _ in record(ledger, 1, cohort=8):
        pass
    with ledger.transaction() as cursor:
        everyone = [person for (person,) in cursor.execute("SELECT person FROM person_key").fetchall()]
    monkeypatch.setattr(people, "KEPT_MAX", kept)
    keys = ledger.keyring.people
    keys.forget()
    for some in (everyone[:10], everyone[5:], everyone):
        assert None not in keys.keys_of(some).values()
    assert len(list(ledger.every_family())) == 8
