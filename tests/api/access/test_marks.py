"""People with marked names: what may say who they are does, and nothing else, whatever is asked and goes wrong.

The places where a mark may stand are in `docs/access.md`. Here every operation of the API, every page and the commands
are tried, with the marks in the pack and then in every text that a caller can send.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.access.roles import Role
from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.logs import LogSettings, log_to
from api.places import Place, opened_ledger
from ledger.postgres.database import serve
from ledger.postgres.elsewhere import folder_for_server
from projections.runner import catch_up
from tests.api.access.one_field import with_each_text
from tests.api.access.routes import routes_of
from tests.api.samples import write_small_pack
from tests.api.tokens import bearer, token_for
from tests.pages.conftest import Visitor

FORENAME, SURNAME, PERSON, RECORD, STREET = "Wzfore", "Wzsur", "WZPERSON", "WZRECORD", "Wzstreet"
UPN, NINO, POSTCODE = "D820200112017", "CE654321A", "OX99 9ZZ"
SAYS_WHO = (FORENAME, SURNAME, STREET, UPN, NINO, POSTCODE)
MARKS = (*SAYS_WHO, PERSON, RECORD)
TYPED = "Wzyperson Typed"
"""What somebody might write where it does not belong."""

FAMILY, ROUND, LEDGER = "OXF-00002", "2013-07-31", "marked"
CLAIM = "TF2012-20130731-0001"
KNOWN = {
    "family_id": FAMILY, "claim": CLAIM, "claim_id": CLAIM, "round_on": ROUND, "scheme": "troubled-families-2012",
    "name": "unknown-family", "topic": "family.observed.v1", "record": f"police/{PERSON}1", "person_id": f"{PERSON}23",
}  # fmt: skip
SAID_BACK = {
    "family_id", "of_family", "other", "scheme", "attached_to", "result", "what", "overlay", "other_overlay", "known",
    "against", "key", "keys[0]", "round_on", "topic", "name", "year",
}  # fmt: skip
"""References of families, words of the rules, moments, years and public keys: an error may say which is not there."""
NAMED_BY_DESIGN = ("/v1/matching/comparisons", "/v1/matching/proposed-families")
"""Who two records are is what the analyst compares; everything else over HTTP speaks of people by references."""


@dataclass(frozen=True)
class Marked:
    """A ledger whose people have marked names, and all that was logged since it was made."""

    place: Place
    client: TestClient
    log: io.StringIO
    server_folder: Path
    database: str


def _marked_pack(folder: Path) -> Path:
    """The small pack, its people called otherwise, with a row that is rejected and one agency's people."""
    write_small_pack(folder)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for place, row in enumerate(rows):
            if row.get("person_id"):
                row["person_id"] = row["person_id"].replace("OXFP0000", PERSON).replace("OXFP", PERSON)
            if row.get("record_id"):
                row["record_id"] = RECORD + row["record_id"]
            if path.stem == "people":
                row |= {"forename": FORENAME + "abcdefghijklmnop"[place % 16], "surname": SURNAME, "upn": "",
                        "nino": NINO if place == 0 else "", "postcode": POSTCODE}
        if path.stem == "people":
            rows[1]["upn"] = UPN
            rows.append(rows[0] | {"person_id": f"{PERSON}X", "date_of_birth": "30 February"})
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    (folder / "people_police.csv").write_text(
        "person_id,forename,surname,date_of_birth,sex,address,postcode,uprn,upn,nino,household_id,restricted\n"
        f"{PERSON}1,{FORENAME}a,{SURNAME}e,1981-01-01,male,7 {STREET},{POSTCODE},,,,,\n")
    (folder / "needs_police.csv").write_text(
        f"record_id,person_id,need,starts_on,ends_on\n{RECORD}C,{PERSON}1,debt,2012-03-01,\n")
    return folder


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marked]:
    data, log = tmp_path_factory.mktemp("marked"), io.StringIO()
    server_folder = folder_for_server(tmp_path_factory.mktemp("server") / "data")
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    with serve(server_folder, {"fsync": "off"}) as conninfo, pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", make_conninfo(conninfo))
        environment.setenv("OUTCOMES_DATA_DIR", str(data))
        environment.setenv("OUTCOMES_REQUESTS_PER_SECOND", "100000")
        environment.setenv("OUTCOMES_METRICS_READERS", "0.0.0.0/0")
        log_to(log, LogSettings(level="debug"))
        assert main(["create", LEDGER, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        pack = _marked_pack(tmp_path_factory.mktemp("pack") / "marked")
        assert main(["load", str(pack), "--ledger", LEDGER, "--by", "tests"]) == 1
        assert main(["claims", "prepare", "--round", ROUND, "--ledger", LEDGER, "--by", "C. Officer"]) == 0
        place = Place(data, LEDGER, make_conninfo(conninfo))
        with opened_ledger(place) as ledger:
            catch_up(ledger)
        app = create_app(Settings(place, projects=False))
        with TestClient(app, raise_server_exceptions=False, client=("127.0.0.1", 50_000)) as client:
            yield Marked(place, client, log, server_folder, make_conninfo(conninfo))
    root.handlers[:], root.level = before, level


def _marks_in(text: str, marks: tuple[str, ...] = MARKS) -> set[str]:
    return {mark for mark in marks if mark in text}


def test_answers_speak_of_people_by_references_alone(marked: Marked) -> None:
    headers, found = bearer(marked.place, name="Owner"), set[str]()
    for route in routes_of(marked.client.app):
        if route.method == "GET":
            path = re.sub(r"\{(\w+)(:\w+)?\}", lambda held: KNOWN.get(held[1], "1"), route.path)
            answer = marked.client.get(path, headers=headers | {"Accept": "application/json"}, params=_asked(path))
            assert answer.status_code < 500, (path, answer.text)
            marks = _marks_in(answer.text)
            found |= marks
            allowed = path in NAMED_BY_DESIGN or path.endswith("/rejects")
            assert allowed or not marks & set(SAYS_WHO) | marks & {RECORD}, (path, marks)
    assert found >= {PERSON, FORENAME}


def _asked(path: str) -> dict[str, str]:
    if path in NAMED_BY_DESIGN:
        return {"record": f"police/{PERSON}1"}
    return {"limit": "1000"} if path == "/v1/feed" else {}


def test_no_error_repeats_what_was_typed_where_it_does_not_belong(marked: Marked) -> None:
    headers, refused, repeated = bearer(marked.place, name="Owner"), 0, set[str]()
    for one in with_each_text(marked.client.app.openapi(), KNOWN, TYPED):
        answer = one.by(marked.client, headers)
        if answer.status_code >= 400:
            refused += 1
            assert answer.status_code < 500, (one, answer.text)
            if TYPED in answer.text:
                repeated.add(one.where.rsplit(".", 1)[1])
        assert TYPED not in str(answer.headers), one
    assert refused > 300
    assert repeated <= SAID_BACK, repeated - SAID_BACK


def test_pages_have_names_for_readers_and_none_in_their_addresses(marked: Marked) -> None:
    visitor = Visitor(TestClient(marked.client.app)).signs_in(token_for(marked.place, Role.ANALYST, name="Pages"))
    named = set[str]()
    for path in ("/", "/families", f"/families/{FAMILY}", f"/families/{FAMILY}/changed", "/changed", "/schemes",
                 "/families/OXF-9", f"/families/{PERSON}23", f"/{SURNAME}"):  # fmt: skip
        page = visitor.get(path)
        assert page.status_code < 500
        addresses = " ".join(re.findall(r"(?:href|action|src|formaction)=\"([^\"]*)\"", page.text))
        assert not _marks_in(addresses.replace(path, ""), SAYS_WHO), path
        assert not _marks_in("".join(re.findall(r"<title>(.*?)</title>", page.text)), SAYS_WHO)
        named |= _marks_in(page.text)
    assert FORENAME in named
    visitor.get("/families")
    found = visitor.send("/families/named", name=SURNAME)
    assert found.status_code == 200 and SURNAME not in str(found.url)
    assert all(SURNAME not in str(one.headers) and SURNAME not in str(one.url) for one in found.history)


COMMANDS = (
    "eligibility", "claimable", "nearly", f"explain {FAMILY}", f"history {FAMILY}", f"trail {CLAIM}", "status",
    "claims list", "claims at-risk", f"claims return --round {ROUND}", "claims rounds", "access-log", "seal", "check",
    "matching status", "matching queue", "retention --at 2030-01-01", "checkpoint list", "token list", "keys erased",
    "assigned", f"explain {PERSON}23", f"history {PERSON}23", f"trail {PERSON}", f"assign {PERSON}23 A.Worker",
    f"attach {PERSON}23 --on 2013-01-01", f"explain {FAMILY} --at {SURNAME}", f"explain {FAMILY} --scheme {SURNAME}",
    f"claims pay {SURNAME} --amount 1", f"erase {PERSON}X --reason r --decided-by d", f"load {SURNAME}.csv",
    f"claims merge {FAMILY} {PERSON}2 --reason r", f"matching link police/{PERSON}9 {PERSON}23",
)  # fmt: skip


def test_no_command_says_more(marked: Marked, capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        words = command.split()
        capsys.readouterr()
        main([*words, "--ledger", LEDGER])
        ended = capsys.readouterr()
        assert not _marks_in(ended.out, (*SAYS_WHO, RECORD)), command
        typed = {word for word in words if "WZ" in word.upper()}
        told = ended.err
        for word in typed:  # what was typed on the command line may be said back to whoever typed it
            told = told.replace(word, "")
        assert not _marks_in(told), (command, told)


def test_nothing_is_left_in_logs_metrics_tables_or_files(marked: Marked) -> None:
    """Last: after all that was asked and refused above."""
    metrics = marked.client.get("/metrics")
    assert metrics.status_code == 200 and "outcomes_" in metrics.text
    everything = (*MARKS, TYPED)
    assert not _marks_in(metrics.text, everything)
    logged = marked.log.getvalue()
    assert logged.count("\n") > 100
    assert not _marks_in(logged, everything), _lines_with(logged, everything)
    server_log = (marked.server_folder / "postgres.log").read_text("utf-8")
    assert server_log and not _marks_in(server_log, everything), _lines_with(server_log, everything)
    assert _tables_with(marked.database, MARKS) == set()
    assert {path.relative_to(marked.place.data_folder).parts[0] for path in _files_with(marked.place.data_folder)} == {
        "rejects"}
    assert not list((marked.place.data_folder / "uploads").glob("*"))


def _lines_with(text: str, marks: tuple[str, ...]) -> list[str]:
    return [line for line in text.splitlines() if _marks_in(line, marks)][:5]


def _tables_with(database: str, marks: tuple[str, ...]) -> set[tuple[str, str]]:
    """Which tables hold which marks, in text or in the hexadecimal of bytes."""
    found, looked_at = set(), 0
    with psycopg.connect(database) as connection:
        tables: list[Any] = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'ledger\\_%'").fetchall()
        for schema, table in tables:
            rows = connection.execute(
                SQL("SELECT whole::text FROM {} AS whole").format(Identifier(schema, table))).fetchall()
            looked_at += len(rows)
            text = "\n".join(row[0] for row in rows)
            found |= {(table, mark) for mark in marks if mark in text or mark.encode().hex() in text}
    assert len(tables) > 20 and looked_at > 1_000
    return found


def _files_with(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and _marks_in(path.read_text("latin-1"))]
