"""A ledger with the pack of the claims in it."""

from tests.claims.conftest import outcomes, pack, sample

__all__ = ["outcomes", "pack", "sample"]
