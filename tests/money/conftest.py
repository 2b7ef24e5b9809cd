"""A ledger in which one round was claimed and sent."""

from __future__ import annotations

from datetime import date

import pytest

from api.claiming import steps
from api.claiming.places import return_of
from api.claiming.preparing import prepare_round
from ledger.ledger import Ledger
from projections.runner import catch_up
from tests.claims.conftest import NewSample, outcomes, pack, sample

__all__ = ["outcomes", "pack", "sample"]

SCHEME, ROUND = "troubled-families-2012", date(2013, 7, 31)


def send(ledger: Ledger, round_on: date) -> None:
    """The round from proposal to the government, with everything found in order."""
    prepare_round(ledger, SCHEME, round_on, by="officer")
    steps.review(ledger, SCHEME, round_on, by="reviewer")
    steps.draw_sample(ledger, SCHEME, round_on, "a seed", by="auditor")
    while waiting := return_of(ledger, SCHEME, round_on).unaudited:
        steps.audit(ledger, waiting[0], passed=True, finding="all found", by="auditor")
    steps.sign(ledger, SCHEME, round_on, by="finance officer")
    steps.submit(ledger, SCHEME, round_on, by="officer")


@pytest.fixture
def sent(sample: NewSample) -> Ledger:
    ledger = sample()
    steps.agree(ledger, SCHEME, "2012-13", 10, "officer")
    send(ledger, ROUND)
    catch_up(ledger)
    return ledger
