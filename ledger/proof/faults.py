"""What a check found first: where in the log, what it is, and between which checkpoints it must have happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ledger.proof.checkpoints import Checkpoint
    from ledger.proof.leaves import Row


@dataclass(frozen=True, slots=True)
class Fault:
    """`leaf` is the first event concerned, None where it cannot be said. `after` and `by` bound when it was done."""

    leaf: int | None
    what: str
    after: str | None = None
    by: str | None = None

    def since(self, after: Checkpoint | None, by: Checkpoint | None = None) -> Fault:
        """`after` is the last checkpoint that still agrees; `by` the first that does not."""
        return replace(self, after=after.name if after else None, by=by.name if by else None)

    def __str__(self) -> str:
        agrees = f" All is well up to {self.after}." if self.after else ""
        differs = f" It differs from {self.by}." if self.by else ""
        return f"{self.what[:1].upper()}{self.what[1:]}.{agrees}{differs}"


def described(row: Row) -> str:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.recorded_us)
    return (
        f"event {row.version} of stream {UUID(bytes=row.stream)} ({row.topic}, leaf {row.leaf}, position"
        f" {row.position}, recorded {at.isoformat(timespec='seconds')})"
    )
