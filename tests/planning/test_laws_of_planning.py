"""Whatever is recorded of a plan in whatever order: nothing is overwritten, and history loads to the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authority import Authority
from domain.planning import commands
from domain.planning.commands import ActionRefused, ActionUnknown
from domain.planning.measures import MEASURES
from domain.planning.record import Agreed

TODAY = date(2014, 4, 1)
SCHEME = "troubled-families-2012"
FIRST = Agreed("ask schools monthly", "data officer", SCHEME, "results-claimable", date(2013, 2, 14), date(2013, 7, 31))

DAYS = st.integers(0, 900).map(lambda days: date(2012, 1, 1) + timedelta(days=days))
NAMES = st.sampled_from(["A1", "A2", "A3"])
ACTS = st.lists(st.one_of(
    st.tuples(st.just("agree"), st.sampled_from(["this", "that"]), DAYS, DAYS),
    st.tuples(st.just("change"), NAMES, st.sampled_from([None, "manager", "analyst"]), st.one_of(st.none(), DAYS)),
    st.tuples(st.just("finish"), NAMES, DAYS), st.tuples(st.just("drop"), NAMES, DAYS),
    st.tuples(st.just("take up"), NAMES)), max_size=25)  # fmt: skip


def act(authority: Authority, said: tuple[Any, ...]) -> str:
    match said:
        case "agree", what, agreed_on, due_on:
            named = Agreed(what, "manager", SCHEME, "reviews-due", agreed_on, due_on)
            return commands.agree(authority, named, "tests", TODAY)[1]
        case "change", name, owner, due_on:
            return commands.change(authority, name, owner, due_on, "it was too much", "tests")
        case "finish", name, day:
            return commands.finish(authority, name, day, "tests", TODAY)
        case "drop", name, day:
            return commands.drop(authority, name, day, "no money", "tests", TODAY)
    return commands.take_up_again(authority, said[1], "not done after all", "tests")


@given(ACTS)
def test_each_act_raises_one_event_or_none_and_history_loads_to_the_same(acts: list[tuple[Any, ...]]) -> None:
    authority = Authority()
    for said in acts:
        before, events = dict(authority.plan.actions), len(authority.pending)
        try:
            raised = act(authority, said) != "repeated"
        except (ActionRefused, ActionUnknown):
            raised = False
        assert len(authority.pending) == events + raised
        if not raised:
            assert authority.plan.actions == before
        for name, held in before.items():
            now = authority.plan.actions[name]
            assert (now.what, now.measure, now.agreed_on, now.first_due_on) == (
                held.what, held.measure, held.agreed_on, held.first_due_on)  # fmt: skip
    for held in authority.plan.actions.values():
        assert held.due_on > held.agreed_on
        assert held.version == sum(getattr(event, "action", None) == held.action for event in authority.pending)
        assert not (held.done_on and held.dropped_on)
    replayed = Authority()
    for event in authority.pending:
        replayed.apply(event, 0)
    assert replayed.plan == authority.plan


@given(ACTS, DAYS)
def test_on_every_day_an_action_is_in_one_state(acts: list[tuple[Any, ...]], day: date) -> None:
    authority = Authority()
    for said in acts:
        try:
            act(authority, said)
        except (ActionRefused, ActionUnknown):
            continue
    for held in authority.plan.by(day):
        ended = held.done_on or held.dropped_on
        expected = ("done" if held.done_on else "dropped") if ended and ended <= day else (
            "late" if held.due_on < day else "open")  # fmt: skip
        assert held.state_on(day) == expected


def agreed() -> Authority:
    authority = Authority()
    assert commands.agree(authority, FIRST, "tests", TODAY) == ("A1", "recorded")
    return authority


def test_the_same_words_again_are_no_second_action() -> None:
    authority = agreed()
    assert commands.agree(authority, FIRST, "tests", TODAY) == ("A1", "repeated")
    assert commands.agree(authority, FIRST._replace(what="ask clinics"), "tests", TODAY) == ("A2", "recorded")


def test_the_day_agreed_first_stays_to_be_read() -> None:
    authority = agreed()
    commands.change(authority, "A1", None, date(2013, 10, 31), "schools answer late", "tests")
    held = authority.plan.actions["A1"]
    assert (held.due_on, held.first_due_on, held.owner) == (date(2013, 10, 31), FIRST.due_on, "data officer")


def test_due_on_the_day_itself_is_open_and_the_day_after_late() -> None:
    held = agreed().plan.actions["A1"]
    assert (held.state_on(FIRST.due_on), held.state_on(FIRST.due_on + timedelta(days=1))) == ("open", "late")


@pytest.mark.parametrize("said", [
    FIRST._replace(due_on=FIRST.agreed_on), FIRST._replace(agreed_on=TODAY + timedelta(days=1)),
    FIRST._replace(measure="happiness"), FIRST._replace(what=" "), FIRST._replace(owner="x" * 201)])  # fmt: skip
def test_what_does_not_fit_is_refused(said: Agreed) -> None:
    authority = Authority()
    with pytest.raises(ActionRefused):
        commands.agree(authority, said, "tests", TODAY)
    assert authority.pending == []


def test_what_is_over_is_changed_only_once_it_is_taken_up_again() -> None:
    authority = agreed()
    commands.finish(authority, "A1", date(2013, 6, 1), "tests", TODAY)
    with pytest.raises(ActionRefused, match=r"was done on 2013-06-01\. If that is wrong, take it up again first"):
        commands.drop(authority, "A1", date(2013, 6, 2), "no money", "tests", TODAY)
    with pytest.raises(ActionUnknown, match="no action 'A9'"):
        commands.finish(authority, "A9", TODAY, "tests", TODAY)
    commands.take_up_again(authority, "A1", "it was another one", "tests")
    assert commands.drop(authority, "A1", date(2013, 6, 2), "no money", "tests", TODAY) == "recorded"


def test_every_measure_has_words_for_people() -> None:
    assert all(one.words and one.name == name for name, one in MEASURES.items())
