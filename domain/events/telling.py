"""One stream's events told in their order: a withdrawal says what it withdrew, not only under which id that was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.events.event import Event
from domain.events.family import ObservationCorrected, ObservationWithdrawn, Observed


def sentences(events: Iterable[Event]) -> Iterator[str]:
    """Of every event, in order; people are pseudonyms in braces. What was erased since can only be named by its id."""
    said: dict[str, str] = {}
    for event in events:
        match event:
            case Observed() | ObservationCorrected():
                said[event.observation] = event.what()
                yield event.sentence()
            case ObservationWithdrawn() if event.observation in said:
                yield event.sentence_of(said[event.observation])
            case _:
                yield event.sentence()
