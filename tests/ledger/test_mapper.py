from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from family_builders import family_of

from domain.events import TOPICS, Event
from domain.events.event import UnknownTopic
from domain.events.family import Observed
from ledger.errors import EventUnreadable, EventUnstorable
from ledger.ledger import Ledger
from ledger.mapper import EventMapper, canonical

STREAM = UUID(int=7)


def observed(**fields: object) -> Observed:
    return Observed(originator_id=STREAM, originator_version=1, by="me", observation="r.1", kind="asb", fields=fields)


def test_the_stored_form_is_canonical() -> None:
    said = observed(starts_on="2012-01-01", category="asbo £")
    assert canonical(said) == (
        '{"by":"me","family_named":false,"fields":{"category":"asbo £","starts_on":"2012-01-01"},'
        '"kind":"asb","observation":"r.1"}'
    ).encode()
    assert canonical(said) == canonical(observed(category="asbo £", starts_on="2012-01-01"))


def test_every_event_comes_back_as_it_was() -> None:
    mapper = EventMapper()
    for event in family_of(6).pending:
        assert mapper.decode(event.topic, event.originator_id, event.originator_version, mapper.encode(event)) == event


def test_an_unknown_topic_is_named(ledger: Ledger) -> None:
    stream = uuid4()
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)"
            " VALUES (1, 1, clock_timestamp(), %s, 'family.teleported.v9', '{}')", (stream,))
    with pytest.raises(UnknownTopic, match=f"{stream}.*family.teleported.v9"):
        ledger.history(stream)


@pytest.mark.parametrize("state", [b"", b"{", b'{"nonsense": 1}', b"[]", b"\xff"])
def test_bytes_that_do_not_fit_the_topic_are_named(state: bytes) -> None:
    with pytest.raises(EventUnreadable, match=f"Event 3 of stream {STREAM} cannot be read as family.observed.v1"):
        EventMapper().decode("family.observed.v1", STREAM, 3, state)


def test_only_registered_events_are_stored() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Stray(Event):
        topic = "family.strayed.v1"

    assert "family.strayed.v1" not in TOPICS
    with pytest.raises(EventUnstorable, match="Stray"):
        EventMapper().encode(Stray(originator_id=STREAM, originator_version=1, by="me"))


@pytest.mark.parametrize("value", [None, [None], {"a": None}, object(), {1, 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(EventUnstorable):
        EventMapper().encode(observed(category=value))


def test_text_that_only_looks_blank_is_kept() -> None:
    said = observed(category="null")
    assert EventMapper().decode(said.topic, STREAM, 1, EventMapper().encode(said)) == said


def test_a_seal_closes_on_the_way_in_and_opens_on_the_way_out(ledger: Ledger) -> None:
    class Reversed:
        def close(self, event: Event, content: bytes) -> bytes:
            return content[::-1]

        def open(self, topic: str, stream: UUID, version: int, state: bytes) -> bytes:
            return state[::-1]

    ledger.application.mapper.seal = Reversed()
    single, bulk = family_of(3), family_of(3)
    ledger.save(single)
    ledger.save_in_bulk([bulk])
    with ledger.transaction() as cursor:
        states = cursor.execute("SELECT state FROM event WHERE leaf > 0").fetchall()
    assert all(bytes(state).startswith(b"}") for (state,) in states)
    assert [f.version for f in ledger.families([single.id, bulk.id]).values()] == [3, 3]
