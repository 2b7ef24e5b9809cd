"""What can go wrong with backups: one class for each thing that a user can do about it."""

from __future__ import annotations

from ledger.errors import LedgerError


class BackupUnusable(LedgerError):
    """The file is no backup, was changed or cut off, or is not of the ledger that is trusted: take another one."""


class BackupInTheWay(LedgerError):
    """A file of this name is there already: choose another, none is ever replaced."""


class BackupToolMissing(LedgerError):
    """pg_dump or pg_restore is not there, or older than the server: install PostgreSQL's client programs."""


class BackupFailed(LedgerError):
    """PostgreSQL's own program did not come to its end: the message says why."""
