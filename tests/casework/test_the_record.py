"""What work with a family comes to: the law first (taken back is never recorded), then what is refused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.casework import commands
from domain.casework.commands import CaseworkRefused
from domain.casework.record import Casework
from domain.family import Family
from projections.casework import casework_rows
from projections.queries.caseloads import in_force

BY = "a practitioner"
TODAY = date(2014, 3, 31)
DAYS = st.dates(date(2012, 1, 1), TODAY)


def a_family() -> Family:
    family = Family(UUID(int=7))
    family.version = 1
    return family


def recorded(family: Family, number: int, day: date) -> None:
    """One entry of one of the kinds, under the id `e<number>`."""
    entry = f"e{number}"
    match number % 5:
        case 0:
            commands.start_intervention(family, entry, "parenting course", "Barnardo's", day, "weekly", BY, TODAY)
        case 1:
            commands.refer(family, entry, "out", "CAMHS", day, "mental health", BY, TODAY)
        case 2:
            commands.review(family, entry, "The board", day, "continue", None, BY, TODAY)
        case 3:
            commands.name_lead_worker(family, entry, f"Worker {number}", day, BY)
        case _:
            commands.locate(family, entry, f"District {number}", day, BY)


def folded_again(family: Family) -> Family:
    again = a_family()
    for position, event in enumerate(family.pending, start=1):
        again.apply(event, position)
    return again


def without_positions(casework: Casework) -> list[str]:
    return [str(entry).split(", known_at")[0] for held in casework._all() for entry in held.values()]


@given(days=st.lists(DAYS, min_size=1, max_size=8), taken_back=st.data())
def test_what_was_taken_back_comes_to_the_same_as_what_was_never_recorded(
    days: list[date], taken_back: st.DataObject
) -> None:
    gone = taken_back.draw(st.sets(st.integers(0, len(days) - 1)))
    with_it, without = a_family(), a_family()
    for number, day in enumerate(days):
        recorded(with_it, number, day)
        if number not in gone:
            recorded(without, number, day)
    for number in gone:
        commands.take_back(with_it, f"e{number}", "entered for another family", BY)
    assert without_positions(folded_again(with_it).casework) == without_positions(folded_again(without).casework)


@given(days=st.lists(DAYS, min_size=1, max_size=6), asked=DAYS)
def test_the_last_one_that_has_begun_is_in_force(days: list[date], asked: date) -> None:
    family = a_family()
    for number, day in enumerate(days):
        commands.locate(family, f"e{number}", f"District {number}", day, BY)
    begun = [(day, number) for number, day in enumerate(days) if day <= asked]
    districts = casework_rows(folded_again(family)).districts
    assert in_force(districts, asked) == (f"District {max(begun)[1]}" if begun else None)


def test_nothing_ends_before_it_began_or_twice() -> None:
    family = a_family()
    commands.start_intervention(family, "e1", "mentoring", "Youth service", date(2014, 1, 1), "light", BY, TODAY)
    with pytest.raises(CaseworkRefused, match="began on 2014-01-01"):
        commands.end_intervention(family, "e1", date(2013, 12, 31), "completed", BY, TODAY)
    commands.end_intervention(family, "e1", date(2014, 1, 1), "completed", BY, TODAY)
    with pytest.raises(CaseworkRefused, match="ended on 2014-01-01 already"):
        commands.end_intervention(family, "e1", date(2014, 1, 2), "completed", BY, TODAY)


def test_only_what_has_happened_is_recorded() -> None:
    with pytest.raises(CaseworkRefused, match="still to come"):
        commands.refer(a_family(), "e1", "in", "School", date(2014, 4, 1), "attendance", BY, TODAY)


def test_a_word_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(CaseworkRefused, match="light, weekly, intensive"):
        commands.start_intervention(a_family(), "e1", "mentoring", "Youth service", TODAY, "daily", BY, TODAY)


def test_casework_is_no_fact_that_claims_are_judged_by() -> None:
    family = a_family()
    family.learned_at = 3
    recorded(family, 1, TODAY)
    family.apply(family.pending[-1], 9)
    assert (family.position, family.learned_at) == (9, 3)
