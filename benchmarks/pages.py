"""What every page costs on the server in a ledger of 100,000 families: time to the last byte, and bytes.

    python -m benchmarks pages [--families 100000] [--folder FOLDER]

The families are national ones (`benchmarks/national`), with their whole histories. Some thousands of them are claimed
for; that many claims were made, files loaded, looks taken and families worked with is said by rows made from others.
With `--folder` the ledger is kept there, and one that is there is measured again without being made, which takes long.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.settings import Settings
from api.pages.frame.mounting import PAGES
from api.pages.frame.sessions import COOKIE, Session
from api.places import Place
from benchmarks.national.claiming import ROUND, claim
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from benchmarks.processes import Run
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, ledger_names, open_ledger
from ledger.postgres import serve
from projections.queries.claim_pages import claims_page
from projections.queries.claims import Wanted
from projections.queries.pages import Part
from projections.rebuild import rebuild
from projections.runner import catch_up

NAME, FAMILIES = "many", 100_000
CLAIMED_FAMILIES, AT_RISK = 4_000, 150
CLAIMS, LOADS, LOOKS = 100_000, 5_000, 1_000_000
TIMES = 7
LIMIT_MS, LIMIT_KB = 150, 100
GIVE_UP_MS = 10_000
"""A page that has taken so long is not asked for again."""
DAY = date(2017, 3, 31)
_ON = {"scheme": SCHEME, "on": DAY.isoformat()}

ASKED: dict[str, tuple[str, ...]] = {
    "/families": (
        "standing=eligible", "standing=not+eligible", "standing=soon", "standing=unknown", "standing=nearly",
        "criterion=crime&attached=yes", "result=any", "result=nearly", "reference=NP-00999", "after=NP-0050000",
        "known=300000", "standing=nearly&after=NP-0090000",
    ),
    "/families/{family_id}": ("why=sustained", "known=4000000"),
    "/claims": ("status=paid", "at_risk=yes", "find={family}", "after={claim}"),
    "/audit/sample": ("seed=x&by=result",),
    "/audit/access": ("since=1%2F1%2F2020", "by=somebody", "family={family}", "after=900000"),
    "/schemes/tried": ("family={family}",),
}  # fmt: skip
"""Further questions of a page, each a line of its own, beside the one without any."""
NOT_FOR_READERS = re.compile(
    r"\.csv$|\.pdf$|\.json$|\{form\}$|^/sample|^/sign-in|/check$|/proposal$|/matching/record|deliver|/extracts/\{load\}/|^/national$")
"""What is no page for an owner to look at: files, the pages of a spot checker and of the nation, what is under way."""
BESIDE = {"/audit/recheck", "/forecast", "/savings"}
"""What takes long is done beside the server: what is timed is the page when it has been done."""


def main(*words: str) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks pages", description=__doc__)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept; by default it is thrown away")
    parser.add_argument("--only", default="", help="only pages whose address has this in it")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="outcomes-pages-") as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        with serve(folder) as conninfo, Database(conninfo, data_folder=folder) as database:
            if NAME not in ledger_names(database):
                _make(database, asked.families)
            ledger = open_ledger(database, NAME)
            _make_many(ledger)
            values = _values(ledger)
            with Run(database) as run:
                missed = measure(Place(folder, NAME, conninfo), values, asked.only, run)
    print(f"{missed} missed; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def measure(place: Place, values: dict[str, str], only: str, run: Run) -> int:
    app = create_app(Settings(place, projects=False))
    with TestClient(app) as client:
        token = app.state.owner_tokens[0].text
        client.get("/sign-in")
        client.cookies.clear()
        client.cookies.set(COOKIE, app.state.seals.seal("session", [Session.new().id, token]))
        print(f"{'page':62} {'median ms':>10} {'worst ms':>9} {'core ms':>8} {'first':>6} {'kB':>6}")
        return sum(not _holds(path, query, client, values, run) for path, query in addresses() if only in path + query)


def addresses() -> Iterator[tuple[str, str]]:
    """Every page that there is, by its path and the questions that are asked of it."""
    for module in PAGES:
        for route in module.router.routes:
            path = route.path  # type: ignore[attr-defined]
            if "GET" in route.methods and not NOT_FOR_READERS.search(path):  # type: ignore[attr-defined]
                yield path, ""
                for query in ASKED.get(path, ()):
                    yield path, query


def _holds(path: str, query: str, client: TestClient, values: dict[str, str], run: Run) -> bool:
    """`core ms` is what the cores worked for one page, the server's processes included, however crowded they are.

    `first` is that for the first, of which nothing was counted yet; what is worked out beside is done by then.
    """
    there = path.replace("family_id}", "family}").replace("claim_id}", "claim}").format(**values)
    asked, address = _ON | _said(query, values), there + (f"?{query}" if query else "")
    spent: list[float] = []
    size, first_ms = 0, 0.0
    if path in BESIDE:
        client.get(there, params=asked)
    worked = run.core_seconds()
    while len(spent) < TIMES and sum(spent) < GIVE_UP_MS:
        started = time.perf_counter()
        answer = client.get(there, params=asked)
        spent.append((time.perf_counter() - started) * 1000)
        size = len(answer.content)
        first_ms = first_ms or 1000 * (run.core_seconds() - worked)
        assert answer.status_code == 200 and answer.url.path != "/sign-in", (address, answer.status_code)
    median, core_ms = statistics.median(spent), 1000 * (run.core_seconds() - worked) / len(spent)
    holds = median <= LIMIT_MS and size <= LIMIT_KB * 1000
    told = "pass" if holds else "MISS"
    print(f"{address[:62]:62} {median:10.1f} {max(spent):9.1f} {core_ms:8.0f} {first_ms:6.0f} {size / 1000:6.1f}"
          f"  {told}", flush=True)
    return holds


def _said(query: str, values: dict[str, str]) -> dict[str, str]:
    pairs = (one.partition("=") for one in query.format(**values).split("&") if one)
    return {name: value.replace("+", " ").replace("%2F", "/") for name, _, value in pairs}


def _values(ledger: Ledger) -> dict[str, str]:
    """What stands for the names in addresses: a family that was claimed for, its claim, and its return."""
    listed = claims_page(ledger, Wanted(SCHEME, ROUND), part=Part(limit=1)).rows[0]
    with ledger.transaction() as cursor:
        row = cursor.execute("SELECT max(load) FROM extract").fetchone()
    assert row is not None
    return {"family": listed.family_id, "claim": listed.claim, "round_on": ROUND.isoformat(), "load": str(row[0])}


# ---- the ledger --------------------------------------------------------------------------------------------------


def _make(database: Database, families: int) -> None:
    ledger = create_ledger(database, NAME, by="benchmark", target=FAMILIES)
    record_terms(ledger)
    made = record(ledger, families * 1_000)
    for _, recorded in made:
        if recorded >= families:
            break
    claim(ledger, CLAIMED_FAMILIES, AT_RISK)
    rebuild(ledger)


_MANY_CLAIMS = """
INSERT INTO claim SELECT 'TF2015-20170331-' || lpad(number::text, 6, '0'), pseudonym, %(scheme)s, result, main,
    '2017-03-31', amount_pence, amount_pence, 'paid', false, prepared_by, prepared_at, changed_at, NULL, NULL, NULL
FROM (SELECT row_number() OVER () AS number, pseudonym FROM family LIMIT %(more)s) AS families,
     (SELECT * FROM claim WHERE scheme = %(scheme)s LIMIT 1) AS one
ON CONFLICT DO NOTHING
"""
_MANY_LOADS = """
INSERT INTO extract (digest, file, kind, loaded_by, started_at, finished_at, read, recorded, position)
SELECT md5(number::text), 'attendance-' || number || '.csv', 'attendance', 'benchmark', clock_timestamp(),
       clock_timestamp(), 40, 40, 1 FROM generate_series(1, %(more)s) AS number
"""
_MANY_LOOKS = """
INSERT INTO access_log (looked_at, by, family, view, through)
SELECT now() - interval '1 second' * (%(more)s - number), 'somebody ' || number %% 50, pseudonym, 'family', 'pages'
FROM generate_series(1, %(more)s) AS number
JOIN (SELECT row_number() OVER () AS place, pseudonym FROM family) AS families ON place = 1 + number %% 1000
"""


_MANY_WORKED_WITH = """
WITH those AS (
    SELECT family, attached_on, abs(hashtext(family::text)::int8) AS lot FROM attached WHERE scheme = %(scheme)s
)
"""
_MANY_CASEWORK = {
    "district": """
INSERT INTO district SELECT family, 'District ' || abs(hashtext(family::text)::int8) %% 12, '2012-01-01', NULL, 1
FROM standing""",
    "lead_worker": f"""{_MANY_WORKED_WITH}
INSERT INTO lead_worker SELECT family, 'family worker ' || lot %% 400, attached_on, NULL, 1 FROM those""",
    "intervention": f"""{_MANY_WORKED_WITH}
INSERT INTO intervention SELECT family, lpad(number::text, 16, '0'), 'kind ' || (lot / 7 + number * 3) %% 9,
    'provider ' || lot %% 40, 'intensive', started_on, CASE WHEN lot %% 3 > 0 THEN started_on + 200 END,
    CASE WHEN lot %% 3 > 0 THEN 'completed' END, 1
FROM those CROSS JOIN generate_series(1, 2) AS number
CROSS JOIN LATERAL (SELECT attached_on + (lot %% 90)::int * number AS started_on) AS begun""",
    "referral": f"""{_MANY_WORKED_WITH}
INSERT INTO referral SELECT family, repeat('1', 16), CASE lot %% 2 WHEN 0 THEN 'in' ELSE 'out' END,
    'agency ' || lot %% 60, 'mental health', attached_on, CASE WHEN lot %% 10 > 0 THEN attached_on + 20 END,
    CASE WHEN lot %% 10 > 0 THEN 'accepted' END, 1 FROM those""",
    "review": f"""{_MANY_WORKED_WITH}
INSERT INTO review SELECT family, lpad(number::text, 16, '0'), 'board ' || lot %% 5, attached_on + number * 90,
    'continue', attached_on + (number + 1) * 90, 1 FROM those CROSS JOIN generate_series(1, 3) AS number""",
}


def _make_many(ledger: Ledger) -> None:
    catch_up(ledger)
    for table, statement, wanted in (
        ("claim", _MANY_CLAIMS, CLAIMS), ("extract", _MANY_LOADS, LOADS), ("access_log", _MANY_LOOKS, LOOKS),
        *((table, statement, 1) for table, statement in _MANY_CASEWORK.items()),
    ):  # fmt: skip
        with ledger.transaction() as cursor:
            row = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert row is not None
            if row[0] < wanted * 0.9:
                cursor.execute(statement, {"scheme": SCHEME, "more": wanted - row[0]})
    with ledger.database.connect() as connection:
        connection.execute(f'SET search_path TO "{ledger.schema}"')
        connection.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
