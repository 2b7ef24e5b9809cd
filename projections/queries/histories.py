"""What was recorded of one family, event by event, each in one plain sentence: read from the log, not from a table."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ledger.ledger import Ledger
from ledger.reading import Entry
from projections.queries.asking import family_called, history_as_known, not_known_yet


class Told(NamedTuple):
    """People are pseudonyms in braces, to be replaced for a reader with the right to know."""

    position: int
    version: int
    recorded_at: datetime
    by: str
    topic: str
    sentence: str


def history(ledger: Ledger, family_id: str, known: int | None = None) -> list[Told]:
    """In order. Raises `FamilyUnknown`, and `FamilyUnfoldable` where an event cannot be read."""
    family = family_called(ledger, family_id)
    told = [_told(entry) for entry in history_as_known(ledger, family, known)]
    if not told:
        raise not_known_yet(family_id, known)
    return told


def _told(entry: Entry) -> Told:
    event = entry.event
    return Told(entry.position, event.originator_version, entry.recorded_at, event.by, event.topic, event.sentence())
