"""A region's 150 authorities: 150 ledgers in one database, through one pool of connections.

    python -m benchmarks ledgers [ledgers]
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.measuring import Line, timed
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from benchmarks.rebuilding import DAY
from benchmarks.stage import Stage, stage
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, ledger_names, open_ledger
from projections.queries.eligible import eligibility
from projections.queries.state import status
from projections.runner import catch_up

LEDGERS = 150
EACH_FAMILIES = 10
MAY_GROW = 1.5


def lines(stage: Stage, ledgers: int = LEDGERS) -> Iterator[Line]:
    """The milliseconds of the first and of the last ledgers stand beside each other: what grows with their number?"""
    database, names = stage.database, [f"council-{number}" for number in range(ledgers)]
    yield _each("creating", [1000 * timed(create_ledger, database, name, "benchmark") for name in names])
    yield _each("opening", [1000 * timed(open_ledger, database, name) for name in names])
    opened = [open_ledger(database, name) for name in names]
    yield _each("recording 10 families in", [1000 * timed(_record, one, n) for n, one in enumerate(opened)])
    yield _each("projecting", [1000 * timed(catch_up, one) for one in opened])
    yield _each("asking who is eligible in", [1000 * timed(eligibility, one, SCHEME, DAY) for one in opened])
    yield _each("asking the status of", [1000 * timed(status, one) for one in opened])
    yield Line("listing all ledgers", "ms", [1000 * timed(ledger_names, database) for _ in range(5)])
    yield Line("connections that the server has open for all of them", "connections", [_connections(stage)])


def _each(what: str, milliseconds: list[float]) -> Line:
    few = max(1, len(milliseconds) // 10)
    first, last = milliseconds[:few], milliseconds[-few:]
    return Line(f"{what} a ledger: the last of {len(milliseconds)}", "ms", [median(last)], MAY_GROW, "the first",
                [median(first)], less_is_more=True)


def _record(ledger: Ledger, number: int) -> None:
    record_terms(ledger)
    for _ in record(ledger, 1, first=number * EACH_FAMILIES, cohort=EACH_FAMILIES):
        pass


def _connections(stage: Stage) -> int:
    with stage.database.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def main(ledgers: int = LEDGERS) -> None:
    with stage() as shared:
        for line in lines(shared, ledgers):
            print(line, flush=True)
