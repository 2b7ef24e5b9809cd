"""However few keys are kept in memory, everyone's key is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from psycopg import Cursor

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


def test_the_keys_of_families_that_lie_apart_are_read_together(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in record(ledger, 1, cohort=60):
        pass
    keys, asked = ledger.keyring.people, list[str]()
    cursors: Callable[[], AbstractContextManager[Cursor[Any]]] = keys._cursors

    def counted() -> AbstractContextManager[Cursor[Any]]:
        asked.append("a question")
        return cursors()

    apart = [family.id for family in ledger.every_family()][::20]
    monkeypatch.setattr(keys, "_cursors", counted)
    keys.forget()
    keys.confirm(60)
    asked.clear()
    keys.expect(apart)
    assert all(family.version for family in ledger.reader.families(apart).values())
    assert len(asked) == 1
