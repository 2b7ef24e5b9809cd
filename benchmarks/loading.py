"""Loading: from the files of a pack to committed events, every check and the rejects included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import Cursor

from benchmarks.measuring import ROUNDS, Line, timed
from benchmarks.stage import Stage
from intake.loading import load_pack
from ledger.ledger import Ledger
from projections.runner import catch_up

SAMPLE = Path(__file__).parents[1] / "samples" / "oxfordshire-2012"
SAMPLE_ROWS = sum(len(file.read_bytes().splitlines()) - 1 for file in SAMPLE.glob("*.csv"))
ROWS_PER_SECOND, SECONDS = 10_000, 8
INSERTED = 10_000

_BARE_TABLE = """
CREATE TABLE bare (LIKE event INCLUDING DEFAULTS, PRIMARY KEY (originator_id, originator_version));
CREATE UNIQUE INDEX bare_position ON bare (notification_id)
"""
_INSERT = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s)"


def lines(stage: Stage) -> Iterator[Line]:
    load_seconds, both_seconds = [], []
    for _ in range(ROUNDS):
        ledger = stage.new_ledger()
        load_seconds.append(timed(load, ledger, SAMPLE, stage.folder))
        both_seconds.append(load_seconds[-1] + timed(catch_up, ledger))
    yield Line(f"load of the sample, {SAMPLE_ROWS:,} rows, to committed events", "rows/s",
               [SAMPLE_ROWS / seconds for seconds in load_seconds], ROWS_PER_SECOND)
    yield Line("the sample loaded and projected", "s", both_seconds, SECONDS, less_is_more=True)
    yield from _limits(stage.national)


def load(ledger: Ledger, pack: Path, folder: Path) -> None:
    load_pack(ledger, pack, by="benchmark", today=date(2026, 11, 22), rejects_folder=folder / "rejects")


def _limits(ledger: Ledger) -> Iterator[Line]:
    """What PostgreSQL does with the same rows and both indexes, and with nothing else: no sealing, no checks."""
    events = ledger.event_count()
    out, into, inserted = [], [], []
    with ledger.transaction() as cursor:
        cursor.execute(_BARE_TABLE)
        for _ in range(ROUNDS):
            copied: list[bytes] = []
            out.append(events / timed(_copy_out, cursor, copied))
            into.append(events / timed(_copy_in, cursor, copied))
            cursor.execute("TRUNCATE bare")
            rows = cursor.execute(f"SELECT * FROM event ORDER BY leaf LIMIT {INSERTED}").fetchall()
            inserted.append(len(rows) / timed(cursor.executemany, _INSERT, rows))
            cursor.execute("TRUNCATE bare")
        cursor.execute("DROP TABLE bare")
    yield Line("limit: COPY out of the log", "events/s", out)
    yield Line("limit: COPY into a table with both indexes", "events/s", into)
    yield Line("limit: INSERT into it, in one transaction", "events/s", inserted)


def _copy_out(cursor: Cursor[Any], copied: list[bytes]) -> None:
    with cursor.copy("COPY event TO STDOUT (FORMAT binary)") as copy:
        copied.extend(map(bytes, copy))


def _copy_in(cursor: Cursor[Any], copied: list[bytes]) -> None:
    with cursor.copy("COPY bare FROM STDIN (FORMAT binary)") as copy:
        for block in copied:
            copy.write(block)
