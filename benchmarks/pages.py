"""What a page costs on the server in a ledger of 100,000 families: time to the last byte, and bytes.

The tables are those of the sample, each family's rows copied under new ids; one scheme's decisions, as one is asked.
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

SAMPLE = Path(__file__).parents[1] / "samples" / "oxfordshire-2012"
SCHEME = "troubled-families-2012"
COPIES = 123
TIMES = 15
LIMIT_MS, LIMIT_KB = 150, 100

PAGES = (
    "/", "/families", "/families?standing=eligible", "/families?standing=not+eligible", "/families?standing=soon",
    "/families?standing=unknown", "/families?criterion=education&attached=yes", "/families?result=any",
    "/families?result=CE&standing=eligible", "/families?reference=C077-OXF-003", "/families?after=C100-OXF-00300",
    "/families/OXF-00141", "/families/OXF-00141?why=CAE",
)  # fmt: skip


def main() -> None:
    with scratch_server() as conninfo, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with Database(conninfo, data_folder=data) as database:
            ledger = create_ledger(database, "many", "bench", "Bench", 100_000, "oxfordshire")
            load_pack(ledger, SAMPLE, by="bench", today=date(2026, 11, 22), rejects_folder=data / "rejects")
            catch_up(ledger)
            families = _multiply(ledger)
        place = Place(data, "many", conninfo)
        print(f"{families:,} families")
        _measure(place)


def _multiply(ledger: Ledger) -> int:
    with ledger.transaction() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT pseudonym AS original, gen_random_uuid() AS family,"
            " 'C' || lpad(number::text, 3, '0') || '-' || family_id AS family_id"
            " FROM family, generate_series(1, %s) AS number", (COPIES,))  # fmt: skip
        cursor.execute("INSERT INTO family (pseudonym, family_id) SELECT family, family_id FROM copied")
        for table, values in (("standing", {}), ("attached", {}), ("decision", {"scheme": SCHEME})):
            _copy(cursor, table, values)
    with ledger.database.connect() as connection:
        connection.execute(f"SET search_path TO {ledger.schema}")
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT count(*) FROM standing").fetchone()
    assert row is not None
    return int(row[0])


def _copy(cursor: Any, table: str, values: dict[str, str]) -> None:
    cursor.execute(
        "SELECT string_agg(CASE column_name WHEN 'family' THEN 'copied.family' ELSE 'held.' || column_name END, ', '"
        " ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s", (table,))  # fmt: skip
    columns = cursor.fetchone()[0]
    only = " WHERE held.scheme = %(scheme)s" if values else ""
    cursor.execute(
        f"INSERT INTO {table} SELECT {columns} FROM {table} AS held JOIN copied ON original = held.family{only}",
        values)  # fmt: skip


def _measure(place: Place) -> None:
    app = create_app(Settings(place, projects=False))
    with TestClient(app) as client:
        token = app.state.owner_tokens[0].text
        client.get("/sign-in")
        client.cookies.clear()
        client.cookies.set(COOKIE, app.state.seals.seal("session", [Session.new().id, token]))
        print(f"{'page':48} {'median ms':>10} {'worst ms':>9} {'kB':>6}")
        for page in PAGES:
            _say(page, client)


def _say(page: str, client: TestClient) -> None:
    spent, size = [], 0
    on = "&on=2013-07-31" if "?" in page else "?on=2013-07-31"
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get(page + on)
        spent.append((time.perf_counter() - started) * 1000)
        size = len(answer.content)
        assert answer.status_code == 200 and answer.url.path != "/sign-in", (page, answer.status_code)
    median = statistics.median(spent)
    over = "  OVER" if median > LIMIT_MS or size > LIMIT_KB * 1000 else ""
    print(f"{page:48} {median:10.1f} {max(spent):9.1f} {size / 1000:6.1f}{over}")


if __name__ == "__main__":
    main()
