"""After a load nothing in the data folder, database, write-ahead log and logs alike, says who anybody is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from intake.loading import load_pack
from ledger.database import Database
from ledger.ledgers import create_ledger
from ledger.postgres.database import serve
from ledger.postgres.elsewhere import folder_for_server
from ledger.proof.checkpointing import seal
from projections.runner import catch_up

SAMPLE = Path(__file__).parents[3] / "samples" / "oxfordshire-2012"
LEAST_LETTERS = 5
"""Shorter names turn up by chance in megabytes of ciphertext."""


def secrets_of_the_sample() -> set[bytes]:
    found: set[str] = set()
    others: set[str] = set()
    for file in SAMPLE.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                found.update(row.get(name) or "" for name in ("person_id", "record_id"))
                if file.name == "people.csv":
                    found.update(row[name] for name in ("forename", "surname", "upn", "nino", "postcode"))
                    found.add(row["date_of_birth"])
                others.update(value for name, value in row.items() if name.endswith("_on") and value)
    return {value.encode() for value in found - others if len(value) >= LEAST_LETTERS}


SHAPES = re.compile(
    rb"OXFP\d{6}|[A-Z]{2}\d{6}[A-Z]|[A-Z]\d{11}|[A-Z]{2}\d{6}|[A-Z]{2}\d{1,2} \d[A-Z]{2}|\d{4}-\d{2}-\d{2}")
"""Of the sample's numbers, postcodes and dates; what has none of these shapes is searched for one by one."""


def in_clear(folder: Path, wanted: Iterable[bytes]) -> dict[bytes, Path]:
    shaped = {value for value in wanted if SHAPES.fullmatch(value)}
    words, found = set(wanted) - shaped, {}
    assert len(words) < 500
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "postgres.binaries" not in file.parts:
            content = file.read_bytes()
            for value in shaped.intersection(SHAPES.findall(content)) | {word for word in words if word in content}:
                found.setdefault(value, file)
    return found


@pytest.mark.timeout(300)
def test_no_name_number_or_date_of_birth_is_anywhere(tmp_path: Path) -> None:
    folder = folder_for_server(tmp_path / "data")
    with serve(folder, {"fsync": "off"}) as conninfo, Database(conninfo) as database:
        create_ledger(database, "before", by="tests")
    wanted = secrets_of_the_sample()
    wanted -= in_clear(folder, wanted).keys()  # words that PostgreSQL's own catalogues hold
    assert len(wanted) > 30_000
    with serve(folder, {"fsync": "off"}) as conninfo, Database(conninfo) as database:
        ledger = create_ledger(database, "oxfordshire", by="tests")
        load_pack(ledger, SAMPLE, by="tests", today=date(2026, 11, 22), rejects_folder=folder / "rejects")
        catch_up(ledger)
        seal(ledger)
        [(people,)] = database.connect().execute("SELECT count(*) FROM ledger_oxfordshire.person").fetchall()
        assert people == 3234
    assert in_clear(folder, wanted) == {}


def test_the_search_would_find_what_is_there(tmp_path: Path) -> None:
    wanted = secrets_of_the_sample()
    value = max(wanted)
    (tmp_path / "leak").write_bytes(b"\x00\x01" + value + b"\xff")
    assert in_clear(tmp_path, wanted) == {value: tmp_path / "leak"}
