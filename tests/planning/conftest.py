"""A ledger with a part of the sample in it."""

from __future__ import annotations

from tests.claims.conftest import outcomes, pack, sample

__all__ = ["outcomes", "pack", "sample"]
