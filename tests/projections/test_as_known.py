"""A whole ledger as known at a position: what came after changes nothing, and is not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from ledger.ledger import Ledger
from projections.queries import as_known
from projections.queries.claiming import claimable, claimable_page
from projections.queries.eligible import eligibility, eligibility_page
from projections.queries.nearing import nearly
from projections.queries.pages import Part
from projections.runner import catch_up

DAY = date(2017, 3, 31)
COHORT = 12


@pytest.fixture
def grown(ledger: Ledger) -> tuple[Ledger, int, list[Any]]:
    """A ledger, a position, and the lists that it gave from its tables when that was the last one."""
    record_terms(ledger)
    _more(ledger, 0)
    catch_up(ledger)
    then, lists = ledger.position(), _lists(ledger, None)
    _more(ledger, COHORT)
    catch_up(ledger)
    return ledger, then, lists


def _more(ledger: Ledger, first: int) -> None:
    for _ in record(ledger, 1, first=first, cohort=COHORT):
        pass


def _lists(ledger: Ledger, known: int | None) -> list[Any]:
    return [eligibility(ledger, SCHEME, DAY, known), claimable(ledger, SCHEME, DAY, known),
            nearly(ledger, SCHEME, DAY, 60, known)]


def test_lists_as_known_then_are_those_that_were_given_then(grown: tuple[Ledger, int, list[Any]]) -> None:
    ledger, then, lists = grown
    assert len(lists[0]) == COHORT < len(eligibility(ledger, SCHEME, DAY))
    assert all(lists)
    assert _lists(ledger, then) == lists


def test_parts_of_a_list_as_known_then_make_the_whole(grown: tuple[Ledger, int, list[Any]]) -> None:
    ledger, then, (eligible, claims, _) = grown
    assert _in_parts(lambda part: eligibility_page(ledger, SCHEME, DAY, then, part).rows, 1) == eligible
    assert _in_parts(lambda part: claimable_page(ledger, SCHEME, DAY, then, part).rows, 2) == claims


def _in_parts(ask: Callable[[Part], list[Any]], keys: int) -> list[Any]:
    found = ask(Part(None, 5))
    rows = list(found)
    while found:
        found = ask(Part(tuple(rows[-1][:keys]), 5))
        rows += found
    return rows


def test_several_processes_give_the_same_lists(
    grown: tuple[Ledger, int, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, then, lists = grown
    monkeypatch.setattr(as_known, "FAMILIES_AT_A_TIME", 2)
    monkeypatch.setattr(as_known, "PAYS_FAMILIES", 4)
    monkeypatch.setattr(as_known, "processes_that_pay", lambda: 2)
    assert _lists(ledger, then) == lists


def test_only_events_up_to_the_position_are_read(
    grown: tuple[Ledger, int, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, then, _ = grown
    read: list[int] = []
    decode = ledger.application.mapper.decode

    def counted(topic: str, *stored: Any) -> Any:
        read.extend([1] if topic.startswith("family.") else [])
        return decode(topic, *stored)

    monkeypatch.setattr(ledger.application.mapper, "decode", counted)
    eligibility(ledger, SCHEME, DAY, then)
    with ledger.transaction() as cursor:
        row = cursor.execute(
            "SELECT count(*) FROM event WHERE notification_id <= %s AND starts_with(topic, 'family.')", (then,)
        ).fetchone()
    assert row is not None
    assert len(read) == row[0]
