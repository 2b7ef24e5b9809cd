"""The one table from the errors of every room to what a caller is told: the command line's line, HTTP's problem.

An error that is not in the table is a fault of the program, and is told without its message, which may quote data.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from api.errors import AskedWrongly, Refused
from domain.claims.claim import ClaimRefused
from domain.rules.reading import SchemeError
from intake import errors as intake
from ledger import errors as ledger
from ledger.rule_sets import UnknownOverlay, UnknownScheme
from projections import errors as projections


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in addresses, the HTTP status, and a title that is the same for every occurrence."""

    name: str
    status: int
    title: str


UNEXPECTED = Kind("unexpected", 500, "The program failed")

_INVALID = Kind("invalid-request", 422, "The request cannot be understood")
_NO_SPACE = Kind("no-space", 507, "The disk is full")
_UNAVAILABLE = Kind("database-unavailable", 503, "The database cannot be reached")
_FORBIDDEN_FILE = Kind("file-forbidden", 500, "A file or folder may not be used")
_BEHIND = Kind("projections-behind", 503, "The tables are not ready")

_TABLE: tuple[tuple[type[Exception], Kind], ...] = (
    (AskedWrongly, _INVALID),
    (Refused, Kind("refused", 409, "This may not be done as things stand")),
    (ClaimRefused, Kind("refused", 409, "This may not be done as things stand")),
    (ledger.NotAnInstant, _INVALID),
    (UnknownScheme, Kind("unknown-scheme", 422, "There is no such scheme")),
    (UnknownOverlay, Kind("unknown-overlay", 422, "There is no such local plan")),
    (projections.ResultUnknown, Kind("unknown-result", 422, "The scheme has no such result")),
    (projections.FamilyUnknown, Kind("unknown-family", 404, "There is no such family on record")),
    (projections.NotAttached, Kind("not-attached", 404, "The family is not attached to the scheme")),
    (projections.FamilyParked, Kind("family-parked", 503, "The family cannot be shown until it is repaired")),
    (projections.FamilyUnfoldable, Kind("family-parked", 503, "The family cannot be shown until it is repaired")),
    (projections.NotProjected, _BEHIND),
    (projections.OtherVersion, _BEHIND),
    (projections.RebuildUnderWay, Kind("rebuild-under-way", 409, "A rebuild is under way")),
    (projections.SwapBlocked, Kind("rebuild-under-way", 409, "A rebuild is under way")),
    (ledger.LedgerUnknown, Kind("unknown-ledger", 404, "There is no such ledger")),
    (ledger.LedgerNotChosen, Kind("ledger-not-chosen", 404, "No ledger was chosen")),
    (ledger.LedgerExists, Kind("ledger-exists", 409, "The ledger exists already")),
    (ledger.LedgerNameInvalid, Kind("ledger-name-invalid", 422, "This cannot be a ledger's name")),
    (ledger.ConflictingWrite, Kind("conflict", 409, "Someone else changed this in between")),
    (ledger.RegisterConflict, Kind("conflict", 409, "Someone else changed this in between")),
    (ledger.IdempotencyKeyReused, Kind("idempotency-key-reused", 422, "The idempotency key was used before")),
    (ledger.LedgerBusy, Kind("ledger-busy", 503, "The ledger is being written to")),
    (ledger.LedgerError, Kind("ledger-unusable", 500, "The ledger cannot do this")),
    (ledger.NoSpace, _NO_SPACE),
    (ledger.DatabaseUnavailable, _UNAVAILABLE),
    (intake.IntakeError, Kind("pack-unusable", 422, "The extract cannot be read")),
    (SchemeError, Kind("scheme-unreadable", 500, "A scheme's rules cannot be understood")),
)


def kind_of(error: BaseException) -> Kind | None:
    """None for an error that nobody foresaw."""
    for known, kind in _TABLE:
        if isinstance(error, known):
            return kind
    if isinstance(error, PermissionError):
        return _FORBIDDEN_FILE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _NO_SPACE
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG):
        return _FORBIDDEN_FILE
    return None


def message_of(error: BaseException) -> str:
    """What happened and what to do, in one line. Only for an error that `kind_of` knows."""
    if isinstance(error, OSError):
        return _file_message(error)
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return first.rstrip(":").rstrip()


def _file_message(error: OSError) -> str:
    place = error.filename or "A file"
    if isinstance(error, PermissionError):
        return f"{place} may not be used by this account: ask for the right to, or choose another place."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({error.filename or 'while writing'}): free some space, and run this again."
    return f"{place} cannot be used ({error.strerror}): choose another place."
