"""Replay equals state: whatever was commanded, what is read from the log is what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from family_builders import BY, as_known, stay
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.family import Attachment, Family
from domain.observations import Observation
from ledger.ledger import Ledger

Command = Callable[[Family], object]

days = st.dates(date(2010, 1, 1), date(2015, 1, 1))
people = st.sampled_from(["anna", "bert"])
records = st.sampled_from(["r1", "r2", "r3"])
schemes = st.sampled_from(["troubled-families-2012"])


def _observe(record: str, person: str | None, sessions: int, text: str) -> Command:
    fields = {"category": text, "starts_on": "2012-09-03", "sessions": sessions, "noted": sessions > 2}
    return lambda family: family.observe(record, Observation("", "exclusions", person, False, fields), BY)


commands = st.one_of(
    st.builds(
        lambda person, joined, left, resident: lambda f: f.record_stay(
            stay(person, joined, left_on=left, resident=resident), BY),
        people, st.sampled_from([date(2012, 1, 1), date(2013, 1, 1)]), st.none() | days, st.booleans(),
    ),
    st.builds(lambda person, joined: lambda f: f.withdraw_stay(person, joined, BY), people, days),
    st.builds(_observe, records, st.none() | people, st.integers(0, 9), st.text(max_size=5)),
    st.builds(lambda record: lambda f: f.withdraw(record, "sent in error", BY), records),
    st.builds(
        lambda scheme, on, closed, post: lambda f: f.attach(
            Attachment(scheme, on, post, closed_on=closed), ["education"], "d" * 8, BY),
        schemes, days, st.none() | days, st.none() | st.text(max_size=5),
    ),
    st.builds(lambda scheme: lambda f: f.withdraw_attachment(scheme, "in error", BY), schemes),
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(new_ledger: Callable[[], Ledger]) -> Ledger:
    return new_ledger()


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(commands, st.sampled_from(["", "save", "bulk", "reload"])), max_size=25))
def test_replay_equals_state(shared: Ledger, steps: list[tuple[Command, str]]) -> None:
    family = Family(uuid4())
    states = {0: as_known(family)}
    for command, then in steps:
        command(family)
        if then == "save" or then == "reload":
            shared.save(family)
        elif then == "bulk":
            shared.save_in_bulk([family])
        if then == "reload":
            family = shared.family(family.id)
        if not family.pending:
            states[shared.position()] = as_known(family)
    shared.save(family)
    read = shared.family(family.id)
    assert as_known(read) == as_known(family)
    assert [entry.event.originator_version for entry in shared.history(family.id)] == list(range(1, family.version + 1))
    for position, state in states.items():
        assert as_known(shared.family(family.id, known=position)) == state


def test_folding_the_whole_ledger_agrees_with_folding_each(shared: Ledger) -> None:
    everyone = {family.id: family for family in shared.every_family()}
    assert everyone == shared.families(everyone)
    assert list(everyone) == sorted(everyone)
    middle = list(everyone)[len(everyone) // 2]
    halves = [*shared.every_family(past=middle), *shared.every_family(first=middle)]
    assert halves == list(everyone.values())
    by_then = shared.position() // 2
    assert {f.id: f for f in shared.every_family(by_then)} == {
        stream: f for stream, f in shared.families(everyone, by_then).items() if f.version
    }
