"""What a read of one family over HTTP costs, beside a bare route of the same size; and how long reads take under load.

Ours looks up the token, the role and the family, notes who looked (a durable row before anything is shown), folds the
family from its sealed events and puts people's ids in place of pseudonyms. The bare route does one indexed SELECT.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from statistics import quantiles
from typing import NamedTuple

import orjson
from psycopg.types.json import Jsonb

from api.http.rates import PER_SECOND_VARIABLE
from benchmarks.asking_over_http import answer, as_many_as_it_takes, at_a_pace, request
from benchmarks.measuring import ROUNDS, Line
from benchmarks.national.recording import record
from benchmarks.processes import core_seconds_of, postmaster_of
from benchmarks.stage import Stage, stage
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from projections.rebuild import rebuild
from projections.runner import catch_up

CONNECTIONS = 8, 32
SECONDS = 2.0
PACE, PACE_SECONDS = 100, 10.0
FAMILIES_ASKED = 500
SHARE, P99_MS = 0.7, 50
_SERVE = "import sys; from api.command_line import main; sys.exit(main())"
_LOADED_MEANWHILE = 30_000
NICE = 10


class Served(NamedTuple):
    """Where, by which process, and what is asked there."""

    address: str
    process: int
    requests: tuple[bytes, ...]


def lines(stage: Stage) -> Iterator[Line]:
    ledger = stage.national
    catch_up(ledger)
    families, database = _asked(ledger), postmaster_of(stage.database)
    with _ours(stage, ledger, families) as ours:
        with _bare(ledger, families, ours) as bare:
            for connections in CONNECTIONS:
                yield from _side_by_side(ours, bare, database, connections)
        yield Line(f"99 of 100 at {PACE} reads a second", "ms", [_p99(ours)], P99_MS, less_is_more=True)
        with _busy(stage, ledger):
            under_load = [_p99(ours) for _ in range(ROUNDS)]
        yield Line("the same with a load and a rebuild running", "ms", under_load, P99_MS, less_is_more=True)


def _side_by_side(ours: Served, bare: Served, database: int, connections: int) -> Iterator[Line]:
    rates: dict[Served, list[float]] = {ours: [], bare: []}
    worked: dict[Served, list[float]] = {ours: [], bare: []}
    for _ in range(ROUNDS):
        for one in (ours, bare):
            before = core_seconds_of(one.process) + core_seconds_of(database)
            rates[one].append(as_many_as_it_takes(one.address, one.requests, SECONDS, connections))
            spent = core_seconds_of(one.process) + core_seconds_of(database) - before
            worked[one].append(1e6 * spent / (rates[one][-1] * SECONDS))
    what = f"reads of one family over HTTP, {connections} at a time"
    yield Line(what, "a second", rates[ours], SHARE, "bare route", rates[bare])
    yield Line("  work of server and database for one of them", "us of a core", worked[ours], None, "bare route",
               worked[bare])


def _asked(ledger: Ledger) -> list[str]:
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT family_id FROM family ORDER BY md5(family_id) LIMIT %s", (FAMILIES_ASKED,))
        return [str(row[0]) for row in rows.fetchall()]


def _p99(served: Served) -> float:
    took = at_a_pace(served.address, served.requests, PACE_SECONDS, PACE, max(CONNECTIONS))
    return 1000 * quantiles(took, n=100)[98]


@contextmanager
def _process(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=os.environ | environment,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()


def _line(process: subprocess.Popen[str], begins: str) -> str:
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith(begins), line
    return line.removeprefix(begins).strip()


@contextmanager
def _ours(stage: Stage, ledger: Ledger, families: list[str]) -> Iterator[Served]:
    """As it comes, but for the limit on what one caller may ask for in a second."""
    with _process(
        "-c", _SERVE, "serve", "--port", "0", "--ledger", ledger.name, DATABASE_URL=stage.database.conninfo,
        OUTCOMES_DATA_DIR=str(stage.folder), **{PER_SECOND_VARIABLE: "1000000"},
    ) as process:  # fmt: skip
        address, token = _line(process, "Listening on "), _line(process, "Token: ")
        yield Served(address, process.pid, tuple(request(f"/v1/families/{family}", token) for family in families))


@contextmanager
def _bare(ledger: Ledger, families: list[str], ours: Served) -> Iterator[Served]:
    """The same answers, kept as rows."""
    with ledger.transaction() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bare (family_id text PRIMARY KEY, body jsonb NOT NULL)")
        for family, asked in zip(families, ours.requests, strict=True):
            body = orjson.loads(answer(ours.address, asked))
            cursor.execute("INSERT INTO bare VALUES (%s, %s) ON CONFLICT DO NOTHING", (family, Jsonb(body)))
    with _process("-m", "benchmarks.bare_route", ledger.database.conninfo, ledger.schema) as process:
        address = _line(process, "Listening on ")
        yield Served(address, process.pid, tuple(request(f"/families/{family}", "") for family in families))


@contextmanager
def _busy(stage: Stage, ledger: Ledger) -> Iterator[None]:
    """Another authority's extract is loaded, and this ledger's tables are made anew, again and again meanwhile."""
    conninfo, other = stage.database.conninfo, stage.new_ledger()
    with (
        _process("-m", "benchmarks.serving", "load", conninfo, other.name) as loading,
        _process("-m", "benchmarks.serving", "rebuild", conninfo, ledger.name) as rebuilding,
    ):
        _line(loading, "busy"), _line(rebuilding, "busy")
        yield


def _load(ledger: Ledger) -> None:
    for number in count():
        for _ in record(ledger, _LOADED_MEANWHILE, first=number * _LOADED_MEANWHILE):
            pass


def _rebuild(ledger: Ledger) -> None:
    while True:
        rebuild(ledger)


def main(work: str = "", conninfo: str = "", name: str = "") -> None:
    if work:
        os.nice(NICE)  # as docs/running.md advises where people are served from the same machine
        with Database(conninfo) as database:
            ledger = open_ledger(database, name)
            print("busy", flush=True)
            (_load if work == "load" else _rebuild)(ledger)
    with stage() as shared:
        for line in lines(shared):
            print(f"{line}\n    {line.raw}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
