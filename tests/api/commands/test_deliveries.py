"""Extracts that are loaded while their sender does something else: told how far, never lost, never recorded twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.access.roles import Role
from api.deliveries import taking_up
from api.deliveries.keeping import folder_of
from api.deliveries.standing import stands, taken
from api.deliveries.taking_up import ATTEMPTS_MAX, LOST_DAYS, Loading
from api.places import Place, opened_ledger
from intake.loading import load_pack
from ledger.ledger import Ledger
from tests.api.commands.conftest import Caller, client_of
from tests.api.commands.test_extracts import CSV, ZIP, refused, zipped
from tests.api.samples import PROJECT
from tests.api.test_processes import PROGRAM
from tests.api.tokens import bearer

SAMPLE = PROJECT / "samples" / "oxfordshire-2012"
SECONDS_MAX = 120.0
PEOPLE = b"person_id,family_id,forename,surname,date_of_birth,joined_on\n" \
    b"P1,F1,Zebedee,Quillfeather,1980-01-01,2011-01-01\n"


@pytest.fixture
def analyst(own_place: Place) -> Iterator[Caller]:
    for client in client_of(own_place):
        yield Caller(client, own_place, "Data analyst", Role.ANALYST)


@pytest.fixture
def ledger(own_place: Place) -> Iterator[Ledger]:
    with opened_ledger(own_place) as opened:
        yield opened


def deliver(caller: Caller, content: bytes, form: str = ZIP, key: str = "key", path: str = "/v1/extracts") -> Any:
    headers = {**caller.headers, "Idempotency-Key": key, "Content-Type": form, "Prefer": "respond-async, wait=1"}
    return caller.client.post(path, content=content, headers=headers)


def when_finished(look: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """What is told in the end, and everything that was told on the way."""
    until, told = time.monotonic() + SECONDS_MAX, []
    while time.monotonic() < until:
        told.append(look())
        if told[-1]["finished_at"]:
            return told[-1], told
        time.sleep(0.05)
    raise AssertionError(f"it did not end: {told[-1]}")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS_MAX
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_is_taken_at_once_and_comes_to_what_waiting_for_it_comes_to(
    analyst: Caller, ledger: Ledger, own_place: Place, small_pack: Path
) -> None:
    pack = zipped(small_pack)
    answer = deliver(analyst, pack)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async"), answer.text
    done, _ = when_finished(lambda: analyst.get(answer.headers["location"]).json())
    assert done["stands"] == "loaded" and done["problem"] is None and done["sent_by"] == "Data analyst"
    waited = analyst.send("/v1/extracts", pack, ZIP).json()
    assert waited["events"] == 0 and done["result"]["events"] == ledger.event_count() - 1
    assert [file["read"] for file in done["result"]["files"]] == [file["read"] for file in waited["files"]]
    assert done["result"]["position"] == ledger.position()
    again = deliver(analyst, pack)
    assert again.status_code == 202 and again.headers["idempotency-replayed"] == "true"
    assert again.json() == done
    assert not list((own_place.deliveries_folder / ledger.name).iterdir())


def test_what_cannot_be_read_is_refused_at_once_and_what_turns_out_unreadable_is_told_later(analyst: Caller) -> None:
    refused(deliver(analyst, b"PK nonsense", key="a"), 422, "pack-unusable")
    answer = deliver(analyst, b"term_id,school_year,starts_on,ends_on\n", CSV, "b", "/v1/extracts?kind=terms")
    done, _ = when_finished(lambda: analyst.get(answer.headers["location"]).json())
    assert done["stands"] == "refused" and done["result"] is None
    assert done["problem"]["type"] == "/v1/problems/pack-unusable" and "holds no row" in done["problem"]["detail"]
    assert "deliveries" not in done["problem"]["detail"]
    refused(analyst.get("/v1/extracts/deliveries/99999"), 404, "unknown-record")


def test_others_are_answered_while_a_large_one_is_loaded_and_it_tells_how_far_it_is(
    analyst: Caller, ledger: Ledger
) -> None:
    answer = deliver(analyst, zipped(SAMPLE))
    asked, answered = [], []

    def look() -> Any:
        began = time.monotonic()
        answered.append(analyst.get("/v1/status").status_code)
        asked.append(time.monotonic() - began)
        return analyst.get(answer.headers["location"]).json()

    done, told = when_finished(look)
    assert done["stands"] == "loaded" and set(answered) == {200} and max(asked) < 5
    stages = list(dict.fromkeys(one["doing"].split()[0] for one in told))
    assert stages[-2:] in (["recording", "looking"], ["reading", "recording"]) and "under way" in {
        one["stands"] for one in told}
    recorded = [one["rows_done"] for one in told if one["doing"] == "recording"]
    assert recorded == sorted(recorded) and len(set(recorded)) > 1


@contextmanager
def serving(place: Place) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    environment = os.environ | {"DATABASE_URL": str(place.database_url), "OUTCOMES_DATA_DIR": str(place.data_folder)}
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--ledger", str(place.ledger)], cwd=PROJECT,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout
        address = process.stdout.readline().removeprefix("Listening on ").strip()
        headers = bearer(place, Role.ANALYST, name="Data analyst")
        try:
            with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
                yield process, client
        finally:
            process.kill()


def test_a_server_killed_in_the_middle_goes_on_when_it_comes_up_and_nothing_is_lost_or_twice(
    own_place: Place, ledger: Ledger
) -> None:
    pack = zipped(SAMPLE)
    headers = {"Idempotency-Key": "key", "Content-Type": ZIP, "Prefer": "respond-async"}
    with serving(own_place) as (process, client):
        where = client.post("/v1/extracts", content=pack, headers=headers).headers["location"]
        until(lambda: ledger.position() > 3_000)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    [left] = ledger.deliveries.unfinished()
    until(lambda: stands(ledger, left) == "cut off")
    recorded_before = ledger.event_count()
    with serving(own_place) as (_, client):
        done, _ = when_finished(lambda: client.get(where).json())
    assert done["stands"] == "loaded" and done["result"]["events"] == ledger.event_count() - recorded_before > 0
    assert sum(file["repeated"] for file in done["result"]["files"]) > 0
    again = load_pack(ledger, SAMPLE, by="tests", today=date(2026, 11, 22), rejects_folder=own_place.rejects_folder)
    assert again.events == 0 and again.rejected == sum(file["rejected"] for file in done["result"]["files"])


def test_one_that_no_server_survives_is_given_up(own_place: Place, analyst: Caller, ledger: Ledger) -> None:
    server = analyst.client.app.state
    server.loading.stop()
    number = deliver(analyst, PEOPLE, CSV, path="/v1/extracts?kind=people").json()["delivery"]
    for _ in range(ATTEMPTS_MAX):
        ledger.deliveries.take_up(number)
    found = ledger.deliveries.numbered(number)
    assert found and stands(ledger, found) == "cut off"
    folder = folder_of(ledger, own_place, found)
    assert {one.stat().st_mode & 0o777 for one in (folder, *folder.parents[:2])} == {0o700}
    assert [one.stat().st_mode & 0o777 for one in folder.iterdir()] == [0o600]
    Loading(own_place).take_up(ledger)
    until(lambda: ledger.deliveries.unfinished() == [])
    found = ledger.deliveries.numbered(number)
    assert found and found.problem and "recorded twice" in found.problem["detail"]
    until(lambda: not folder_of(ledger, own_place, found).exists())


def test_it_waits_for_the_server_that_has_it_and_two_servers_do_not_load_it_both(
    own_place: Place, analyst: Caller, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst.client.app.state.loading.stop()
    number = deliver(analyst, PEOPLE, CSV, path="/v1/extracts?kind=people").json()["delivery"]
    [found] = ledger.deliveries.unfinished()
    loaded: list[int] = []
    monkeypatch.setattr(taking_up, "load_delivery", lambda _, __, number: loaded.append(number))
    elsewhere = Loading(Place(tmp_path))
    elsewhere.take_up(ledger)
    elsewhere.stop()
    assert stands(ledger, found) == "waiting"
    with taken(ledger, found):
        assert stands(ledger, found) == "under way"
        other = Loading(own_place)
        other.take_up(ledger)
        until(lambda: not other._threads)
    assert loaded == [] and ledger.deliveries.numbered(number) == found


def test_one_whose_disk_is_gone_is_given_up_in_the_end(
    analyst: Caller, ledger: Ledger, tmp_path: Path
) -> None:
    analyst.client.app.state.loading.stop()
    number = deliver(analyst, PEOPLE, CSV, path="/v1/extracts?kind=people").json()["delivery"]
    elsewhere = Loading(Place(tmp_path))
    for told_days_ago in (LOST_DAYS - 1, LOST_DAYS + 1):
        assert [one.delivery for one in ledger.deliveries.unfinished()] == [number]
        with ledger.transaction() as cursor:
            cursor.execute("UPDATE delivery SET told_at = now() - make_interval(days => %s)", (told_days_ago,))
        elsewhere.take_up(ledger)
        until(lambda: not elsewhere._threads)
    done = analyst.get(f"/v1/extracts/deliveries/{number}").json()
    assert done["stands"] == "refused" and "Send the extract again" in done["problem"]["detail"]


def test_told_to_stop_it_is_no_attempt_that_failed(own_place: Place, analyst: Caller, ledger: Ledger) -> None:
    analyst.client.app.state.loading.stop()
    number = deliver(analyst, zipped(SAMPLE)).json()["delivery"]
    loading = Loading(own_place)
    loading.take_up(ledger)
    until(lambda: ledger.deliveries.unfinished()[0].doing != "waiting")
    loading.stop()
    found = ledger.deliveries.numbered(number)
    assert found and found.finished_at is None and found.attempts == 0


def test_nothing_of_its_rows_is_kept_with_it(analyst: Caller, ledger: Ledger) -> None:
    answer = deliver(analyst, PEOPLE + b"P2,F1,Marmaduke,Quillfeather,2012-02-30,2011-01-01\n", CSV,
                     path="/v1/extracts?kind=people")
    when_finished(lambda: analyst.get(answer.headers["location"]).json())
    with ledger.transaction() as cursor:
        [(row,)] = cursor.execute("SELECT (delivery.*)::text FROM delivery").fetchall()
    assert "Quillfeather" not in row and "Zebedee" not in row and "2012-02-30" not in row and "people.csv" in row
