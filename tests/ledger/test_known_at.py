from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from family_builders import family_of

from ledger.errors import NotAnInstant
from ledger.instants import instant_of
from ledger.ledger import Ledger


@pytest.fixture
def times(ledger: Ledger) -> list[tuple[int, datetime]]:
    """Position of the last event, and time, of several saves; the founding of the ledger first."""
    for events in (2, 5, 3):
        time.sleep(0.002)
        ledger.save(family_of(events))
    found = {entry.recorded_at: entry.position for entry in ledger.reader.page(0)}
    return [(position, at) for at, position in found.items()]


def test_an_instant_includes_what_was_recorded_at_it(ledger: Ledger, times: list[tuple[int, datetime]]) -> None:
    assert len(times) == 4
    before = 0
    for position, at in times:
        assert ledger.position_known_at(at - timedelta(microseconds=1)) == before
        assert ledger.position_known_at(at) == position
        assert ledger.position_known_at(at.isoformat()) == position
        assert ledger.position_known_at(at + timedelta(microseconds=1)) == position
        before = position


def test_it_agrees_with_looking_at_every_event(ledger: Ledger, times: list[tuple[int, datetime]]) -> None:
    entries = ledger.reader.page(0)
    for at in (entries[0].recorded_at + timedelta(microseconds=500 * step) for step in range(-3, 40)):
        expected = max((entry.position for entry in entries if entry.recorded_at <= at), default=0)
        assert ledger.position_known_at(at) == expected


def test_what_has_not_come_yet_means_now(ledger: Ledger, times: list[tuple[int, datetime]]) -> None:
    assert ledger.position_known_at("999999999") == ledger.position() == 11
    assert ledger.position_known_at(10**12) == 11
    assert ledger.position_known_at("9999-12-31") == 11
    assert ledger.position_known_at(date.max) == 11


def test_positions_are_taken_as_they_are(ledger: Ledger, times: list[tuple[int, datetime]]) -> None:
    assert [ledger.position_known_at(k) for k in ("0", 0, " 3 ", 3)] == [0, 0, 3, 3]


def test_before_the_ledger_nothing_was_known(ledger: Ledger) -> None:
    assert ledger.position_known_at("1999-01-01") == 0
    assert ledger.authority(known=0).version == 0


@pytest.mark.parametrize(
    "nonsense", ["", "yesterday", "2012-02-30", "01/02/2012", "-1", "2012-01-01T25:00", "1e5", "٣"]
)
def test_nonsense_is_told_what_it_should_be(ledger: Ledger, nonsense: str) -> None:
    with pytest.raises(NotAnInstant, match="position"):
        ledger.position_known_at(nonsense)


def test_how_instants_are_read() -> None:
    assert instant_of("2012-03-01T09:30:00Z") == datetime(2012, 3, 1, 9, 30, tzinfo=UTC)
    assert instant_of("2012-03-01T09:30:00+01:00") == datetime(2012, 3, 1, 8, 30, tzinfo=UTC)
    assert instant_of("2012-03-01 09:30") == datetime(2012, 3, 1, 9, 30, tzinfo=UTC)
    assert instant_of("2012-03-01") == datetime(2012, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)
    assert instant_of(datetime(2012, 3, 1)) == datetime(2012, 3, 1, tzinfo=UTC)
    assert instant_of(datetime(2012, 3, 1, tzinfo=timezone(timedelta(hours=1)))).utcoffset() == timedelta(hours=1)


def test_an_instant_waits_for_whoever_is_recording(ledger: Ledger) -> None:
    """Else it would have one answer now and another after their commit."""
    import threading

    class Slow:
        def write(self, cursor) -> None:
            started.set()
            time.sleep(0.3)

    started = threading.Event()
    family = family_of(2)
    writer = threading.Thread(target=lambda: ledger.save(family, register=Slow()))
    writer.start()
    started.wait(5)
    asked_at = datetime.now(UTC) + timedelta(seconds=5)
    assert ledger.position_known_at(asked_at) == 3
    writer.join()


def test_recorded_time_does_not_run_back_with_the_clock(ledger: Ledger) -> None:
    """As if the clock had been an hour ahead, and was put right."""
    ahead = datetime.now(UTC) + timedelta(hours=1)
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)"
            " SELECT 1, 2, %s, originator_id, topic, state FROM event", (ahead,))
    single, bulk = family_of(2), family_of(2)
    ledger.save(single)
    ledger.save_in_bulk([bulk])
    assert {e.recorded_at for e in ledger.history(single.id) + ledger.history(bulk.id)} == {ahead}
