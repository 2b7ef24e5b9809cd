"""What every aggregate does with an event that it has decided on: applies it, and holds it until it is recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.events.event import Event


class Aggregate:
    """`version` counts the events of the stream, `position` is that of the last one in the log."""

    __slots__ = ()

    id: UUID
    version: int
    position: int
    pending: list[Event]

    def record(self, event: type[Event], by: str, **content: Any) -> None:
        """Raises an event that was decided on; it is pending until the ledger saves it."""
        self._happened(event(originator_id=self.id, originator_version=self.version + 1, by=by, **content))

    def _happened(self, event: Event) -> None:
        self.apply(event, self.position)
        self.pending.append(event)

    def collect_events(self) -> list[Event]:
        """Hands over what was raised and not yet recorded; called by the ledger when it saves."""
        raised = list(self.pending)
        self.pending.clear()
        return raised

    def apply(self, event: Event, position: int) -> None:
        """Folds one event, recorded at `position` of the log, into the state; never refuses."""
        raise NotImplementedError
