"""Rebuilding beside live tables: swapped at once, resumed after a kill, compared row by row."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from ledger.ledger import Ledger
from projections import filling, tables, tracking
from projections import rebuild as rebuilding
from projections.errors import SwapBlocked
from projections.queries.claiming import claimable
from projections.queries.eligible import eligibility
from projections.rebuild import drop_previous, rebuild
from projections.runner import catch_up
from tests.projections.agencies import Agencies
from tests.projections.contents import held, ought
from tests.projections.processes import REBUILD, running

SCHEME, ON = "troubled-families-2012", date(2013, 7, 31)


@pytest.fixture
def projected(agencies: Agencies) -> Agencies:
    agencies.record(len(agencies.rows) // 2)
    catch_up(agencies.ledger)
    return agencies


def test_readers_see_the_old_tables_or_the_new_and_nothing_between(projected: Agencies) -> None:
    ledger, stop = projected.ledger, Event()
    expected = (eligibility(ledger, SCHEME, ON), claimable(ledger, SCHEME, ON))
    wrong: list[object] = []
    answered = [0]

    def read() -> None:
        while not stop.is_set():
            try:
                found = (eligibility(ledger, SCHEME, ON), claimable(ledger, SCHEME, ON))
            except Exception as error:
                wrong.append(error)
                return
            answered[0] += 1
            if found != expected:
                wrong.append(found)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(5):
        rebuild(ledger)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert answered[0] > 10


def test_what_arrives_during_a_rebuild_is_in_the_new_tables(
    projected: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = filling.fill

    def fill_slowly(ledger: Ledger, position: int, *rest: object) -> None:
        fill(ledger, position, *rest)
        projected.record()

    monkeypatch.setattr(rebuilding, "fill", fill_slowly)
    rebuilt = rebuild(projected.ledger)
    position, contents = held(projected.ledger)
    assert rebuilt.position == position == projected.ledger.position()
    assert contents == ought(projected.ledger, position)
    assert catch_up(projected.ledger) == position


def test_differences_are_told_row_by_row(projected: Agencies) -> None:
    ledger = projected.ledger
    before = held(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE standing SET members = 99 WHERE family = (SELECT min(family::text)::uuid FROM standing)")
        cursor.execute("DELETE FROM decision WHERE clause = 'eligibility'")
        deleted = cursor.rowcount
    found = rebuild(ledger, compare=True, swap=False).differences
    (standing,) = (one for one in found if one.table == "standing")
    assert standing.live is not None and standing.next is not None
    assert (standing.columns(), standing.live["members"]) == (["members"], 99)
    assert standing.next["members"] < 99
    missing = [one for one in found if one.table == "decision"]
    assert len(missing) == deleted and all(one.live is None and one.next is not None for one in missing)
    assert held(ledger) != before
    assert len(rebuild(ledger, compare=True).differences) == len(found)
    assert held(ledger) == before


def test_what_was_recorded_since_is_no_difference(projected: Agencies) -> None:
    ledger = projected.ledger
    projected.record()
    assert rebuild(ledger, compare=True, swap=False).differences == []
    rebuilt = rebuild(ledger, compare=True)
    assert (rebuilt.differences, rebuilt.position) == ([], ledger.position())
    position, contents = held(ledger)
    assert contents == ought(ledger, position)


def test_tables_of_an_older_program_are_compared_before_they_go(
    projected: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = projected.ledger
    before = held(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("ALTER TABLE standing DROP observations")
        cursor.execute("DROP TABLE claim")
        cursor.execute("UPDATE standing SET members = members + 1")
        cursor.execute("UPDATE projection SET version = '0-older'")
    found = rebuild(ledger, compare=True, swap=False).differences
    assert {one.table for one in found} == {"standing"} and len(found) == len(projected.families)
    assert all(one.columns() == ["members"] for one in found)
    rebuild(ledger)
    assert held(ledger) == before
    rebuild(ledger)
    assert held(ledger) == before


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_and_run_again_it_goes_on_where_it_was(
    projected: Agencies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    ledger = projected.ledger
    before = held(ledger)
    for seconds in (0.1, 0.5, 1.0):
        with running(REBUILD, ledger, tmp_path, str(processes)):
            time.sleep(seconds)
        assert held(ledger) == before
    monkeypatch.setattr(filling, "CHUNK_FAMILIES", 3)
    rebuild(ledger, processes=3 - processes)
    assert held(ledger) == before


@pytest.mark.parametrize("processes", [1, 2])
def test_a_slice_that_was_half_filled_is_not_filled_twice_on_however_many_cores(
    projected: Agencies, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    ledger, chunks = projected.ledger, list[object]()
    before = held(ledger)
    write_rows = tables.write_rows

    def break_off(*given: object) -> None:
        if len(chunks) == 2:
            raise KeyboardInterrupt
        chunks.append(given)
        write_rows(*given)

    monkeypatch.setattr(filling, "CHUNK_FAMILIES", 3)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(tables, "write_rows", break_off)
        rebuild(ledger)
    told: list[int] = []
    rebuild(ledger, processes=processes, progress=lambda done, of: told.append(done))
    assert processes == 2 or told[0] == 6
    assert held(ledger) == before


def test_several_rebuilds_leave_names_as_they_were(projected: Agencies) -> None:
    names = indexes(projected.ledger)
    for _ in range(3):
        rebuild(projected.ledger)
    drop_previous(projected.ledger)
    assert indexes(projected.ledger) == names


def indexes(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.transaction() as cursor:
        return cursor.execute(
            "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = %s ORDER BY 1, 2", (ledger.schema,)
        ).fetchall()


def test_a_reader_that_stays_in_the_way_is_not_made_to_wait_for_long(
    projected: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = projected.ledger
    monkeypatch.setattr(rebuilding, "SWAP_TRIES", 3)
    with psycopg.connect(ledger.database.conninfo) as staying:
        staying.execute(f'SELECT count(*) FROM "{ledger.schema}".decision')
        with pytest.raises(SwapBlocked, match="run the rebuild again"):
            rebuild(ledger)
        began = time.monotonic()
        eligibility(ledger, SCHEME, ON)
        assert time.monotonic() - began < 1
    assert rebuild(ledger).swapped
    assert tracking.live_position(ledger) == ledger.position()


def test_with_several_processes_it_comes_to_the_same(projected: Agencies) -> None:
    before = held(projected.ledger)
    told: list[tuple[int, int]] = []
    rebuilt = rebuild(projected.ledger, processes=2, compare=True, progress=lambda done, of: told.append((done, of)))
    assert rebuilt.differences == []
    assert rebuilt.families == len(projected.families)
    assert told[-1] == (rebuilt.families, rebuilt.families)
    assert held(projected.ledger) == before


def test_a_ledger_without_families_is_rebuilt(new_ledger: Callable[[], Ledger]) -> None:
    assert rebuild(new_ledger()).families == 0
