"""What was recorded of one family, event by event, each in one plain sentence: read from the log, not from a table."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.events.telling import sentences
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
    entries = history_as_known(ledger, family, known)
    if not entries:
        raise not_known_yet(family_id, known)
    told = sentences(entry.event for entry in entries)
    return [_told(entry, sentence) for entry, sentence in zip(entries, told, strict=True)]


def _told(entry: Entry, sentence: str) -> Told:
    event = entry.event
    return Told(entry.position, event.originator_version, entry.recorded_at, event.by, event.topic, sentence)
