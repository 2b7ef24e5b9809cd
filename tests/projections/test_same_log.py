"""Tables beside a log that they have not read: a store restored from a backup, or another ledger's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Event
from uuid import uuid4

import pytest

from domain.family import Family, Stay
from ledger.ledger import Ledger
from projections import tracking
from projections.errors import OtherLog
from projections.queries.state import status
from projections.rebuild import rebuild
from projections.runner import catch_up, run_forever, wait_for
from tests.projections.agencies import BY, Agencies
from tests.projections.contents import held, ought


@pytest.fixture
def restored(agencies: Agencies) -> Agencies:
    """The events of a backup, under tables that had read on after it was taken."""
    ledger = agencies.ledger
    agencies.record(200)
    backup = ledger.position()
    agencies.record(200)
    catch_up(ledger)
    lose_events_after(ledger, backup)
    return agencies


def lose_events_after(ledger: Ledger, position: int) -> None:
    """As the owner of the server can, and a restore of the ledger's tables alone does."""
    with ledger.transaction() as cursor:
        cursor.execute("ALTER TABLE event DISABLE TRIGGER recorded_events_never_change")
        cursor.execute("DELETE FROM event WHERE notification_id > %s", (position,))
        cursor.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER recorded_events_never_change")
        cursor.execute("SELECT setval('event_notification_id_seq', %s)", (position,))


def a_family(ledger: Ledger, events: int) -> int:
    """Returns the last position."""
    family = Family(uuid4())
    for number in range(events - 1):
        family.record_stay(Stay(f"person{number:010}", date(2012, 1, 1), None, None, True, True), BY)
    return ledger.save(family).last_position


def test_a_log_shorter_than_what_was_read_is_refused(restored: Agencies) -> None:
    with pytest.raises(OtherLog, match=r"restored from a backup.*outcomes rebuild"):
        catch_up(restored.ledger)
    with pytest.raises(OtherLog):
        run_forever(restored.ledger, Event())


def test_a_log_that_went_on_differently_since_the_backup_is_refused(restored: Agencies) -> None:
    ledger = restored.ledger
    read = tracking.live_position(ledger)
    while ledger.position() <= read:
        a_family(ledger, 50)
    before = held(ledger)
    with pytest.raises(OtherLog):
        catch_up(ledger)
    assert held(ledger) == before


def test_nobody_is_told_that_his_write_is_in_tables_of_another_log(restored: Agencies) -> None:
    position = a_family(restored.ledger, 3)
    assert tracking.live_position(restored.ledger) > position
    with pytest.raises(OtherLog):
        wait_for(restored.ledger, position)


def test_a_rebuild_makes_them_those_of_the_log_that_is_here(restored: Agencies) -> None:
    ledger = restored.ledger
    position = a_family(ledger, 3)
    assert not status(ledger).of_this_log
    rebuild(ledger)
    assert held(ledger) == (position, ought(ledger, position))
    assert catch_up(ledger) == position
    assert status(ledger).of_this_log


def test_a_rebuild_that_was_begun_on_another_log_is_begun_again(agencies: Agencies) -> None:
    ledger = agencies.ledger
    agencies.record(200)
    backup = ledger.position()
    agencies.record(200)
    rebuild(ledger, swap=False)
    lose_events_after(ledger, backup)
    rebuild(ledger)
    assert held(ledger) == (backup, ought(ledger, backup))


def test_tables_of_another_ledger_are_refused(agencies: Agencies, new_ledger: Callable[[], Ledger]) -> None:
    ledger, other = agencies.ledger, new_ledger()
    tracking.prepare(ledger)
    tracking.prepare(other)
    agencies.record(100)
    for at_once in (3, 40, 200):
        a_family(other, at_once)
    catch_up(ledger)
    catch_up(other)
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM projection")
        cursor.execute(f'INSERT INTO projection SELECT * FROM "{other.schema}".projection')
    with pytest.raises(OtherLog, match="another ledger's"):
        catch_up(ledger)


def test_at_the_very_beginning_another_ledger_is_noticed_too(new_ledger: Callable[[], Ledger]) -> None:
    ledger, other = new_ledger(), new_ledger()
    tracking.prepare(ledger)
    tracking.prepare(other)
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM projection")
        cursor.execute(f'INSERT INTO projection SELECT * FROM "{other.schema}".projection')
    with pytest.raises(OtherLog):
        catch_up(ledger)


def test_tables_from_before_marks_were_kept_are_marked_when_they_move_on(agencies: Agencies) -> None:
    ledger = agencies.ledger
    agencies.record(100)
    catch_up(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE projection SET log_mark = NULL")
    agencies.record(100)
    position = catch_up(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("SELECT log_mark IS NOT NULL FROM projection WHERE name = 'live'")
        assert cursor.fetchone() == (True,)
    assert position == ledger.position()
