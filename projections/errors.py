"""What can go wrong with projections and questions: one class for each thing that a user can do about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ledger.errors import LedgerError


class NotProjected(LedgerError):
    """The tables of this ledger do not exist yet: catch up first."""


class OtherVersion(LedgerError):
    """The tables were made by another version of the program or its rules: rebuild, or use that version."""


class OtherLog(LedgerError):
    """The tables have read another log than the one beside them: find out why, then rebuild."""


class SettingUnknown(LedgerError):
    """A setting says what nobody understands: correct it."""


class FamilyUnfoldable(LedgerError):
    """A family's events cannot be folded, or not decided on: upgrade the program, or look at the event."""

    def __init__(self, family: UUID, position: int, error: str) -> None:
        super().__init__(
            f"Family {family} cannot be folded after position {position} of the log: {error.rstrip('.')}."
            " Upgrade the program, or look at its events with `outcomes check`."
        )
        self.family = family
        self.position = position
        self.error = error

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.family, self.position, self.error)


class FamilyUnknown(LedgerError):
    """No such family is on record (as known then): check the family_id, or ask for a later moment."""


class NotAttached(LedgerError):
    """Results are decided for an attached family, and this one is not attached to the scheme (as known then)."""


class ResultUnknown(LedgerError):
    """The scheme has no such result: use one of the names listed."""


class CriterionUnknown(LedgerError):
    """The scheme has no such criterion: use one of the names listed."""


class RebuildUnderWay(LedgerError):
    """Another process is rebuilding this ledger's tables: wait for it."""


class SwapBlocked(LedgerError):
    """Readers kept the live tables for so long that they could not be swapped: run the rebuild again, it resumes."""
