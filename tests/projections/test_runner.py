"""Leading, waiting, waking, dying: runners as processes and threads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from threading import Event, Thread

import pytest

from domain.observations import Observation
from ledger.ledger import Ledger
from projections import runner, tracking
from projections.errors import NotProjected, OtherVersion, SettingUnknown
from projections.queries.eligible import eligibility
from projections.queries.state import status
from projections.runner import LOOK_UP_SECONDS, catch_up, run_forever, wait_for
from tests.projections.agencies import BY, Agencies
from tests.projections.contents import held, ought
from tests.projections.processes import CATCH_UP, RUN_FOREVER, kill, running, wait_until


@contextmanager
def runner_in_a_thread(ledger: Ledger) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=run_forever, args=(ledger, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_second_runner_waits_and_takes_over_after_kill_9(agencies: Agencies, tmp_path: Path) -> None:
    ledger = agencies.ledger
    with running(RUN_FOREVER, ledger, tmp_path) as first, running(RUN_FOREVER, ledger, tmp_path) as second:
        position = agencies.record(300)
        wait_until(lambda: is_at(ledger, position))
        kill(first)
        position = agencies.record(300)
        assert wait_until(lambda: is_at(ledger, position)) < 10
        assert second.poll() is None
    assert held(ledger) == (position, ought(ledger, position))


def is_at(ledger: Ledger, position: int) -> bool:
    try:
        return tracking.live_position(ledger) == position
    except NotProjected:
        return False


def test_catching_up_beside_a_leader_waits_for_that_one(agencies: Agencies, tmp_path: Path) -> None:
    ledger = agencies.ledger
    with running(RUN_FOREVER, ledger, tmp_path):
        wait_until(lambda: is_at(ledger, ledger.position()))
        position = agencies.record(500)
        assert catch_up(ledger) == position
    assert held(ledger) == (position, ought(ledger, position))


def test_killed_at_any_moment_rows_and_position_are_of_one_moment(agencies: Agencies, tmp_path: Path) -> None:
    """It may be so early a moment that there are no tables yet: the next one makes them."""
    ledger, rng = agencies.ledger, Random(9)
    agencies.record()
    seen: set[int] = set()
    for attempt in range(20):
        if attempt >= 6 and len(seen) > 1:
            break
        with running(CATCH_UP, ledger, tmp_path):
            time.sleep(rng.uniform(0.05, 0.2 * (attempt + 2)))
        wait_until(lambda: no_one_leads(ledger))
        if has_tables(ledger):
            position, contents = held(ledger)
            assert contents == ought(ledger, position)
            seen.add(position)
    assert len(seen) > 1
    position = catch_up(ledger)
    assert held(ledger) == (position, ought(ledger, position))


def no_one_leads(ledger: Ledger) -> bool:
    """In our database: that of others who test beside us on the same server is no concern of ours."""
    with ledger.database.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()").fetchone()
    return row == (0,)


def has_tables(ledger: Ledger) -> bool:
    with ledger.transaction() as cursor:
        return cursor.execute("SELECT to_regclass('projection') IS NOT NULL").fetchone() == (True,)


def test_a_caller_waits_for_its_own_write(agencies: Agencies) -> None:
    ledger = agencies.ledger
    agencies.record()
    catch_up(ledger)
    family = next(iter(agencies.families.values()))
    took = []
    with runner_in_a_thread(ledger):
        for number in range(15):
            needs = Observation("", "needs", None, True, {"need": "debt", "starts_on": f"2013-01-{number + 1:02}"})
            family.observe(f"own-{number}", needs, BY)
            began = time.monotonic()
            assert wait_for(ledger, ledger.save(family).last_position)
            took.append(time.monotonic() - began)
    assert median(took) < LOOK_UP_SECONDS / 2, "it is told when they have come, and does not look again by the clock"
    assert not wait_for(ledger, ledger.position() + 1, timeout_seconds=0.05)


def test_tables_of_another_version_are_refused_or_made_anew(
    agencies: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = agencies.ledger
    agencies.record(300)
    catch_up(ledger)
    for module in ("advancing", "filling", "rebuild", "runner", "tracking", "queries.pacing"):
        monkeypatch.setattr(f"projections.{module}.version", lambda: "2-later")
    with pytest.raises(OtherVersion, match="outcomes rebuild"):
        catch_up(ledger, if_other_version="refuse")
    assert catch_up(ledger) == ledger.position()
    now = status(ledger)
    assert (now.version, now.program_version, now.lag_events) == ("2-later", "2-later", 0)


def test_whether_they_are_refused_is_a_setting(agencies: Agencies, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = agencies.ledger
    agencies.record(100)
    catch_up(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE projection SET version = '0-older'")
    monkeypatch.setenv("OUTCOMES_IF_OTHER_VERSION", "refuse")
    with pytest.raises(OtherVersion, match="outcomes rebuild"):
        catch_up(ledger)
    with pytest.raises(OtherVersion):
        run_forever(ledger, Event())
    monkeypatch.setenv("OUTCOMES_IF_OTHER_VERSION", "perhaps")
    with pytest.raises(SettingUnknown, match="Say 'rebuild' or 'refuse'"):
        catch_up(ledger)
    monkeypatch.setenv("OUTCOMES_IF_OTHER_VERSION", "rebuild")
    assert catch_up(ledger) == ledger.position()


def test_a_leader_does_not_undo_what_a_newer_program_has_rebuilt(
    agencies: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = agencies.ledger
    agencies.record(100)
    catch_up(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE projection SET version = '2-newer'")
    monkeypatch.setattr(runner, "_renew", lambda *_: None)
    with pytest.raises(OtherVersion, match="2-newer"):
        run_forever(ledger, Event())


def test_asked_before_anything_was_projected_it_says_so(ledger: Ledger) -> None:
    with pytest.raises(NotProjected, match="has not been projected yet"):
        eligibility(ledger, "troubled-families-2012", date(2013, 1, 1))
    with pytest.raises(NotProjected):
        status(ledger)


def test_progress_is_told_in_families(agencies: Agencies) -> None:
    agencies.record()
    told: list[tuple[int, int]] = []
    catch_up(agencies.ledger, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (len(agencies.families), len(agencies.families))
