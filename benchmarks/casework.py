"""What pages of casework cost in a ledger of 100,000 families: time to the last byte, and bytes.

The tables are those of the sample with its invented casework, each family's rows copied under new ids; of every result
that may be claimed on the last day of a round a claim is entered as paid.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.settings import Settings
from api.pages.frame.sessions import COOKIE, Session
from api.places import Place
from intake.loading import load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from projections.runner import catch_up
from projections.tables import TABLES

SAMPLE = Path(__file__).parents[1] / "samples" / "oxfordshire-2012"
SCHEME = "troubled-families-2012"
COPIES, TIMES = 123, 7
CASEWORK = SAMPLE.parent / "oxfordshire-casework"
TODAY, ROUND = date(2026, 11, 22), date(2014, 3, 31)
PAGES = (
    "/casework?on=2014-09-30", "/casework?on=2014-09-30&fate=waiting&agency=CAMHS", "/casework/reviews?on=2014-09-30",
    "/casework/caseloads?on=2014-09-30", "/districts?on=2014-09-30", "/what-works?on=2015-09-30",
    "/after-the-claim?on=2017-09-30", "/families/OXF-00141?on=2014-09-30",
)  # fmt: skip


def main() -> None:
    with scratch_server() as conninfo, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with Database(conninfo, data_folder=data) as database:
            ledger = create_ledger(database, "many", "bench", "Bench", 100_000, "oxfordshire")
            for pack in (SAMPLE, CASEWORK):
                load_pack(ledger, pack, by="bench", today=TODAY, rejects_folder=data / "rejects")
            catch_up(ledger)
            print(f"{multiplied(ledger):,} families")
        app = create_app(Settings(Place(data, "many", conninfo), projects=False))
        with TestClient(app) as client:
            client.get("/sign-in")
            client.cookies.clear()
            token = app.state.owner_tokens[0].text
            client.cookies.set(COOKIE, app.state.seals.seal("session", [Session.new().id, token]))
            for page in PAGES:
                timed(page, client)


def multiplied(ledger: Ledger) -> int:
    with ledger.transaction() as cursor:
        _claimed(cursor)
        cursor.execute(
            "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT pseudonym AS original, gen_random_uuid() AS family,"
            " 'C' || lpad(number::text, 3, '0') || '-' AS copy, family_id FROM family,"
            " generate_series(1, %s) AS number", (COPIES,))  # fmt: skip
        cursor.execute("INSERT INTO family (pseudonym, family_id) SELECT family, copy || family_id FROM copied")
        for table in TABLES:
            _copy(cursor, table)
    with ledger.database.connect() as connection:
        connection.execute(f"SET search_path TO {ledger.schema}")
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT count(*) FROM standing").fetchone()
    assert row is not None
    return int(row[0])


def _claimed(cursor: Any) -> None:
    cursor.execute(
        "INSERT INTO claim (claim, family, scheme, result, main, round_on, amount_pence, paid_pence, status, sampled,"
        " prepared_by, prepared_at, changed_at) SELECT clause || family, family, scheme, clause, true, %(round)s,"
        " 70000, 70000, 'paid', false, 'bench', 1, 1 FROM decision"
        " WHERE scheme = %(scheme)s AND clause IN ('CAE', 'PtW', 'CE') AND met @> %(round)s",
        {"round": ROUND, "scheme": SCHEME})  # fmt: skip


def _copy(cursor: Any, table: str) -> None:
    """Ids are made different by the number of the copy; of decisions those of one scheme, as one is asked."""
    found = cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position", (table,)).fetchall()
    others = {"family": "copied.family", "claim": "copy || held.claim", "entry": "copy || held.entry"}
    columns = ", ".join(others.get(name, f"held.{name}") for (name,) in found)
    only = " WHERE held.scheme = %s" if table == "decision" else ""
    cursor.execute(
        f"INSERT INTO {table} SELECT {columns} FROM {table} AS held JOIN copied ON original = held.family{only}"
        + (" ORDER BY held.clause, copied.family" if only else ""), (SCHEME,) if only else ())


def timed(page: str, client: TestClient) -> None:
    spent, size = [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get(page)
        spent.append((time.perf_counter() - started) * 1000)
        size = len(answer.content)
        assert answer.status_code == 200 and answer.url.path != "/sign-in", (page, answer.status_code)
    print(f"{page:56} {statistics.median(spent):8.1f} ms {max(spent):8.1f} ms at worst {size / 1000:6.1f} kB")


if __name__ == "__main__":
    main()
