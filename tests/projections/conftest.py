"""Families to project."""

from __future__ import annotations

from random import Random

import pytest

from ledger.ledger import Ledger
from tests.projections.agencies import Agencies


@pytest.fixture
def agencies(ledger: Ledger) -> Agencies:
    """Two dozen families of the 2012 programme, nothing of them recorded yet."""
    return Agencies(ledger, Random(2012))
