"""Families with casework, in a ledger of their own."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from domain.casework import commands
from domain.casework.choices import ANSWERS
from domain.family import Family
from ledger.identity import new_record_pseudonym
from ledger.ledger import Ledger
from projections.runner import catch_up
from tests.projections.agencies import Agencies

BY, TODAY = "a practitioner", date(2016, 1, 1)


@pytest.fixture
def worked_with(ledger: Ledger) -> Ledger:
    """Two dozen families of all three programmes, with casework of many kinds, in the tables."""
    rng, agencies = Random(2012), Agencies(ledger, Random(2012))
    agencies.record()
    for family in agencies.families.values():
        for _ in range(rng.randrange(6)):
            record_something(ledger.family(family.id), rng, ledger)
    catch_up(ledger)
    return ledger


def record_something(family: Family, rng: Random, ledger: Ledger) -> None:
    entry, day = new_record_pseudonym(), date(2012, 4, 1) + timedelta(days=rng.randrange(1_000))
    later = day + timedelta(days=rng.randrange(200))
    match rng.randrange(6):
        case 0:
            commands.start_intervention(family, entry, rng.choice(["mentoring", "parenting course"]), "A service", day,
                                        "weekly", BY, TODAY)  # fmt: skip
            if rng.random() < 0.6:
                commands.end_intervention(family, entry, later, "completed", BY, TODAY)
        case 1:
            commands.refer(family, entry, rng.choice(["in", "out"]), "CAMHS", day, "mental health", BY, TODAY)
            if rng.random() < 0.6:
                commands.answer_referral(family, entry, later, rng.choice(ANSWERS), BY, TODAY)
        case 2:
            commands.review(family, entry, "The board", day, "continue", later if later > day else None, BY, TODAY)
        case 3:
            commands.name_lead_worker(family, entry, rng.choice(["Worker A", "Worker B"]), day, BY)
        case 4:
            commands.locate(family, entry, rng.choice(["North", "South"]), day, BY)
        case _:
            commands.locate(family, entry, "Nowhere", day, BY)
            commands.take_back(family, entry, "a slip", BY)
    ledger.save(family)
