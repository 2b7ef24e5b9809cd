"""A line says whether its target is reached."""

from __future__ import annotations

from benchmarks.measuring import Line
from benchmarks.processes import Run
from ledger.database import Database


def test_without_a_peer_the_target_is_a_figure() -> None:
    assert Line("rows", "rows/s", [9, 11, 10], 10).holds
    assert Line("rows", "rows/s", [9, 11, 9.5], 10).holds is False
    assert Line("seconds", "s", [8.1, 8, 2], 8, less_is_more=True).holds


def test_beside_a_peer_the_target_is_a_ratio_of_medians() -> None:
    line = Line("append", "events/s", [500, 400, 600], 0.5, "raw", [1000, 900, 5000])
    assert (line.ratio, line.holds) == (0.5, True)
    assert "ratio 0.50  pass" in str(line)


def test_without_a_target_a_line_only_tells() -> None:
    assert Line("copied", "rows/s", [100_000]).holds is None


def test_a_run_sees_this_process_and_those_of_the_server(database: Database) -> None:
    with Run(database) as run:
        before = run.core_seconds()
        with database.connect() as connection:
            connection.execute("SELECT sum(n) FROM generate_series(1, 1000000) AS n")
        sum(range(2_000_000))
    assert run.core_seconds() > before
    assert run.memory["the program"] > 10
