"""What can go wrong with proofs: one class for each thing that a user can do about it."""

from __future__ import annotations

from ledger.errors import LedgerError


class SealRefused(LedgerError):
    """What is to be signed does not go on from what was signed before: run `outcomes check`."""


class NotSealed(LedgerError):
    """No checkpoint covers what was asked for yet: run `outcomes seal`."""


class CheckpointUnknown(LedgerError):
    """There is no checkpoint of this size: `outcomes checkpoint list` names those there are."""


class TilesMissing(LedgerError):
    """Hashes of the tree are not in the table where they should be: run `outcomes check`."""
