"""The leader seals what was recorded, once in a while, and nothing when nothing was."""

from __future__ import annotations

from ledger.ledger import Ledger
from ledger.proof.checkpointing import notes
from projections.sealing import RegularSeals


def notes_of(ledger: Ledger) -> list[object]:
    with ledger.transaction() as cursor:
        return list(notes(cursor))


def test_what_was_recorded_is_sealed_once_and_only_when_it_is_time(ledger: Ledger) -> None:
    RegularSeals(ledger, every_seconds=3600).look()
    assert len(notes_of(ledger)) == 0
    seals = RegularSeals(ledger, every_seconds=0)
    seals.look()
    seals.look()
    assert len(notes_of(ledger)) == 1
