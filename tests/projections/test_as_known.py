"""A whole ledger as known at a position: what came after changes nothing and is not read, nor what has not changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from domain.family import Attachment, Source
from ledger.ledger import Ledger
from projections.queries import as_known, since
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


@pytest.fixture
def from_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where too much was recorded since for the tables to help."""
    monkeypatch.setattr(since, "CHANGED_MAX", 1)


def _more(ledger: Ledger, first: int) -> None:
    for _ in record(ledger, 1, first=first, cohort=COHORT):
        pass


def _lists(ledger: Ledger, known: int | None) -> list[Any]:
    return [eligibility(ledger, SCHEME, DAY, known), claimable(ledger, SCHEME, DAY, known),
            nearly(ledger, SCHEME, DAY, 60, known)]


@pytest.mark.parametrize("changed_max", [1, since.CHANGED_MAX])
def test_lists_as_known_then_are_those_that_were_given_then(
    grown: tuple[Ledger, int, list[Any]], changed_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, then, lists = grown
    monkeypatch.setattr(since, "CHANGED_MAX", changed_max)
    assert len(lists[0]) == COHORT < len(eligibility(ledger, SCHEME, DAY))
    assert all(lists)
    assert _lists(ledger, then) == lists


@pytest.mark.usefixtures("from_the_log")
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


@pytest.mark.usefixtures("from_the_log")
def test_several_processes_give_the_same_lists(
    grown: tuple[Ledger, int, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, then, lists = grown
    monkeypatch.setattr(as_known, "FAMILIES_AT_A_TIME", 2)
    monkeypatch.setattr(as_known, "PAYS_FAMILIES", 4)
    monkeypatch.setattr(as_known, "processes_that_pay", lambda: 2)
    assert _lists(ledger, then) == lists


@pytest.fixture
def read(grown: tuple[Ledger, int, list[Any]], monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Of which family each event was that is read from now on."""
    mapper, read = grown[0].application.mapper, list[UUID]()
    decode = mapper.decode

    def counted(topic: str, family: UUID, *stored: Any) -> Any:
        read.extend([family] if topic.startswith("family.") else [])
        return decode(topic, family, *stored)

    monkeypatch.setattr(mapper, "decode", counted)
    return read


@pytest.mark.usefixtures("from_the_log")
def test_only_events_up_to_the_position_are_read(grown: tuple[Ledger, int, list[Any]], read: list[UUID]) -> None:
    ledger, then, _ = grown
    eligibility(ledger, SCHEME, DAY, then)
    with ledger.transaction() as cursor:
        row = cursor.execute(
            "SELECT count(*) FROM event WHERE notification_id <= %s AND starts_with(topic, 'family.')", (then,)
        ).fetchone()
    assert row is not None
    assert len(read) == row[0]


def test_of_families_that_have_not_changed_since_nothing_is_read(
    grown: tuple[Ledger, int, list[Any]], read: list[UUID]
) -> None:
    ledger, then, (eligible, claims, _) = grown
    first, second, *_ = (row.family_id for row in eligible)
    [changed] = ledger.register.families([first]).values()
    family = ledger.family(changed)
    family.attach(Attachment("troubled-families-2012", DAY), ["work"], "0" * 64, Source("tests"))
    ledger.save(family)
    catch_up(ledger)
    read.clear()
    assert eligibility(ledger, SCHEME, DAY, then) == eligible and {*read} == {changed}
    read.clear()
    past = [row for row in claims if row.family_id > second]
    assert claimable_page(ledger, SCHEME, DAY, then, Part((second, claims[-1].result), 5)).rows == past[:5]
    assert not read


def test_tables_that_stand_earlier_are_true_of_all_but_what_they_have_not_read(
    grown: tuple[Ledger, int, list[Any]], read: list[UUID]
) -> None:
    ledger, _, _ = grown
    _more(ledger, 2 * COHORT)
    asked, before = ledger.position(), {*ledger.register.every_family()}
    read.clear()
    eligible, claims = eligibility(ledger, SCHEME, DAY, asked), claimable(ledger, SCHEME, DAY, asked)
    assert len(eligible) == 3 * COHORT and 0 < len({*read}) < len(before)
    catch_up(ledger)
    assert [eligible, claims] == _lists(ledger, None)[:2]
