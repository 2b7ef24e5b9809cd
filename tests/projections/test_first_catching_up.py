"""A long log of which nothing was read yet is taken in at once, and comes to the same tables."""

from __future__ import annotations

import pytest

from projections import runner
from projections.queries.state import status
from projections.runner import catch_up
from tests.projections.agencies import Agencies
from tests.projections.contents import held, ought
from tests.projections.test_parking import poison


def test_families_are_folded_once_and_the_tables_are_those_of_the_log(
    agencies: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    agencies.record()
    monkeypatch.setattr(runner, "AT_ONCE_EVENTS", 10)
    asked: list[tuple[int, int]] = []
    position = catch_up(agencies.ledger, lambda done, of: asked.append((done, of)), batch_events=20)
    assert max(done for done, _ in asked) == len(agencies.families)
    assert held(agencies.ledger) == (position, ought(agencies.ledger, position))


def test_a_family_that_cannot_be_folded_is_parked_all_the_same(
    agencies: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    agencies.record()
    sick = next(iter(agencies.families.values()))
    poison(agencies.ledger, sick)
    monkeypatch.setattr(runner, "AT_ONCE_EVENTS", 10)
    catch_up(agencies.ledger)
    assert [one.family for one in status(agencies.ledger).parked] == [sick.id]
    assert status(agencies.ledger).lag_events == 0
