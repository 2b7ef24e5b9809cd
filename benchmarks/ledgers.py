"""A region's 150 authorities: 150 ledgers in one database, through one pool of connections.

    python -m benchmarks ledgers [ledgers]

The same is done in turn with ledgers of that database and of one that holds ten: what grows with their number?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.conninfo import make_conninfo

from benchmarks.measuring import Line, timed
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from benchmarks.processes import Run
from benchmarks.rebuilding import DAY
from benchmarks.stage import Stage, stage
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, ledger_names, open_ledger
from projections.queries.eligible import eligibility
from projections.queries.state import status
from projections.runner import catch_up

LEDGERS, FEW = 150, 10
FAMILIES = 10
MAY_GROW = 1.5


def lines(stage: Stage, ledgers: int = LEDGERS) -> Iterator[Line]:
    with _other_database(stage) as other, Run(stage.database) as run:
        for number in range(ledgers - FEW):
            create_ledger(stage.database, f"council-{number:03}", by="benchmark")
        names = [f"county-{number}" for number in range(FEW)]

        def beside(what: str, work: Callable[[Database, str], Any]) -> Line:
            many, few = [], []
            for name in names:
                few.append(1000 * timed(work, other, name))
                many.append(1000 * timed(work, stage.database, name))
            return Line(f"{what}, one of {ledgers} ledgers", "ms", many, MAY_GROW, f"one of {FEW}", few, True)

        yield beside("creating", lambda database, name: create_ledger(database, name, by="benchmark"))
        yield beside("opening, its migrations looked at", open_ledger)
        opened = {(at, name): open_ledger(at, name) for at in (other, stage.database) for name in names}
        yield beside(f"recording {FAMILIES} families", lambda *which: _record(opened[which]))
        yield beside("projecting them", lambda *which: catch_up(opened[which]))
        yield beside("who is eligible", lambda *which: eligibility(opened[which], SCHEME, DAY))
        yield beside("its status", lambda *which: status(opened[which]))
        yield Line(f"the names of all {ledgers}", "ms", [1000 * timed(ledger_names, stage.database) for _ in names])
        yield Line("connections for all of them", "connections", [_connections(stage)], 10, less_is_more=True)
        yield Line("the most memory of any process", "MiB", [run.most_memory])


@contextmanager
def _other_database(stage: Stage) -> Iterator[Database]:
    with stage.database.connect() as connection:
        connection.execute("CREATE DATABASE few_ledgers")
    with Database(make_conninfo(stage.database.conninfo, dbname="few_ledgers")) as database:
        yield database


def _record(ledger: Ledger) -> None:
    record_terms(ledger)
    for _ in record(ledger, 1, cohort=FAMILIES):
        pass


def _connections(stage: Stage) -> int:
    with stage.database.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def main(ledgers: str | int = LEDGERS) -> None:
    with stage() as shared:
        for line in lines(shared, int(ledgers)):
            print(line, flush=True)
