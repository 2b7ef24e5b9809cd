"""Files that say one record more than once: the last row is what the file says of it, and those before it are history.

The same file again must add nothing. So a row that a later one overrules is recorded only where its record never said
that before; otherwise the two would correct each other at every loading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain import observations
from domain.events.event import Event
from domain.events.family import Observing
from domain.observations import Observation
from intake.problems import Problem
from intake.readings import FileReading, reject_also
from intake.rows import Row
from ledger.ledger import Ledger

SAID_OF_ANOTHER = "a later row says this record of somebody else; keep one of the two"


def mark_overruled(readings: Mapping[str, FileReading]) -> None:
    """Who of two a record is about is no correction: the row that says it of somebody else first is rejected."""
    for kind in observations.KINDS:
        if kind in readings:
            _mark(readings[kind])


def _mark(reading: FileReading) -> None:
    rows = reading.good if any(row.withdrawn for row in reading.good) else [
        row for row in reading.good if row["record_id"] is not None]  # others are known by what they say
    last = {row.identity: row for row in rows}
    if len(last) == len(rows):
        return
    before = {row.line: last[row.identity] for row in rows if row.cells != last[row.identity].cells}
    refused = {row.line: [Problem("record_id", SAID_OF_ANOTHER, f"line {before[row.line].line} of {reading.file}")]
               for row in rows if row.line in before and _is_of_another(row, before[row.line])}  # fmt: skip
    reading.good = [row.overruled() if row.line in before else row for row in reading.good]
    reject_also(reading, refused)


def _is_of_another(row: Row, later: Row) -> bool:
    """A withdrawal need not say of whom."""
    told = not row.withdrawn and not later.withdrawn
    return told and (row["person_id"], row["family_id"]) != (later["person_id"], later["family_id"])


@dataclass(slots=True)
class SaidBefore:
    """What was ever said of the records of rows that are overruled, from the histories: there are few."""

    ledger: Ledger
    _events: dict[UUID, list[Event]] = field(default_factory=dict)

    def holds(self, stream: UUID, record: str | None, said: Observation) -> bool:
        """`record` is None where it is not on record."""
        if record is None:
            return False
        if stream not in self._events:
            self._events[stream] = [entry.event for entry in self.ledger.history(stream)]
        return any(isinstance(event, Observing) and event.observation.startswith(f"{record}.")
                   and said.says_the_same(event.observed()) for event in self._events[stream])  # fmt: skip
