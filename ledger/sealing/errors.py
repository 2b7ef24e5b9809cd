"""What can go wrong with keys: one class for each thing that a user can do about it."""

from __future__ import annotations

from ledger.errors import EventUnreadable, LedgerError, RegisterConflict


class MasterKeyMissing(LedgerError):
    """The master key is not where it should be: put it there, or say where it is."""


class MasterKeyWrong(LedgerError):
    """The keys of this ledger were wrapped by another master key: give that one."""


class MasterKeyUnusable(LedgerError):
    """What was given as master key is none: 32 bytes in base64 are."""


class KeyLost(EventUnreadable):
    """A person's key is gone although nobody was erased: restore it from a backup."""


class NobodyToErase(LedgerError):
    """There is no such person in this ledger (any more): check who was meant."""


class DepositUnusable(LedgerError):
    """The file is no deposit of a sealed record, or one of another ledger: give the right one."""


class PersonErased(RegisterConflict):
    """The person was erased meanwhile: nothing more can be recorded under this pseudonym. Look the person up again."""
