"""What can go wrong with a ledger: one class for each thing that a user can do about it.

That there is no database at all is said by `ledger.postgres.errors.DatabaseUnavailable` and its kin, which are raised
here too: `ConnectionLost` when a server that answered has gone, `NoSpace` when its disk is full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.postgres.errors import DatabaseUnavailable, NoSpace, ServerTooOld

if TYPE_CHECKING:
    from uuid import UUID

__all__ = [
    "AppendRefused",
    "ConflictingWrite",
    "ConnectionLost",
    "DatabaseUnavailable",
    "EventUnreadable",
    "EventUnstorable",
    "IdempotencyKeyReused",
    "LedgerBusy",
    "LedgerError",
    "LedgerExists",
    "LedgerNameInvalid",
    "LedgerNotChosen",
    "LedgerTooNew",
    "LedgerUnknown",
    "MigrationChanged",
    "NoSpace",
    "NotAnInstant",
    "RegisterConflict",
    "RequestUnderWay",
    "ServerTooOld",
    "SettingUnsafe",
    "TokenUnknown",
    "VersionDiffers",
]


class ConnectionLost(DatabaseUnavailable):
    """The server went away while it was asked. What was being saved may or may not be recorded: ask again."""


class LedgerError(Exception):
    """A ledger cannot do what was asked. The message says what happened, to which record, and what to do."""


class IdentitiesWithheld(LedgerError):
    """A fault of the program: who somebody is was asked for a reader who may not see it."""


class LedgerUnknown(LedgerError):
    """There is no ledger of this name: choose another, or create it."""


class TokenKeyUnknown(LedgerError):
    """The ledger never took tokens of such a key: list those that it took."""


class TokenUnknown(LedgerError):
    """No token of this id was made for the ledger: see which there are."""


class LedgerNotChosen(LedgerError):
    """There is more than one ledger, or none at all, and none was named: name or create one."""


class LedgerExists(LedgerError):
    """The name is taken: open that ledger, or choose another name."""


class LedgerNameInvalid(LedgerError):
    """The name cannot be a ledger's: choose one of lower-case letters, digits and hyphens."""


class LedgerTooNew(LedgerError):
    """A newer program has worked on this ledger: upgrade this one."""


class MigrationChanged(LedgerError):
    """The tables were made by other SQL than this program carries: use the program that made them."""


class SettingUnsafe(LedgerError):
    """A setting would make the ledger lose events: take it away."""


class LedgerBusy(LedgerError):
    """Another writer holds the ledger for too long: try again."""


class AppendRefused(LedgerError):
    """Recorded events never change: record a further one that says what is so."""


class ConflictingWrite(LedgerError):
    """Someone else recorded events of this stream in between: load it again and decide anew."""

    def __init__(self, message: str, stream: UUID | None = None, version: int | None = None) -> None:
        super().__init__(message)
        self.stream = stream
        self.version = version


class RegisterConflict(LedgerError):
    """Someone else entered the same person, family or record in between: look it up again and decide anew."""


class IdempotencyKeyReused(LedgerError):
    """The key was used for another input: use a new key for each command."""


class RequestUnderWay(LedgerError):
    """The same request is being carried out at this moment: wait, and send it again with the same key."""


class VersionDiffers(LedgerError):
    """What was decided on has moved on from the version that the caller saw: look at it, and decide again."""

    def __init__(self, version: int, what: str = "family") -> None:
        super().__init__(f"The {what} has been changed meanwhile: it is at version {version} now.")
        self.version = version


class EventUnstorable(LedgerError):
    """The event is none of the registry's, or says something that has no canonical form: a fault of the program."""


class EventUnreadable(LedgerError):
    """A recorded event cannot be understood: upgrade the program, or look at `outcomes check`."""


class NotAnInstant(LedgerError):
    """What was given as `known` is neither a position nor an instant: write it as one of these."""
