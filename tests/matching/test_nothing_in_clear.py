"""Who an agency's people are stands nowhere in clear: not in a table, an event, an error or the log of the program."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier

from api.matching.asking import record_called
from api.matching.errors import RecordUnknown
from ledger.ledger import Ledger
from tests.matching.agency_packs import AGENCY, ANN, NEEDS, PEOPLE, load

WHO = ("Quartermaine", "Zebedee", "1966-11-18", "Larkspur", "OX9 9ZZ", "100023336956", "D820200112017", "CE654321",
       "PNC-88413", "HH-7714")  # fmt: skip
ROW = "PNC-88413,Zebedee,Quartermaine,1966-11-18,male,7 Larkspur Way,OX9 9ZZ,100023336956,D820200112017,"
ROW += "CE654321A,HH-7714,\n"


def test_no_table_says_who_an_agencys_person_is(
    ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    with caplog.at_level(logging.DEBUG):
        load(ledger, tmp_path, people_police=AGENCY + ROW,
             needs_police=NEEDS + "CAD-55120,PNC-88413,debt,2012-03-01,\n")
    said = caplog.text + "".join(capfd.readouterr())
    with ledger.transaction() as cursor:
        tables = cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", (ledger.schema,)).fetchall()
        for (table,) in tables:
            rows = cursor.execute(SQL("SELECT whole::text FROM {} AS whole").format(Identifier(table))).fetchall()
            said += "\n".join(row[0] for row in rows)
    assert "agency_person" in {table for (table,) in tables}
    for name in (*WHO, "CAD-55120"):
        assert name not in said
        assert name.encode().hex() not in said


def test_an_error_does_not_repeat_what_it_was_given(ledger: Ledger) -> None:
    with pytest.raises(RecordUnknown) as refused:
        record_called(ledger, "police/Zebedee Quartermaine")
    assert "Zebedee" not in str(refused.value)
